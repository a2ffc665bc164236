/** A session as it is answered: as tokens for programs, or as cookies for pages. */

import { atMs, closed, nullable, oneOf } from "@saunter/protocol/http/schemas";
import { ROLES } from "@saunter/protocol/roles";
import Type, { type Static } from "typebox";
import type { SignedIn } from "../people/sign-in.ts";
import type { HttpContext } from "./add-route.ts";
import { setSessionCookies } from "./authenticate.ts";

export const PRINCIPAL = closed({
  id: Type.String(),
  roles: Type.Array(oneOf(ROLES)),
  customerId: nullable(Type.String({ description: "Of a shopper." })),
});

export const SESSION = closed({
  principal: PRINCIPAL,
  accessExpiresMs: atMs("When the access token ends"),
  refreshExpiresMs: atMs("When the session ends where it is not used"),
  accessToken: nullable(Type.String({ description: "Null where it is a cookie." })),
  refreshToken: nullable(Type.String({ description: "Good once; null where it is a cookie." })),
});

export const CARRIER = oneOf(
  ["cookie", "token"],
  "`cookie` for pages: no script can read it. `token` for programs.",
);

/** Tells of the session, and sets its cookies where that is how it is carried. */
export function giveSession(
  { deps }: HttpContext,
  { reply }: { readonly reply: Parameters<typeof setSessionCookies>[0] },
  session: SignedIn,
  carrier: Static<typeof CARRIER>,
): Static<typeof SESSION> {
  const { principal, accessExpiresMs, refreshExpiresMs } = session;
  const told = {
    principal: { ...principal, roles: [...principal.roles] },
    ...{ accessExpiresMs, refreshExpiresMs },
  };
  if (carrier === "token") {
    const { accessToken, refreshToken } = session;
    return { ...told, accessToken, refreshToken };
  }
  setSessionCookies(reply, session, deps.publicUrl.startsWith("https:"));
  return { ...told, accessToken: null, refreshToken: null };
}
