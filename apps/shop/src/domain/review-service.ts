/** The queue of what a person has to review, and what follows from their decisions. */
import {
  decideReview,
  findOtherClaim,
  isSecondLookDue,
  isSettled,
} from "@saunter/commerce/review/decide";
import type { ReviewChoice } from "@saunter/commerce/review/events";
import { listMoves } from "@saunter/commerce/review/list-moves";
import { SECOND_LOOK_WITHIN_MS } from "@saunter/commerce/review/second-look";
import { decideVisit } from "@saunter/commerce/visit/decide";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { clearAlert } from "./alerts.ts";
import { resolveDispute } from "./dispute-service.ts";
import { clearOverdue, findLapseCap, markOverdue, warnOfOverdue } from "./lapse-service.ts";
import { nameAgeReview, settleAfterReview } from "./receipt-service.ts";
import { decideInto, listIds, RefusedError, type Shop } from "./shop-context.ts";

/** Nobody looks longer at one. */
const LOOK_MS_MAX = 3_600_000;
/** Of those that are due for a second look so many are tried at once: most are free. */
const SECOND_LOOKS_MAX = 50;

export function claimReview(tx: Transaction, reviewId: string, reviewerId: string): void {
  const nowMs = tx.atMs;
  decideInto(tx, "review", reviewId, decideReview, { type: "ClaimReview", reviewerId, nowMs });
}

/**
 * Claims for a reviewer what is due first, and of that what is worth most: what they have claimed already
 * goes before all, what they skip is left to others, and a visit of which somebody has claimed a review is
 * theirs as a whole. Returns its id; null where nothing else waits.
 */
export function claimNextReview(
  tx: Transaction,
  reviewerId: string,
  skipped: readonly string[],
): string | null {
  for (const reviewId of skipped) {
    const review = tx.read("review", reviewId);
    if (review.status === "open") releaseReview(tx, reviewId, reviewerId);
  }
  const row = prepared(
    tx.db,
    `SELECT review_id FROM reviews
       WHERE status = 'open' AND (claimed_by IS NULL OR claimed_by = ?1 OR claimed_until_ms <= ?2)
         AND review_id NOT IN (SELECT value FROM json_each(?3))
         AND visit_id NOT IN (SELECT visit_id FROM reviews
           WHERE status = 'open' AND claimed_by <> ?1 AND claimed_until_ms > ?2)
       ORDER BY claimed_by IS ?1 AND claimed_until_ms > ?2 DESC, due_ms, worth_minor DESC, review_id
       LIMIT 1`,
  ).get(reviewerId, tx.atMs, JSON.stringify(skipped));
  if (row === undefined) return claimSecondLook(tx, reviewerId, skipped);
  const reviewId = row.review_id as string;
  claimReview(tx, reviewId, reviewerId);
  return reviewId;
}

/** Where nothing waits, one that somebody else has decided, to be decided without knowing how. */
function claimSecondLook(
  tx: Transaction,
  reviewerId: string,
  skipped: readonly string[],
): string | null {
  const rows = prepared(
    tx.db,
    `SELECT review_id FROM reviews
       WHERE status = 'decided' AND twice = 1 AND again_by IS NULL AND ended_ms > ?1
         AND decided_by <> ?4 AND review_id NOT IN (SELECT value FROM json_each(?2))
       ORDER BY ended_ms, review_id LIMIT ?3`,
  ).all(tx.atMs - SECOND_LOOK_WITHIN_MS, JSON.stringify(skipped), SECOND_LOOKS_MAX, reviewerId);
  for (const { review_id } of rows) {
    const reviewId = review_id as string;
    const review = tx.read("review", reviewId);
    if (review.status !== "decided" || review.again.status === "done") continue;
    if (!isSecondLookDue(review, reviewerId, tx.atMs)) continue;
    if (findOtherClaim(review.again, reviewerId, tx.atMs) !== null) continue;
    claimReview(tx, reviewId, reviewerId);
    return reviewId;
  }
  return null;
}

/** Reviews that wait and that no other reviewer has claimed. */
export function countWaiting(
  { db }: Pick<Transaction, "db">,
  reviewerId: string,
  nowMs: number,
): number {
  const row = prepared(
    db,
    `SELECT count(*) AS count FROM reviews
       WHERE status = 'open' AND (claimed_by IS NULL OR claimed_by = ? OR claimed_until_ms <= ?)`,
  ).get(reviewerId, nowMs);
  return row?.count as number;
}

export function releaseReview(tx: Transaction, reviewId: string, reviewerId: string): void {
  decideInto(tx, "review", reviewId, decideReview, { type: "ReleaseReview", reviewerId });
}

/** A reviewer has decided. What follows from it follows when they can take it back no more. */
export function decideOnReview(
  tx: Transaction,
  shop: Shop,
  reviewId: string,
  reviewerId: string,
  choice: ReviewChoice,
): void {
  if (!listGtins(choice).every((gtin) => shop.settings.products.has(gtin))) {
    throw new RefusedError("product-unknown", "the shop has no such product");
  }
  const isAgain = tx.read("review", reviewId).status === "decided";
  const beforeMs = findLastDecisionMs(tx, reviewerId);
  const command = { type: "DecideReview", reviewerId, choice, nowMs: tx.atMs, beforeMs } as const;
  decideInto(tx, "review", reviewId, decideReview, command);
  if (isAgain) return;
  clearOverdue(tx, reviewId, reviewerId);
  // Past the review's own time nothing is waited for.
  settleReview(tx, shop, reviewId);
}

/** When somebody decided one last; minus infinity of longer ago than they look at one. */
function findLastDecisionMs({ db, atMs }: Transaction, reviewerId: string): number {
  const row = prepared(
    db,
    "SELECT max(ended_ms) AS atMs FROM reviews WHERE ended_ms > ? AND decided_by = ?",
  ).get(atMs - LOOK_MS_MAX, reviewerId);
  return (row?.atMs as number | null) ?? Number.NEGATIVE_INFINITY;
}

/** Products that a reviewer has named by themselves. */
function listGtins(choice: ReviewChoice): readonly string[] {
  if (choice.kind === "other") return [choice.candidate.gtin];
  return listMoves(choice).map(({ item }) => item.gtin);
}

/**
 * Staff have looked at whoever took what has an age limit. After the exit the receipt waits for just
 * that: unless a reviewer has claimed it already, they have decided it, too. Throws `RefusedError`.
 */
export function answerAgeCheck(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  isOldEnough: boolean,
  by: string,
): void {
  decideInto(tx, "visit", visitId, decideVisit, { type: "CheckAge", isOldEnough, by });
  clearAlert(tx, `age:${visitId}`, by);
  const reviewId = nameAgeReview(visitId);
  const review = tx.read("review", reviewId);
  if (review.status !== "open" || findOtherClaim(review, by, tx.atMs) !== null) return;
  decideOnReview(tx, shop, reviewId, by, { kind: isOldEnough ? "grant" : "refuse" });
}

/** Whoever has decided a moment ago takes it back. Throws `RefusedError` where it is too late. */
export function undoReview(
  tx: Transaction,
  shop: Shop,
  reviewId: string,
  reviewerId: string,
): void {
  const nowMs = tx.atMs;
  decideInto(tx, "review", reviewId, decideReview, { type: "UndoReview", reviewerId, nowMs });
  const review = tx.read("review", reviewId);
  if (review.status === "open" && review.overdue !== null) warnOfOverdue(tx, shop, review);
}

/** Visits whose draft waits for reviews of which one is settled now. */
export function listSettledDrafts(tx: Transaction): Iterable<string> {
  const sql = `SELECT DISTINCT r.visit_id AS id FROM receipts r JOIN receipt_reviews w USING (visit_id)
    JOIN reviews ON reviews.review_id = w.review_id
    WHERE r.status = 'draft' AND settled_ms <= ? ORDER BY r.visit_id`;
  return listIds(tx, sql, tx.atMs);
}

/** Reviews of disputes that are settled now, and not resolved yet. */
export function listSettledDisputes(tx: Transaction): Iterable<string> {
  const sql = `SELECT review_id AS id FROM contests
    JOIN reviews ON review_id = 'contest:' || contest_id
    WHERE contests.status = 'open' AND settled_ms <= ? ORDER BY review_id`;
  return listIds(tx, sql, tx.atMs);
}

/** What follows from one review, where it is settled. */
export function settleReview(tx: Transaction, shop: Shop, reviewId: string): void {
  const review = tx.read("review", reviewId);
  if (!isSettled(review, tx.atMs) || review.status === "unopened" || review.status === "open") {
    return;
  }
  if (review.subject.kind !== "contest") {
    settleAfterReview(tx, shop, reviewId);
    return;
  }
  const isLapsed = review.status === "lapsed";
  const isGranted = isLapsed || review.choice.kind === "grant";
  const cause = isLapsed ? "lapsed" : "reviewer";
  resolveDispute(tx, shop, review.visitId, review.subject.contestId, isGranted, cause);
}

/** Open reviews whose time is over. */
export function listLapsed(tx: Transaction): Iterable<string> {
  const sql = `SELECT review_id AS id FROM reviews WHERE status = 'open' AND due_ms <= ?
    ORDER BY due_ms, review_id`;
  return listIds(tx, sql, tx.atMs);
}

/** Settles a review whose time is over in the shopper's favour; beyond the caps a person has to decide. */
export function lapseReview(tx: Transaction, shop: Shop, reviewId: string): void {
  const before = tx.read("review", reviewId);
  decideInto(tx, "review", reviewId, decideReview, {
    type: "LapseReview",
    cap: before.status === "open" ? findLapseCap(tx, shop, before) : null,
    nowMs: tx.atMs,
    decideWithinMs: shop.settings.receipts.lapse.decideWithinMs,
  });
  const review = tx.read("review", reviewId);
  if (review.status === "open") markOverdue(tx, shop, review);
  else settleReview(tx, shop, reviewId);
}
