/** Gift cards and points, and why a hold on them is none. */

export const BALANCE_KINDS = ["gift-card", "points"] as const;
export type BalanceKind = (typeof BALANCE_KINDS)[number];

/** Why the chain holds nothing. */
export const HOLD_REFUSALS = [
  /** Of the number or of the code, which is not said. */
  "card-unknown",
  "card-blocked",
  "card-expired",
  /** It is another retailer's, or of another currency. */
  "card-not-accepted",
  /** All of it is spent, or held by another visit. */
  "card-empty",
  "too-many-attempts",
  /** The shop has ended the hold already. */
  "hold-ended",
] as const;
export type HoldRefusal = (typeof HOLD_REFUSALS)[number];

/** Why a hold ended, or was none, without a capture. */
export const RELEASE_CAUSES = [
  ...HOLD_REFUSALS,
  /** The chain did not answer in time. */
  "unavailable",
  /** The shopper took the card away. */
  "removed",
  /** Nothing was due any more. */
  "not-needed",
  /** The card pays for the visit already. */
  "card-known",
  /** Another payment was under way. */
  "paid-otherwise",
] as const;
export type ReleaseCause = (typeof RELEASE_CAUSES)[number];
