/**
 * What happens to a review that nobody decided in time: it is settled in the shopper's favour up to the
 * shop's caps, and beyond them it waits for a person.
 */
import { displayMoney } from "@saunter/commerce/money/money";
import { decideReceipt } from "@saunter/commerce/receipt/decide";
import type { ReviewState } from "@saunter/commerce/review/evolve";
import { findRefundCap, findVisitCap, type LapseCap } from "@saunter/commerce/review/lapse-caps";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { clearAlert, raiseAlert } from "./alerts.ts";
import { findRefundIfGranted } from "./dispute-service.ts";
import { listLapsed, listRefunds } from "./past-refunds.ts";
import { decideInto, type Shop } from "./shop-context.ts";

const HOUR_MS = 3_600_000;

export type OpenReview = Extract<ReviewState, { status: "open" }>;

/** The cap that settling this review without a person would break; null where it breaks none. */
export function findLapseCap(tx: Transaction, shop: Shop, review: OpenReview): LapseCap | null {
  const { lapse } = shop.settings.receipts;
  const { subject, visitId, reviewId } = review;
  if (subject.kind === "contest") {
    const refundMinor = findRefundIfGranted(tx, shop, visitId, subject.contestId);
    const past = listRefunds(tx, visitId, tx.atMs - lapse.windowMs);
    return findRefundCap(refundMinor, past, tx.atMs, lapse);
  }
  for (const id of listWaitingVisits(tx, reviewId)) {
    const cap = findVisitCap(id, listLapsed(tx, id, tx.atMs - lapse.windowMs), tx.atMs, lapse);
    if (cap !== null) return cap;
  }
  return null;
}

/** A review waits for a person now: staff have an alert, and drafts say until when. */
export function markOverdue(tx: Transaction, shop: Shop, review: OpenReview): void {
  const { reviewId, dueMs } = review;
  warnOfOverdue(tx, shop, review);
  for (const visitId of listWaitingVisits(tx, reviewId)) {
    const receipt = tx.read("receipt", visitId);
    if (receipt.status !== "draft") continue;
    const { content, probabilityExact, reviewIds, reviewDueMs } = receipt;
    decideInto(tx, "receipt", visitId, decideReceipt, {
      type: "RedraftReceipt",
      content,
      probabilityExact,
      reviewIds,
      reviewDueMs: Math.max(reviewDueMs ?? 0, dueMs),
    });
  }
}

/** The alert says the new date each time. */
export function warnOfOverdue(tx: Transaction, shop: Shop, review: OpenReview): void {
  const { reviewId, visitId, subject, worthMinor, dueMs } = review;
  const { currency } = shop.settings;
  const hours = Math.max(1, Math.round((dueMs - tx.atMs) / HOUR_MS));
  const amount = displayMoney({ amountMinor: worthMinor, currency }, "en-GB");
  const what = subject.kind === "contest" ? `a dispute of ${amount}` : "a receipt in review";
  clearOverdue(tx, reviewId, "overdue");
  raiseAlert(tx, {
    alertKey: nameOverdue(reviewId),
    kind: "review-overdue",
    visitId,
    message: `${what} exceeds what is settled without a review: decide within ${hours} h`,
  });
}

export function clearOverdue(tx: Transaction, reviewId: string, by: string): void {
  clearAlert(tx, nameOverdue(reviewId), by);
}

const nameOverdue = (reviewId: string): string => `review-overdue:${reviewId}`;

/** Visits whose receipts wait for a review. */
function listWaitingVisits({ db }: Transaction, reviewId: string): string[] {
  return prepared(db, "SELECT visit_id FROM receipt_reviews WHERE review_id = ? ORDER BY visit_id")
    .all(reviewId)
    .map((row) => row.visit_id as string);
}
