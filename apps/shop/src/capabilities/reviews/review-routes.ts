import { isAllAtStake } from "@saunter/commerce/review/at-stake";
import {
  type CLAIMED,
  type DECIDED,
  GET_REVIEW,
  GET_REVIEW_CLIP,
  GET_REVIEWS,
  GET_REVIEWS_QUALITY,
  GET_REVIEWS_STATISTICS,
  POST_REVIEW_CLAIM,
  POST_REVIEW_DECIDE,
  POST_REVIEW_RELEASE,
  POST_REVIEW_UNDO,
  POST_REVIEWS_NEXT,
} from "@saunter/protocol/http/review-routes";
import type { Static } from "typebox";
import {
  claimNextReview,
  claimReview,
  countWaiting,
  decideOnReview,
  releaseReview,
  undoReview,
} from "../../domain/review-service.ts";
import { countAtStake } from "../../domain/unseen-service.ts";
import { addAction, addCommand, addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { readPage } from "../../http/pages.ts";
import type { Transaction } from "../../store/transaction.ts";
import { toChoice } from "./review-choice.ts";
import { findMedian, readQuality } from "./review-quality.ts";
import type { ReviewServices } from "./review-view.ts";
import { findClip, type KnownReview, readReview, showReview, viewReview } from "./review-view.ts";

export function addReviewRoutes(context: HttpContext<ReviewServices>): void {
  addQueue(context);
  addStatistics(context);
  addQuality(context);
  addReview(context);
  addClip(context);
  addNext(context);
  addClaims(context);
  addDecision(context);
  addUndo(context);
}

function addQueue(context: HttpContext<ReviewServices>): void {
  const { db } = context.deps.shop.store;
  addRead(context, GET_REVIEWS, ({ query, url }) =>
    readPage(
      db,
      {
        from: "reviews",
        columns: "*, -worth_minor AS worth_order",
        where: [
          ["status = ?", query.status ?? "open"],
          ["visit_id = ?", query.visitId],
        ],
        order: ["due_ms", "worth_order", "review_id"],
        direction: "ASC",
      },
      { url, limit: query.limit, after: query.after },
      (row) => ({
        reviewId: row.review_id,
        visitId: row.visit_id,
        kind: row.kind,
        status: row.status,
        worthMinor: row.worth_minor,
        openedMs: row.opened_ms,
        dueMs: row.due_ms,
        isOverdue: row.overdue !== null,
        isAllAtStake: isAllAtStake({
          reviewId: row.review_id as string,
          visitId: row.visit_id as string,
          kind: row.kind as string,
        }),
        claimedBy: row.claimed_by,
        claimedUntilMs: row.claimed_until_ms,
      }),
    ),
  );
}

function addStatistics(context: HttpContext<ReviewServices>): void {
  const { store, nowMs } = context.deps.shop;
  addRead(context, GET_REVIEWS_STATISTICS, ({ query, principal }) => ({
    ...countReviews(store.db, query.sinceMs ?? 0, query.reviewerId ?? null),
    waiting: countWaiting(store, principal.id, nowMs()),
    atStake: { ...countAtStake(store) },
  }));
}

function addQuality(context: HttpContext<ReviewServices>): void {
  const { store } = context.deps.shop;
  addRead(context, GET_REVIEWS_QUALITY, ({ query }) => readQuality(store, query.sinceMs ?? 0));
}

/**
 * Disputes are the shopper's wish; what counts here is what the engine was not sure of. Where nobody
 * had claimed a review nobody knows how long it took: journals of before say 0 of that.
 */
function countReviews(db: Transaction["db"], sinceMs: number, reviewerId: string | null) {
  const one = (sql: string): Record<string, unknown> => db.prepare(sql).get(sinceMs)!;
  const { visits } = one(
    "SELECT count(*) AS visits FROM visits WHERE status = 'closed' AND kind <> 'staff' AND closed_ms >= ?",
  ) as { visits: number };
  const { reviewed } = one(
    `SELECT count(DISTINCT v.visit_id) AS reviewed FROM visits v JOIN receipt_reviews r
       ON r.visit_id = v.visit_id WHERE v.status = 'closed' AND v.closed_ms >= ?`,
  ) as { reviewed: number };
  const ended = db
    .prepare(
      `SELECT status, nullif(took_ms, 0) AS took_ms, ended_ms, ended_ms - opened_ms AS wait_ms
         FROM reviews WHERE ended_ms >= ?1 AND (?2 IS NULL OR decided_by = ?2)
           AND kind <> 'contest' ORDER BY ended_ms`,
    )
    .all(sinceMs, reviewerId);
  const tookMs = ended.flatMap(({ took_ms }) => (took_ms === null ? [] : [took_ms as number]));
  return {
    visits,
    reviewedVisits: reviewed,
    reviewedShare: visits === 0 ? null : reviewed / visits,
    decided: ended.filter(({ status }) => status === "decided").length,
    lapsed: ended.filter(({ status }) => status === "lapsed").length,
    medianTookMs: findMedian(tookMs),
    medianWaitMs: findMedian(ended.map(({ wait_ms }) => wait_ms as number)),
    lastEndedMs: (ended.at(-1)?.ended_ms ?? null) as number | null,
  };
}

function addReview(context: HttpContext<ReviewServices>): void {
  const { deps } = context;
  addRead(context, GET_REVIEW, ({ params }) =>
    viewReview(deps, readReview(deps.shop.store, params.reviewId)),
  );
}

/** Kept nowhere on the way: every answer says so by itself, and reviewers alone are told. */
function addClip(context: HttpContext<ReviewServices>): void {
  const { deps } = context;
  addRead(context, GET_REVIEW_CLIP, ({ params: { reviewId, evidenceId }, reply }) => {
    const review = readReview(deps.shop.store, reviewId);
    const { mediaType, video } = findClip(deps, review, evidenceId);
    const [type] = mediaType.split(";") as [string];
    return reply.type(type).send(Buffer.from(video));
  });
}

/** Without an idempotency key: evidence is kept with no answer, and sent again it gives the same. */
function addNext(context: HttpContext<ReviewServices>): void {
  const { deps } = context;
  const { store, nowMs } = deps.shop;
  addAction(context, POST_REVIEWS_NEXT, async ({ body: { skip = [] }, principal }) => {
    const reviewId = await store.transact((tx) => claimNextReview(tx, principal.id, skip));
    return {
      review: reviewId === null ? null : viewReview(deps, readReview(store, reviewId)),
      waiting: countWaiting(store, principal.id, nowMs()),
    };
  });
}

function addClaims(context: HttpContext<ReviewServices>): void {
  addCommand(context, POST_REVIEW_CLAIM, (tx, { params: { reviewId }, principal }) => {
    claimReview(tx, reviewId, principal.id);
    return { status: 200, body: showClaim(readReview(tx, reviewId)) };
  });
  addCommand(context, POST_REVIEW_RELEASE, (tx, { params: { reviewId }, principal }) => {
    releaseReview(tx, reviewId, principal.id);
    return { status: 200, body: showClaim(readReview(tx, reviewId)) };
  });
}

function showClaim(review: KnownReview): Static<typeof CLAIMED> {
  const { reviewId, claimedBy, claimedUntilMs } = showReview(review);
  return { reviewId, claimedBy, claimedUntilMs };
}

function addDecision(context: HttpContext<ReviewServices>): void {
  const { shop } = context.deps;
  addCommand(context, POST_REVIEW_DECIDE, (tx, { params: { reviewId }, body, principal }) => {
    const { subject } = readReview(tx, reviewId);
    const choice = toChoice(subject, body.choice);
    decideOnReview(tx, shop, reviewId, principal.id, choice);
    return { status: 200, body: showDecided(readReview(tx, reviewId)) };
  });
}

function showDecided(review: KnownReview): Static<typeof DECIDED> {
  const { reviewId, visitId, status, undoUntilMs } = showReview(review);
  return { reviewId, visitId, status, undoUntilMs };
}

function addUndo(context: HttpContext<ReviewServices>): void {
  addCommand(context, POST_REVIEW_UNDO, (tx, { params: { reviewId }, principal }) => {
    undoReview(tx, context.deps.shop, reviewId, principal.id);
    return { status: 200, body: showDecided(readReview(tx, reviewId)) };
  });
}
