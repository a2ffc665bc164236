import { closed, nullable, oneOf, text } from "@saunter/protocol/http/schemas";
import { PASSWORD_CHARS_MAX, USER_NAME_CHARS_MAX } from "@saunter/protocol/limits";
import Type from "typebox";
import { addAction, addRead, type Call, type HttpContext } from "../add-route.ts";
import { clearSessionCookies, REFRESH_COOKIE } from "../authenticate.ts";
import { CARRIER, giveSession, PRINCIPAL, SESSION } from "../give-session.ts";
import { orFail, ProblemError } from "../problem.ts";
import { requirePasskeys } from "../require-passkeys.ts";

const REFRESH_TOKEN_CHARS_MAX = 500;
const RESPONSE = Type.Object(
  {},
  { description: "As `navigator.credentials.get` gives it, as JSON." },
);
const SIGNED_IN = { 200: { description: "Signed in.", schema: SESSION } };
const SIGN_IN_CODES = ["sign-in-refused", "sign-in-delayed"] as const;

const WHO = oneOf(["user", "customer"], "Of the console, or a shopper.");

export function addAuthRoutes(context: HttpContext): void {
  addPasswordRoute(context);
  addPasskeyRoutes(context);
  addSessionRoutes(context);
  addRead(
    context,
    {
      method: "GET",
      path: "/me",
      tag: "auth",
      summary: "Who is signed in",
      answers: { 200: { description: "You.", schema: PRINCIPAL } },
    },
    ({ principal }) => principal,
  );
}

function addPasswordRoute(context: HttpContext): void {
  const { signIn, shop } = context.deps;
  addAction(
    context,
    {
      method: "POST",
      path: "/sign-in",
      tag: "auth",
      summary: "Sign in with name and password",
      body: closed(
        { name: text(USER_NAME_CHARS_MAX), password: text(PASSWORD_CHARS_MAX), carrier: CARRIER },
        { examples: [{ name: "anna", password: "correct horse battery", carrier: "token" }] },
      ),
      answers: SIGNED_IN,
      codes: SIGN_IN_CODES,
      rate: "signIn",
    },
    async (call) => {
      const { name, password, carrier } = call.body;
      const session = orFail(await signIn.byPassword(name, password, shop.nowMs()));
      return giveSession(context, call, session, carrier);
    },
  );
}

function addPasskeyRoutes(context: HttpContext): void {
  const { signIn, shop } = context.deps;
  addAction(
    context,
    {
      method: "POST",
      path: "/sign-in/passkey/options",
      tag: "auth",
      summary: "What the browser has to be asked for a passkey",
      body: closed({ who: WHO }, { examples: [{ who: "customer" }] }),
      answers: {
        200: { description: "Options for `navigator.credentials.get`.", schema: Type.Object({}) },
      },
      codes: ["entry-method-unavailable"],
      rate: "signIn",
    },
    ({ body }) => {
      const purpose = { kind: "sign-in", ownerKind: body.who } as const;
      return requirePasskeys(context.deps).beginAuthentication(purpose, shop.nowMs());
    },
  );
  addAction(
    context,
    {
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
    },
    async (call) => {
      const { who: kind, response, carrier } = call.body;
      const session = orFail(await signIn.byPasskey(kind, response, shop.nowMs()));
      return giveSession(context, call, session, carrier);
    },
  );
}

const REFRESH_BODY = closed(
  { refreshToken: nullable(text(REFRESH_TOKEN_CHARS_MAX, "Null: it is in the cookie.")) },
  { examples: [{ refreshToken: "session.secret" }] },
);

function addSessionRoutes(context: HttpContext): void {
  const { signIn, shop } = context.deps;
  addAction(
    context,
    {
      method: "POST",
      path: "/refresh",
      tag: "auth",
      summary: "New tokens for the refresh token, which is good once",
      body: REFRESH_BODY,
      answers: SIGNED_IN,
      codes: ["token-invalid"],
      // Not bound as sign-ins are: every phone on the shop's network asks from one address, those of
      // strangers too, and a token is too long to be guessed.
    },
    async (call) => {
      const refreshToken = findRefreshToken(call);
      if (refreshToken === null) throw new ProblemError("token-invalid", "there is no session");
      const session = orFail(await signIn.refresh(refreshToken, shop.nowMs()));
      return giveSession(
        context,
        call,
        session,
        call.body.refreshToken === null ? "cookie" : "token",
      );
    },
  );
  addAction(
    context,
    {
      method: "POST",
      path: "/sign-out",
      tag: "auth",
      summary: "End the session",
      body: REFRESH_BODY,
      answers: { 204: { description: "It has ended, if there was one." } },
    },
    async (call) => {
      const refreshToken = findRefreshToken(call);
      if (refreshToken !== null) await signIn.signOut(refreshToken);
      clearSessionCookies(call.reply, call.request);
      return call.reply.status(204).send();
    },
  );
}

type SessionCall = Pick<Call<never, never, typeof REFRESH_BODY>, "body" | "request">;

function findRefreshToken({ body, request }: SessionCall): string | null {
  return body.refreshToken ?? request.cookies[REFRESH_COOKIE] ?? null;
}
