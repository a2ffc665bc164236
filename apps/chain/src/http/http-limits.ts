/** Bounds of the chain's HTTP API besides those that its schemas tell of. */

/** Of a directory, which may send all members of a group at once. */
export const SCIM_BODY_BYTES_MAX = 2 * 1024 * 1024;

/** Characters of an idempotency key. */
export const IDEMPOTENCY_KEY_CHARS_MAX = 100;
/** How long the answer to a key is kept. */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;
/** Answers that are kept no longer, deleted with each that is written. */
export const ANSWERS_PURGED_MAX = 20;

/** Requests a minute, each by route and caller: a user, or an address where nobody is signed in. */
export interface Rates {
  /** Passwords, invitations and ways to identity providers, by address. */
  readonly signIn: number;
  /** What anybody may ask. */
  readonly public: number;
  readonly people: number;
  /** A directory that provisions users, by token. */
  readonly scim: number;
}

export const RATES: Rates = { signIn: 20, public: 600, people: 1200, scim: 3000 };

/** Audit events in one file. */
export const EXPORTED_EVENTS_MAX = 500_000;
/** Files that are made at the same time, each with a connection of the database. */
export const EXPORTS_AT_ONCE = 2;
/** Read at once for it. */
export const EXPORTED_AT_ONCE = 1000;
