/** What the audit log records, in the order in which the reference lists it, and of what kind of thing each is. */
export const SECURITY_EVENT_KINDS = [
  // Users.
  "user.added",
  "user.removed",
  "user.disabled",
  "user.enabled",
  "user.confirmed",
  "user.roles-changed",
  "user.scopes-changed",
  "user.password-changed",
  "user.key-changed",
  "user.passkey-added",
  "user.passkey-removed",
  "user.second-factor-added",
  "user.second-factor-removed",
  "user.second-factor-reset",
  "user.recovery-codes-renewed",
  "user.sessions-ended",
  // Sign-ins and sessions.
  "user.signed-in",
  "user.sign-in-refused",
  "user.signed-out",
  "session.reused",
  // Shoppers, as far as staff change what they may do.
  "customer.membership-changed",
  "customer.certificate-revoked",
  // Badges.
  "badge.issued",
  "badge.blocked",
  "badge.unblocked",
  "badge.removed",
  // Webhooks.
  "webhook.added",
  "webhook.changed",
  "webhook.removed",
  "webhook.enabled",
  "webhook.disabled",
  "webhook.secret-replaced",
  // Alerts that are sent to people.
  "alert-rule.added",
  "alert-rule.changed",
  "alert-rule.removed",
  // Gates.
  "gate.opened",
  // Smart carts.
  "cart.checked",
  "cart.found",
  // Recordings of the sensors.
  "recording.started",
  "recording.stopped",
  // What the shop is run with.
  "configuration.changed",
  "goods.changed",
  "key-file.added",
  "key-file.replaced",
  "key-file.removed",
  "backup.made",
  "backup.restored",
] as const;

export type SecurityEventKind = (typeof SECURITY_EVENT_KINDS)[number];

export const SECURITY_PRINCIPAL_KINDS = [
  "user",
  "customer",
  /** Nobody is signed in: a sign-in that was refused. */
  "nobody",
  /** Somebody at the shop's machine, by the command line. */
  "console",
  /** The shop's process itself. */
  "shop",
] as const;

export type SecurityPrincipalKind = (typeof SECURITY_PRINCIPAL_KINDS)[number];

/** How the principal has proven who they are; null where nobody had to. */
export const SECURITY_VIAS = ["password", "passkey", "key", "console"] as const;

export type SecurityVia = (typeof SECURITY_VIAS)[number];

export const SECURITY_OBJECT_KINDS = [
  "user",
  "customer",
  "badge",
  "webhook",
  "alert-rule",
  "key-file",
  "goods",
  "backup",
  "gate",
  "cart-trip",
] as const;

export type SecurityObjectKind = (typeof SECURITY_OBJECT_KINDS)[number];
