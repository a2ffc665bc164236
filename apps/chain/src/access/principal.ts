/** Who asks, and how far what they may do reaches. */
import {
  CHAIN_RIGHTS,
  type ChainRight,
  type ChainRole,
  ROLE_RIGHTS,
  type Scope,
} from "@saunter/protocol/chain/rights";

export interface Grant {
  readonly grantId: string;
  readonly role: ChainRole;
  readonly scope: Scope;
  /** `manual`, `scim`, or `sso:` and the provider. */
  readonly source: string;
}

export interface Principal {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
  readonly grants: readonly Grant[];
  /** Of the identity provider by which the session began; null: by a password. */
  readonly providerId: string | null;
}

/** Where somebody has a right: everywhere, or in these. */
export interface Reach {
  readonly isAll: boolean;
  readonly organisations: readonly string[];
  readonly regions: readonly string[];
  readonly shops: readonly string[];
}

/** Null where they have the right nowhere. */
export function findReach(grants: readonly Grant[], right: ChainRight): Reach | null {
  const scopes = grants
    .filter(({ role }) => ROLE_RIGHTS[role].includes(right))
    .map(({ scope }) => scope);
  if (scopes.length === 0) return null;
  const idsOf = (kind: Scope["kind"]): string[] =>
    scopes.flatMap((scope) => (scope.kind === kind && scope.id !== null ? [scope.id] : []));
  return {
    isAll: scopes.some(({ kind }) => kind === "chain"),
    organisations: idsOf("organisation"),
    regions: idsOf("region"),
    shops: idsOf("shop"),
  };
}

/** What somebody has anywhere. */
export function listRights(grants: readonly Grant[]): ChainRight[] {
  return CHAIN_RIGHTS.filter((right) => findReach(grants, right) !== null);
}
