/** Signing in and out. */
import Type from "typebox";
import { PASSWORD_CHARS_MAX, SIGN_IN_CODE_CHARS_MAX, USER_NAME_CHARS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { closed, nullable, oneOf, text } from "./schemas.ts";
import { SECOND_FACTOR_STATE } from "./second-factor-routes.ts";
import { CARRIER, PRINCIPAL_PROPERTIES, SESSION } from "./session-schemas.ts";

const REFRESH_TOKEN_CHARS_MAX = 500;

const RESPONSE = Type.Object(
  {},
  { description: "As `navigator.credentials.get` gives it, as JSON." },
);

const SIGNED_IN = { 200: { description: "Signed in.", schema: SESSION } };

const WHO = oneOf(["user", "customer"], "A console user or a shopper.");

export const GET_ME = route({
  method: "GET",
  path: "/me",
  tag: "auth",
  summary: "Show who is signed in",
  answers: {
    200: {
      description: "You.",
      schema: closed({
        ...PRINCIPAL_PROPERTIES,
        secondFactor: nullable(SECOND_FACTOR_STATE),
      }),
    },
  },
});

export const POST_SIGN_IN = route({
  method: "POST",
  path: "/sign-in",
  tag: "auth",
  summary: "Sign in with name and password",
  description: "Where it answers `second-factor-needed`, send the same again with `code`.",
  body: closed(
    {
      name: text(USER_NAME_CHARS_MAX),
      password: text(PASSWORD_CHARS_MAX),
      code: Type.Optional(
        text(SIGN_IN_CODE_CHARS_MAX, "Of the authenticator app, or a recovery code."),
      ),
      carrier: CARRIER,
    },
    { examples: [{ name: "anna", password: "correct horse battery", carrier: "token" }] },
  ),
  answers: SIGNED_IN,
  codes: ["sign-in-refused", "sign-in-delayed", "second-factor-needed", "second-factor-wrong"],
  rate: "signIn",
});

export const POST_SIGN_IN_PASSKEY_OPTIONS = route({
  method: "POST",
  path: "/sign-in/passkey/options",
  tag: "auth",
  summary: "Get the browser's options for a sign-in with a passkey",
  body: closed({ who: WHO }, { examples: [{ who: "customer" }] }),
  answers: {
    200: { description: "Options for `navigator.credentials.get`.", schema: Type.Object({}) },
  },
  codes: ["entry-method-unavailable"],
  rate: "signIn",
});

export const POST_SIGN_IN_PASSKEY_VERIFY = route({
  method: "POST",
  path: "/sign-in/passkey/verify",
  tag: "auth",
  summary: "Sign in with a passkey",
  body: closed(
    { who: WHO, response: RESPONSE, carrier: CARRIER },
    { examples: [{ who: "customer", response: {}, carrier: "cookie" }] },
  ),
  answers: SIGNED_IN,
  codes: ["sign-in-refused", "entry-passkey-refused"],
  rate: "signIn",
});

export const REFRESH_BODY = closed(
  { refreshToken: nullable(text(REFRESH_TOKEN_CHARS_MAX, "Null: it is in the cookie.")) },
  { examples: [{ refreshToken: "session.secret" }] },
);

export const POST_REFRESH = route({
  method: "POST",
  path: "/refresh",
  tag: "auth",
  summary: "Exchange the refresh token, valid once, for new tokens",
  body: REFRESH_BODY,
  answers: SIGNED_IN,
  codes: ["token-invalid"],
  // Not bound as sign-ins are: every phone on the shop's network asks from one address, those of
  // strangers too, and a token is too long to be guessed.
});

export const POST_SIGN_OUT = route({
  method: "POST",
  path: "/sign-out",
  tag: "auth",
  summary: "End the session",
  body: REFRESH_BODY,
  answers: { 204: { description: "The session has ended, if there was one." } },
});
