/** What staff refund: the whole receipt, units of its lines, or an amount, which leaves the sale as it is. */
export const REFUND_KINDS = ["whole", "lines", "amount"] as const;
export type RefundKind = (typeof REFUND_KINDS)[number];

/** Why. */
export const REFUND_REASONS = [
  "not-taken",
  "returned",
  "damaged",
  "wrong-price",
  "duplicate",
  "goodwill",
  "other",
] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];
