/** A session as it is answered: as tokens for programs, or as cookies for pages. */
import Type from "typebox";
import { ROLES } from "../roles.ts";
import { atMs, closed, nullable, oneOf } from "./schemas.ts";

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
