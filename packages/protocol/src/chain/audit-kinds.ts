/** What the chain's audit trail has. */
export const AUDIT_KINDS = [
  // Signing in and out.
  "signed-in",
  "sign-in-refused",
  "signed-out",
  "identity-linked",
  "password-set",
  // Users and their rights.
  "user-invited",
  "user-added",
  "user-changed",
  "user-disabled",
  "user-enabled",
  "user-removed",
  "grant-added",
  "grant-removed",
  "group-changed",
  "group-removed",
  "scim-token-added",
  "scim-token-rotated",
  "scim-token-removed",
  // The chain itself.
  "organisation-added",
  "organisation-changed",
  "region-added",
  "region-changed",
  "shop-added",
  "shop-changed",
  "shop-credentials-renewed",
  "set-aside-dismissed",
  "alert-acknowledged",
  "version-put",
  "version-pinned",
  "roll-out-changed",
  "review-decided",
  "review-reopened",
  "review-skipped",
  "chain-restored",
  "chain-downgraded",
  "owner-recovered",
  "webhook-added",
  "webhook-rotated",
  "webhook-changed",
  "webhook-tested",
  "webhook-resent",
  "webhook-removed",
  "forecast-repeated",
  "forecast-overridden",
  // Looks at personal data.
  "review-viewed",
  "review-clip-viewed",
  "reviewers-viewed",
  // Gift cards, points and customers.
  "gift-card-issued",
  "gift-card-topped-up",
  "gift-card-changed",
  "holds-ended",
  "loyalty-rule-set",
  "customer-added",
  "customer-erased",
  // Looks at personal data.
  "customers-viewed",
  "users-viewed",
  "audit-viewed",
  "audit-exported",
  "rows-exported",
] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** Who did it: a user, somebody who is not signed in, a directory by SCIM, or the process itself. */
export const AUDIT_ACTOR_KINDS = ["user", "nobody", "scim", "chain"] as const;
export type AuditActorKind = (typeof AUDIT_ACTOR_KINDS)[number];

export const AUDIT_OBJECT_KINDS = [
  "user",
  "group",
  "organisation",
  "region",
  "shop",
  "set-aside",
  "alert",
  "scim-token",
  "version",
  "roll-out",
  "review",
  "gift-card",
  "customer",
  "webhook",
  "forecast",
] as const;
export type AuditObjectKind = (typeof AUDIT_OBJECT_KINDS)[number];
