/** The queue of what a person has to look at, and what follows from their decisions. */
import { decideReview } from "@saunter/commerce/review/decide";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/store.ts";
import { resolveContest } from "./contest-desk.ts";
import { settleAfterReview } from "./receipt-desk.ts";
import { decideInto, RefusedError, type Shop } from "./shop-context.ts";

export function claimReview(tx: Transaction, reviewId: string, reviewerId: string): void {
  const nowMs = tx.atMs;
  decideInto(tx, "review", reviewId, decideReview, { type: "ClaimReview", reviewerId, nowMs });
}

export function releaseReview(tx: Transaction, reviewId: string, reviewerId: string): void {
  decideInto(tx, "review", reviewId, decideReview, { type: "ReleaseReview", reviewerId });
}

/** A reviewer has decided; receipts that waited for it alone become final. */
export function decideOnReview(
  tx: Transaction,
  shop: Shop,
  reviewId: string,
  reviewerId: string,
  choice: ReviewChoice,
): void {
  if (choice.kind === "add" && !shop.settings.products.has(choice.gtin)) {
    throw new RefusedError("product-unknown", "the shop has no such product");
  }
  const command = { type: "DecideReview", reviewerId, choice, nowMs: tx.atMs } as const;
  decideInto(tx, "review", reviewId, decideReview, command);
  const review = tx.read("review", reviewId);
  if (review.status === "decided" && review.subject.kind === "contest") {
    const isGranted = choice.kind === "grant";
    resolveContest(tx, shop, review.visitId, review.subject.contestId, isGranted, "reviewer");
    return;
  }
  settleAfterReview(tx, shop, reviewId);
}

/** Reviews whose time is over: each is settled in the shopper's favour. */
export function lapseReviews(tx: Transaction, shop: Shop): number {
  const late = prepared(
    tx.db,
    `SELECT review_id FROM reviews WHERE status = 'open' AND due_ms <= ?
       ORDER BY due_ms, review_id LIMIT ${LAPSED_AT_ONCE_MAX}`,
  ).all(tx.atMs);
  for (const row of late) {
    const reviewId = row.review_id as string;
    decideInto(tx, "review", reviewId, decideReview, { type: "LapseReview" });
    const review = tx.read("review", reviewId);
    if (review.status !== "lapsed") continue;
    if (review.subject.kind === "contest") {
      resolveContest(tx, shop, review.visitId, review.subject.contestId, true, "lapsed");
    } else {
      settleAfterReview(tx, shop, reviewId);
    }
  }
  return late.length;
}

/** The rest lapse a moment later: one transaction stays short. */
const LAPSED_AT_ONCE_MAX = 100;
