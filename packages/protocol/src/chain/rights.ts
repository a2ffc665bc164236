/** What users of the chain may do. A grant is a role for a scope; a right is checked on the object itself. */
import type { DownKind } from "./down-messages.ts";

export const SCOPE_KINDS = ["chain", "organisation", "region", "shop"] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** Where a grant holds: the whole chain, or the shops of one organisation or region, or one shop. */
export interface Scope {
  readonly kind: ScopeKind;
  /** Null: of the whole chain. */
  readonly id: string | null;
}

export const CHAIN_ROLES = [
  "owner",
  "manager",
  "reviewer",
  "analyst",
  "auditor",
  "support",
] as const;
export type ChainRole = (typeof CHAIN_ROLES)[number];

export const CHAIN_RIGHTS = [
  "shops:read",
  "shops:write",
  "organisations:write",
  "events:read",
  "set-aside:read",
  "set-aside:write",
  "alerts:read",
  "alerts:write",
  "goods:read",
  /** Publishing versions, of those kinds for which the next rights are held as well. */
  "versions:write",
  "goods:write",
  "offers:write",
  "planogram:write",
  "policies:write",
  "staff:write",
  "engine:write",
  "software:write",
  /** Sending what was not forecast, or is forecast to make receipts worse. */
  "forecasts:override",
  "reviews:read",
  "reviews:write",
  "reports:read",
  "balances:read",
  "balances:write",
  "customers:read",
  "customers:write",
  "users:read",
  "users:write",
  "audit:read",
  "webhooks:read",
  "webhooks:write",
] as const;
export type ChainRight = (typeof CHAIN_RIGHTS)[number];

/** What publishing a version of a kind needs. The type wants one for each kind. */
export const VERSION_RIGHTS = {
  goods: "goods:write",
  offers: "offers:write",
  planogram: "planogram:write",
  policies: "policies:write",
  staff: "staff:write",
  engine: "engine:write",
  software: "software:write",
} as const satisfies Readonly<Record<DownKind, ChainRight>>;

/**
 * An owner has every right. Only an owner may publish staff (it appoints operators), policies (they limit refunds),
 * engine parameters and software.
 */
export const ROLE_RIGHTS: Readonly<Record<ChainRole, readonly ChainRight[]>> = {
  owner: CHAIN_RIGHTS,
  manager: [
    ...(["shops:read", "events:read", "goods:read", "reports:read"] as const),
    ...(["versions:write", "goods:write", "offers:write", "planogram:write"] as const),
    ...(["alerts:read", "alerts:write", "balances:read", "balances:write"] as const),
  ],
  reviewer: ["reviews:read", "reviews:write"],
  analyst: ["shops:read", "goods:read", "reports:read"],
  auditor: ["shops:read", "events:read", "alerts:read", "audit:read"],
  support: [
    ...(["shops:read", "events:read", "set-aside:read", "set-aside:write"] as const),
    ...(["alerts:read", "alerts:write", "balances:read", "customers:read"] as const),
  ],
};
