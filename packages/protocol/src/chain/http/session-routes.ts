/** Signing in to the chain, and out. */
import Type from "typebox";
import { closed, id, named, nullable, oneOf, text } from "../../http/schemas.ts";
import { EMAIL_CHARS_MAX, PASSWORD_CHARS_MAX, SIGN_IN_CODE_CHARS_MAX } from "../../limits.ts";
import { CHAIN_RIGHTS } from "../rights.ts";
import { chainRoute } from "./chain-route-spec.ts";
import { GRANT } from "./chain-schemas.ts";

const INVITATION_CHARS_MAX = 100;
const RETURN_CHARS_MAX = 500;
const TOTP_SECRET_CHARS_MAX = 64;

export const ME = named(
  "SignedInUser",
  closed({
    userId: Type.String(),
    name: Type.String(),
    email: nullable(Type.String()),
    grants: Type.Array(GRANT),
    rights: Type.Array(oneOf(CHAIN_RIGHTS), { description: "All that one of the grants gives." }),
  }),
);

const SIGNED_IN = {
  200: { description: "Signed in: the session is in a cookie.", schema: ME },
};

const CODE = text(SIGN_IN_CODE_CHARS_MAX, "Of the authenticator app.");
const INVITATION = text(INVITATION_CHARS_MAX, "As it was shown once.");

export const GET_ME = chainRoute({
  method: "GET",
  path: "/me",
  tag: "auth",
  summary: "Show who is signed in",
  answers: { 200: { description: "You.", schema: ME } },
});

export const GET_SIGN_IN_METHODS = chainRoute({
  method: "GET",
  path: "/sign-in/methods",
  tag: "auth",
  summary: "List the ways to sign in",
  answers: {
    200: {
      description: "Identity providers; a password works beside them for users who have set one.",
      schema: closed({
        providers: Type.Array(closed({ providerId: Type.String(), name: Type.String() })),
      }),
    },
  },
});

export const POST_SIGN_IN = chainRoute({
  method: "POST",
  path: "/sign-in",
  tag: "auth",
  summary: "Sign in with e-mail address, password and the code of an authenticator app",
  body: closed(
    { email: text(EMAIL_CHARS_MAX), password: text(PASSWORD_CHARS_MAX), code: CODE },
    {
      examples: [{ email: "mila@chain.example", password: "seven purple ladders", code: "123456" }],
    },
  ),
  answers: SIGNED_IN,
  codes: ["sign-in-refused", "sign-in-delayed"],
  rate: "signIn",
});

export const POST_SIGN_OUT = chainRoute({
  method: "POST",
  path: "/sign-out",
  tag: "auth",
  summary: "End the session",
  answers: {
    200: {
      description: "The session has ended.",
      schema: closed({
        endSessionUrl: nullable(
          Type.String({ description: "Where the identity provider signs out, too." }),
        ),
      }),
    },
  },
});

export const POST_INVITATION_BEGIN = chainRoute({
  method: "POST",
  path: "/invitations/begin",
  tag: "auth",
  summary: "Begin to accept an invitation with a password",
  body: closed({ invitation: INVITATION }, { examples: [{ invitation: "inv_7h2k" }] }),
  answers: {
    200: {
      description: "For an authenticator app.",
      schema: closed({
        name: Type.String(),
        totpSecret: Type.String({ description: "In base32." }),
        totpUri: Type.String({ description: "For a QR code." }),
      }),
    },
  },
  codes: ["invitation-invalid"],
  rate: "signIn",
});

export const POST_INVITATION_ACCEPT = chainRoute({
  method: "POST",
  path: "/invitations/accept",
  tag: "auth",
  summary: "Accept an invitation: set a password and a second factor, and sign in",
  description: "To sign in with an identity provider instead, start there with the invitation.",
  body: closed(
    {
      invitation: INVITATION,
      password: text(PASSWORD_CHARS_MAX),
      totpSecret: text(TOTP_SECRET_CHARS_MAX, "From `/invitations/begin`."),
      code: CODE,
    },
    {
      examples: [
        {
          invitation: "inv_7h2k",
          password: "seven purple ladders",
          totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
          code: "123456",
        },
      ],
    },
  ),
  answers: SIGNED_IN,
  codes: ["invitation-invalid", "sign-in-refused"],
  rate: "signIn",
});

const PROVIDER = closed({ providerId: id("Of the configuration.") });
const MOVED = { 302: { description: "Go on there." } };

export const GET_SSO_START = chainRoute({
  method: "GET",
  path: "/sso/:providerId/start",
  tag: "auth",
  summary: "Sign in with an identity provider",
  params: PROVIDER,
  query: closed({
    returnTo: Type.Optional(
      Type.String({
        maxLength: RETURN_CHARS_MAX,
        description: "Path of this server to open afterwards.",
      }),
    ),
    invitation: Type.Optional(INVITATION),
  }),
  answers: MOVED,
  codes: ["not-found", "not-ready"],
  rate: "signIn",
});

const ANSWER = Type.Optional(Type.String({ maxLength: 4000 }));

export const GET_SSO_CALLBACK = chainRoute({
  method: "GET",
  path: "/sso/:providerId/callback",
  tag: "auth",
  summary: "Come back from an identity provider",
  params: PROVIDER,
  // Providers may add parameters of their own (RFC 6749, section 4.1.2).
  query: Type.Object({
    code: ANSWER,
    state: ANSWER,
    iss: ANSWER,
    error: ANSWER,
    error_description: ANSWER,
    session_state: ANSWER,
  }),
  answers: MOVED,
  codes: ["not-found", "sign-in-refused", "not-ready"],
  rate: "signIn",
});
