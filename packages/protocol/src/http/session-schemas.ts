/** A session as it is answered: as tokens for programs, or as cookies for pages. */
import Type from "typebox";
import { ROLES } from "../roles.ts";
import { atMs, closed, named, nullable, oneOf } from "./schemas.ts";

export const PRINCIPAL_PROPERTIES = {
  id: Type.String(),
  roles: Type.Array(oneOf(ROLES)),
  customerId: nullable(Type.String({ description: "Of a shopper." })),
};

const PRINCIPAL = named("Principal", closed(PRINCIPAL_PROPERTIES));

export const SESSION = named(
  "Session",
  closed({
    principal: PRINCIPAL,
    accessExpiresMs: atMs("When the access token expires"),
    refreshExpiresMs: atMs("When the session expires if it is not used"),
    accessToken: nullable(Type.String({ description: "Null: it is in a cookie." })),
    refreshToken: nullable(Type.String({ description: "Valid once; null: it is in a cookie." })),
  }),
);

export const CARRIER = oneOf(
  ["cookie", "token"],
  "`cookie` for pages: scripts cannot read it. `token` for programs.",
);
