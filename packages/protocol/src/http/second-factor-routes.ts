/** What users change about their own sign-in: password, second factor and sessions. */
import Type from "typebox";
import { PASSWORD_CHARS_MAX, SIGN_IN_CODE_CHARS_MAX } from "../limits.ts";
import { SECURITY_VIAS } from "../security-event-kinds.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, count, nullable, oneOf, text } from "./schemas.ts";

export const SECOND_FACTOR_STATE = oneOf(
  ["on", "off", "asked", "required"],
  "`on`: a password needs a code. `asked`: you are asked to set one up. `required`: the session can do nothing else before. Null: you have no password.",
);

const SECOND_FACTOR = closed({
  state: nullable(SECOND_FACTOR_STATE),
  enabledMs: nullable(atMs("Since when it is on")),
  recoveryCodesLeft: count("Recovery codes that have not been used."),
});

const RECOVERY_CODES = closed({
  recoveryCodes: Type.Array(Type.String(), {
    description: "Each signs in once in place of a code; shown only now.",
  }),
});

const CODE = text(SIGN_IN_CODE_CHARS_MAX, "Of the authenticator app, or a recovery code.");

const PROOF = closed(
  { password: text(PASSWORD_CHARS_MAX), code: CODE },
  { examples: [{ password: "correct horse battery", code: "123456" }] },
);

const PROOF_CODES = [
  "sign-in-refused",
  "sign-in-delayed",
  "second-factor-wrong",
  "not-found",
] as const;

export const GET_ME_SECOND_FACTOR = route({
  method: "GET",
  path: "/me/second-factor",
  tag: "auth",
  summary: "Show whether you have a second factor",
  answers: { 200: { description: "Your second factor.", schema: SECOND_FACTOR } },
});

export const POST_ME_SECOND_FACTOR_BEGIN = route({
  method: "POST",
  path: "/me/second-factor/begin",
  tag: "auth",
  summary: "Get a secret for your authenticator app (TOTP, RFC 6238)",
  description: "It counts once a code of it is confirmed.",
  answers: {
    200: {
      description: "The secret, shown only now.",
      schema: closed({
        secret: Type.String({ description: "In base32." }),
        uri: Type.String({ description: "The `otpauth:` URI, to be shown as a QR code." }),
        expiresMs: atMs("When it can no longer be confirmed"),
      }),
    },
  },
  codes: ["second-factor-on"],
});

export const POST_ME_SECOND_FACTOR_CONFIRM = route({
  method: "POST",
  path: "/me/second-factor/confirm",
  tag: "auth",
  summary: "Turn your second factor on by its first code, and end your other sessions",
  body: closed({ code: CODE }, { examples: [{ code: "123456" }] }),
  answers: { 200: { description: "It is on.", schema: RECOVERY_CODES } },
  codes: ["second-factor-on", "second-factor-wrong", "not-found"],
  rate: "signIn",
});

export const POST_ME_SECOND_FACTOR_REMOVE = route({
  method: "POST",
  path: "/me/second-factor/remove",
  tag: "auth",
  summary: "Turn your second factor off, and end your other sessions",
  body: PROOF,
  answers: { 204: { description: "It is off." } },
  codes: PROOF_CODES,
  rate: "signIn",
});

export const POST_ME_SECOND_FACTOR_RECOVERY_CODES = route({
  method: "POST",
  path: "/me/second-factor/recovery-codes",
  tag: "auth",
  summary: "Get new recovery codes; the old ones stop working",
  body: PROOF,
  answers: { 200: { description: "The new ones.", schema: RECOVERY_CODES } },
  codes: PROOF_CODES,
  rate: "signIn",
});

export const POST_ME_PASSWORD = route({
  method: "POST",
  path: "/me/password",
  tag: "auth",
  summary: "Change your password, and end your other sessions",
  body: closed(
    {
      password: text(PASSWORD_CHARS_MAX, "The current one."),
      code: nullable(CODE),
      newPassword: text(PASSWORD_CHARS_MAX),
    },
    {
      examples: [
        { password: "correct horse battery", code: null, newPassword: "nine quiet paper boats" },
      ],
    },
  ),
  answers: { 204: { description: "The new password is in use." } },
  codes: ["sign-in-refused", "sign-in-delayed", "second-factor-needed", "second-factor-wrong"],
  rate: "signIn",
});

export const GET_ME_SESSIONS = route({
  method: "GET",
  path: "/me/sessions",
  tag: "auth",
  summary: "List your sessions, the most recently used first",
  answers: {
    200: {
      description: "The sessions.",
      schema: closed({
        items: Type.Array(
          closed({
            isCurrent: Type.Boolean({ description: "The session that asks." }),
            via: nullable(oneOf(SECURITY_VIAS, "How it was signed in.")),
            startedMs: atMs("When it began"),
            usedMs: atMs("When it was last renewed, which a page in use does every few minutes"),
          }),
        ),
      }),
    },
  },
});

export const POST_ME_SESSIONS_END_OTHERS = route({
  method: "POST",
  path: "/me/sessions/end-others",
  tag: "auth",
  summary: "End all of your sessions but this one",
  answers: { 204: { description: "They have ended." } },
});
