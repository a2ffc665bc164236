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
  "version-put",
  "roll-out-changed",
  "forecast-repeated",
  "forecast-overridden",
  // Looks at personal data.
  "users-viewed",
  "audit-viewed",
  "audit-exported",
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
  "scim-token",
  "version",
  "roll-out",
  "forecast",
] as const;
export type AuditObjectKind = (typeof AUDIT_OBJECT_KINDS)[number];
