/**
 * How much is settled in a shopper's favour because no one reviewed it in time, before a person has to
 * decide. Counted per payer and per payment instrument, over any window of a length: not by calendar, so
 * that no new month makes room at once.
 */

export interface LapseCaps {
  /** Of one dispute, minor units. */
  readonly refundMaxMinor: number;
  /** Of all refunds without a review in a window, minor units. */
  readonly refundsSumMaxMinor: number;
  /** Refunds without a review in a window. */
  readonly refundsMax: number;
  /** Visits in a window whose receipt was settled because no one reviewed it. */
  readonly visitsMax: number;
  readonly windowMs: number;
  /** Beyond these, a person decides within this time. */
  readonly decideWithinMs: number;
}

/** What is reached: the amount of one dispute, the sum of several, or their number. */
export type LapseCap = "amount" | "sum" | "count";

/** A refund that no person decided on. One that belongs to a payer and to a card is listed for each. */
export interface PastRefund {
  /** The payer or payment instrument. */
  readonly key: string;
  readonly refundMinor: number;
  readonly atMs: number;
}

/** The cap that a refund would break; null where it may be made without a review. */
export function findRefundCap(
  refundMinor: number,
  past: readonly PastRefund[],
  nowMs: number,
  caps: LapseCaps,
): LapseCap | null {
  // What gives no money back cannot be abused.
  if (refundMinor <= 0) return null;
  if (refundMinor > caps.refundMaxMinor) return "amount";
  if (caps.refundsSumMaxMinor < refundMinor) return "sum";
  if (caps.refundsMax < 1) return "count";
  const recent = past.filter(({ atMs }) => atMs > nowMs - caps.windowMs);
  for (const refunds of Map.groupBy(recent, ({ key }) => key).values()) {
    const sumMinor = refunds.reduce((sum, one) => sum + one.refundMinor, refundMinor);
    if (sumMinor > caps.refundsSumMaxMinor) return "sum";
    if (refunds.length >= caps.refundsMax) return "count";
  }
  return null;
}

/** A visit whose receipt was settled because no one reviewed it in time. */
export interface PastVisit {
  readonly key: string;
  readonly visitId: string;
  readonly atMs: number;
}

/** The cap that settling one more visit would break. A visit that is among them counts once. */
export function findVisitCap(
  visitId: string,
  past: readonly PastVisit[],
  nowMs: number,
  caps: LapseCaps,
): LapseCap | null {
  if (past.some((one) => one.visitId === visitId)) return null;
  if (caps.visitsMax < 1) return "count";
  const recent = past.filter(({ atMs }) => atMs > nowMs - caps.windowMs);
  const isReached = [...Map.groupBy(recent, ({ key }) => key).values()].some(
    (visits) => visits.length >= caps.visitsMax,
  );
  return isReached ? "count" : null;
}
