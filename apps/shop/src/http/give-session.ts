/** A session as it is answered: as tokens for programs, or as cookies for pages. */
import type { CARRIER, SESSION } from "@saunter/protocol/http/session-schemas";
import type { Static } from "typebox";
import type { SignedIn } from "../people/sign-in.ts";
import { setSessionCookies } from "./authenticate.ts";
import type { HttpContext } from "./http-context.ts";

/** Tells of the session, and sets its cookies where that is how it is carried. */
export function giveSession(
  { deps }: HttpContext,
  { reply }: { readonly reply: Parameters<typeof setSessionCookies>[0] },
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
  setSessionCookies(reply, session, deps.publicUrl.startsWith("https:"));
  return { ...told, accessToken: null, refreshToken: null };
}
