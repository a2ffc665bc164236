/** A session as it is answered: as tokens for programs, or as cookies for pages. */
import type { CARRIER, SESSION } from "@saunter/protocol/http/session-schemas";
import { readAddress } from "@saunter/server/http/caller-address";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static } from "typebox";
import type { SignedIn } from "../people/sign-in.ts";
import { isOfShoppers, setSessionCookies } from "./authenticate.ts";
import type { HttpContext } from "./http-context.ts";

/** Of somebody who has just signed in. The session that the browser had on this side ends: a browser has one. */
export async function giveNewSession(
  context: HttpContext,
  call: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  session: SignedIn,
  carrier: Static<typeof CARRIER>,
): Promise<Static<typeof SESSION>> {
  const { originalUrl, ip, shownCookies } = call.request;
  const isOwnSide = isOfShoppers(originalUrl) === (session.principal.customerId !== null);
  if (carrier === "cookie" && isOwnSide && shownCookies.refresh !== null) {
    await context.deps.signIn.signOut(shownCookies.refresh, readAddress(ip));
  }
  return giveSession(context, call, session, carrier);
}

/** Tells of the session, and sets its cookies where that is how it is carried. */
export function giveSession(
  { deps }: HttpContext,
  { reply }: { readonly reply: FastifyReply },
  session: SignedIn,
  carrier: Static<typeof CARRIER>,
): Static<typeof SESSION> {
  const {
    principal: { id, roles, customerId },
    accessExpiresMs,
    refreshExpiresMs,
  } = session;
  const told = {
    principal: { id, roles: [...roles], customerId },
    accessExpiresMs,
    refreshExpiresMs,
  };
  if (carrier === "token") {
    const { accessToken, refreshToken } = session;
    return { ...told, accessToken, refreshToken };
  }
  const isSecure = deps.publicUrl.startsWith("https:");
  setSessionCookies(reply, session, { isSecure, nowMs: deps.shop.nowMs() });
  return { ...told, accessToken: null, refreshToken: null };
}
