/** Parts that the schemas of the chain's API are made of. */
import Type from "typebox";
import { closed, id, named, nullable, oneOf, text } from "../../http/schemas.ts";
import { CHAIN_ROLES, SCOPE_KINDS } from "../rights.ts";

export const NAME_CHARS_MAX = 100;
export const REASON_CHARS_MAX = 500;

export const name = (description?: string) => text(NAME_CHARS_MAX, description);

export const SCOPE = named(
  "GrantScope",
  closed(
    { kind: oneOf(SCOPE_KINDS), id: nullable(id("Its id; null: of the whole chain.")) },
    { description: "Where it holds." },
  ),
);

export const NEW_GRANT = named("NewGrant", closed({ role: oneOf(CHAIN_ROLES), scope: SCOPE }));

export const GRANT = named(
  "Grant",
  closed({
    grantId: Type.String(),
    role: oneOf(CHAIN_ROLES),
    scope: SCOPE,
    source: Type.String({
      description:
        "`manual`, or by whose groups it is there: `sso:` and the provider, or `scim`. Those of groups change with them alone.",
    }),
  }),
);
