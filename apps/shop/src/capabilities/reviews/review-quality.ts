/** How quickly reviewers decide, how far two of them agree, and what disputes overturned. */

import type { ReviewState } from "@saunter/commerce/review/evolve";
import { listMoves } from "@saunter/commerce/review/list-moves";
import type { GET_REVIEWS_QUALITY } from "@saunter/protocol/http/review-routes";
import type { Static } from "typebox";
import { prepared } from "../../store/prepared.ts";
import type { Store } from "../../store/store.ts";

type Quality = Static<(typeof GET_REVIEWS_QUALITY)["answers"][200]["schema"]>;
type Figures = Quality["all"];

interface Look {
  readonly reviewId: string;
  readonly reviewerId: string;
  readonly tookMs: number | null;
  /** Whether the other of two said the same, 1 or 0; null where nobody else decided it. */
  readonly agrees: number | null;
  readonly isFirst: boolean;
}

/** Disputes are the shopper's wish, and are not counted. */
export function readQuality(store: Store, sinceMs: number): Quality {
  const rows = prepared(
    store.db,
    `SELECT review_id AS reviewId, visit_id AS visitId, decided_by AS firstBy, again_by AS secondBy,
        nullif(took_ms, 0) AS firstMs, again_took_ms AS secondMs, again_agrees AS agrees
      FROM reviews WHERE status = 'decided' AND kind <> 'contest' AND ended_ms >= ?`,
  ).all(sinceMs) as unknown as readonly Row[];
  const looks = rows.flatMap(listLooks);
  const overturned = listOverturned(store, rows);
  const count = (some: readonly Look[]): Figures => countLooks(some, overturned);
  const names = new Map(
    prepared(store.db, "SELECT user_id, name FROM users")
      .all()
      .map((row) => [row.user_id as string, row.name as string]),
  );
  const reviewers = [...Map.groupBy(looks, ({ reviewerId }) => reviewerId)].map(
    ([reviewerId, own]) => ({ reviewerId, name: names.get(reviewerId) ?? null, ...count(own) }),
  );
  return {
    all: count(looks.filter(({ isFirst }) => isFirst)),
    reviewers: reviewers.sort((a, b) => ((a.name ?? "") < (b.name ?? "") ? -1 : 1)),
  };
}

interface Row {
  readonly reviewId: string;
  readonly visitId: string;
  readonly firstBy: string;
  readonly firstMs: number | null;
  readonly secondBy: string | null;
  readonly secondMs: number | null;
  readonly agrees: number | null;
}

function listLooks({ reviewId, firstBy, firstMs, secondBy, secondMs, agrees }: Row): Look[] {
  const first = { reviewId, reviewerId: firstBy, tookMs: firstMs, agrees, isFirst: true };
  if (secondBy === null) return [first];
  return [first, { reviewId, reviewerId: secondBy, tookMs: secondMs, agrees, isFirst: false }];
}

function countLooks(looks: readonly Look[], overturned: ReadonlySet<string>): Figures {
  const own = looks.filter(({ isFirst }) => isFirst);
  return {
    decided: looks.length,
    medianTookMs: findMedian(looks.flatMap(({ tookMs }) => tookMs ?? [])),
    lookedAtTwice: looks.filter(({ agrees }) => agrees !== null).length,
    agreed: looks.filter(({ agrees }) => agrees === 1).length,
    overturned: own.filter(({ reviewId }) => overturned.has(reviewId)).length,
  };
}

/** Reviews of a visit in which somebody granted a dispute about a product of the decision. */
function listOverturned(store: Store, rows: readonly Row[]): ReadonlySet<string> {
  const granted = prepared(
    store.db,
    "SELECT visit_id, gtin FROM contests WHERE status = 'granted' AND cause = 'reviewer'",
  ).all();
  const gtins = Map.groupBy(granted, ({ visit_id }) => visit_id as string);
  const overturned = rows.filter(({ reviewId, visitId }) => {
    const disputed = gtins.get(visitId);
    if (disputed === undefined) return false;
    const decided = listProducts(store.read("review", reviewId));
    return disputed.some(({ gtin }) => decided.includes(gtin as string));
  });
  return new Set(overturned.map(({ reviewId }) => reviewId));
}

/** The products that a decision is about. */
function listProducts(review: ReviewState): readonly string[] {
  if (review.status !== "decided") return [];
  const { choice, subject } = review;
  const asked = subject.kind === "interaction" ? [subject.evidence.gtin] : [];
  if (choice.kind === "candidate" || choice.kind === "other") {
    return [...asked, choice.candidate.gtin];
  }
  return [...asked, ...listMoves(choice).map(({ item }) => item.gtin)];
}

export function findMedian(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
