import {
  GET_ME,
  POST_REFRESH,
  POST_SIGN_IN,
  POST_SIGN_IN_PASSKEY_OPTIONS,
  POST_SIGN_IN_PASSKEY_VERIFY,
  POST_SIGN_OUT,
  type REFRESH_BODY,
} from "@saunter/protocol/http/auth-routes";
import { readAddress } from "@saunter/server/http/caller-address";
import { addAction, addRead, type Call } from "../../http/add-route.ts";
import { clearSessionCookies, setDeviceCookie } from "../../http/authenticate.ts";
import { findSignInPlace, makeDevice } from "../../http/find-sign-in-place.ts";
import { giveNewSession, giveSession } from "../../http/give-session.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { PASSWORD_CHECKS } from "../../http/http-limits.ts";
import { orFail, ProblemError } from "../../http/problem.ts";
import type { PasskeyServices } from "../../http/require-passkeys.ts";
import { requirePasskeys } from "../../http/require-passkeys.ts";
import { createPasswordChecks } from "./password-checks.ts";

export function addAuthRoutes(context: HttpContext<PasskeyServices>): void {
  addPasswordRoute(context);
  addPasskeyRoutes(context);
  addSessionRoutes(context);
  addRead(context, GET_ME, ({ principal: { id, roles, customerId } }) => {
    const { secondFactors, shop } = context.deps;
    const secondFactor = customerId === null ? secondFactors.findState(shop.store, id) : null;
    return { id, roles, customerId, secondFactor };
  });
}

function addPasswordRoute(context: HttpContext<PasskeyServices>): void {
  const { signIn, shop, isBehindProxy, publicUrl } = context.deps;
  const runCheck = createPasswordChecks(PASSWORD_CHECKS);
  addAction(context, POST_SIGN_IN, async (call) => {
    const { name, password, code = null, carrier } = call.body;
    const found = findSignInPlace(call.request, isBehindProxy);
    // A program has an address alone.
    const device = carrier === "cookie" ? (found.device ?? makeDevice()) : null;
    const place = { ...found, device };
    const check = () => signIn.byPassword({ name, password, code }, place, shop.nowMs());
    const session = orFail(await runCheck(call.request.ip, check));
    if (device !== null) setDeviceCookie(call.reply, device, publicUrl.startsWith("https:"));
    return giveNewSession(context, call, session, carrier);
  });
}

function addPasskeyRoutes(context: HttpContext<PasskeyServices>): void {
  const { signIn, shop } = context.deps;
  addAction(context, POST_SIGN_IN_PASSKEY_OPTIONS, ({ body }) => {
    const purpose = { kind: "sign-in", ownerKind: body.who } as const;
    return requirePasskeys(context.deps).beginAuthentication(purpose, shop.nowMs());
  });
  addAction(context, POST_SIGN_IN_PASSKEY_VERIFY, async (call) => {
    const { who: kind, response, carrier } = call.body;
    const session = orFail(
      await signIn.byPasskey(kind, response, shop.nowMs(), readAddress(call.request.ip)),
    );
    return giveNewSession(context, call, session, carrier);
  });
}

function addSessionRoutes(context: HttpContext<PasskeyServices>): void {
  const { signIn, shop, publicUrl } = context.deps;
  addAction(context, POST_REFRESH, async (call) => {
    const refreshToken = findRefreshToken(call);
    if (refreshToken === null) throw new ProblemError("token-invalid", "there is no session");
    const session = orFail(
      await signIn.refresh(refreshToken, shop.nowMs(), readAddress(call.request.ip)),
    );
    return giveSession(
      context,
      call,
      session,
      call.body.refreshToken === null ? "cookie" : "token",
    );
  });
  addAction(context, POST_SIGN_OUT, async (call) => {
    const refreshToken = findRefreshToken(call);
    if (refreshToken !== null) await signIn.signOut(refreshToken, readAddress(call.request.ip));
    clearSessionCookies(call.reply, call.request, publicUrl.startsWith("https:"));
    return call.reply.status(204).send();
  });
}

type SessionCall = Pick<Call<never, never, typeof REFRESH_BODY>, "body" | "request">;

function findRefreshToken({ body, request }: SessionCall): string | null {
  return body.refreshToken ?? request.shownCookies.refresh;
}
