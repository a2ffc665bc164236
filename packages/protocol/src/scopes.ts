/** What the key of another system may do: each route that integrators may call wants one of these. */
export const SCOPES = [
  "receipts:read",
  "disputes:write",
  "refunds:write",
  "visits:read",
  "charges:read",
  "goods:read",
  "goods:write",
  "stock:read",
  "stock:write",
  "reports:read",
  "events:read",
  "metrics:read",
] as const;

export type Scope = (typeof SCOPES)[number];

/** What a key may do for which nobody has chosen: what all integrators could before there were scopes. */
export const DEFAULT_SCOPES: readonly Scope[] = [
  "receipts:read",
  "visits:read",
  "charges:read",
  "goods:read",
  "stock:read",
  "stock:write",
  "reports:read",
  "events:read",
  "metrics:read",
];
