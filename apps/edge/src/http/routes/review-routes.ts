import type { Candidate } from "@saunter/commerce/cart/events";
import { ADD_QUANTITY_MAX, isSameAccount } from "@saunter/commerce/review/decide";
import type { ReviewChoice, ReviewSubject } from "@saunter/commerce/review/events";
import type { ReviewFacts, ReviewState } from "@saunter/commerce/review/evolve";
import { findValid } from "@saunter/commerce/tax/validity";
import type { Static } from "typebox";
import Type from "typebox";
import { claimReview, decideOnReview, releaseReview } from "../../shop/review-desk.ts";
import { RefusedError, type Shop } from "../../shop/shop-context.ts";
import type { Transaction } from "../../store/store.ts";
import { addCommand, addRead, type HttpContext } from "../add-route.ts";
import { readPage } from "../pages.ts";
import {
  atMs,
  CANDIDATE_PROPERTIES,
  closed,
  EVIDENCE,
  gtin,
  id,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
} from "../schemas.ts";

const PARAMS = closed({ reviewId: id("The review's id.") });
const KIND = oneOf(["interaction", "gap", "binding", "age", "contest"]);
const STATUSES = ["open", "decided", "lapsed"] as const;
const STATUS = oneOf(STATUSES);

const REVIEW_ROW = closed({
  reviewId: Type.String(),
  visitId: Type.String(),
  kind: KIND,
  status: STATUS,
  worthMinor: minor("What is at stake"),
  openedMs: atMs("When it was opened"),
  dueMs: atMs("When it is settled in the shopper's favour"),
  claimedBy: nullable(Type.String({ description: "A reviewer's id." })),
  claimedUntilMs: nullable(atMs("Until when others are kept from it")),
});

const SUBJECT = Type.Union([
  closed({ kind: Type.Literal("interaction"), evidence: EVIDENCE }),
  closed({ kind: Type.Literal("gap"), shopperId: Type.String(), reason: Type.String() }),
  closed({ kind: Type.Literal("binding"), reason: Type.String() }),
  closed({ kind: Type.Literal("age"), gtins: Type.Array(Type.String()) }),
  closed({
    kind: Type.Literal("contest"),
    contestId: Type.String(),
    claim: oneOf(["wrong-item", "wrong-count", "missing"]),
    lineId: nullable(Type.String()),
    gtin: Type.String(),
    claimedQuantity: Type.Integer(),
    receiptQuantity: Type.Integer({ description: "What the receipt says." }),
  }),
]);

const REVIEW = closed({
  reviewId: Type.String(),
  visitId: Type.String(),
  status: STATUS,
  worthMinor: minor("What is at stake"),
  openedMs: atMs("When it was opened"),
  dueMs: atMs("When it is settled in the shopper's favour"),
  claimedBy: nullable(Type.String()),
  claimedUntilMs: nullable(atMs("Until when others are kept from it")),
  subject: SUBJECT,
  products: Type.Array(
    closed({
      gtin: Type.String(),
      name: Type.String(),
      unitMinor: nullable(minor("Price when the visit began")),
    }),
    { description: "All that the subject names." },
  ),
  curve: Type.Unknown({ description: "What the plates read; null where it is not kept." }),
  positions: Type.Unknown({ description: "Where people were; null where it is not kept." }),
  deleteAfterMs: nullable(atMs("When curve and positions are deleted")),
});

export function addReviewRoutes(context: HttpContext): void {
  addQueue(context);
  addStatistics(context);
  addReview(context);
  addClaims(context);
  addDecision(context);
}

function addQueue(context: HttpContext): void {
  const { db } = context.deps.shop.store;
  addRead(
    context,
    {
      method: "GET",
      path: "/reviews",
      tag: "reviews",
      summary: "Reviews: what is due first, and of that what is worth most",
      query: closed({
        ...PAGE_QUERY,
        status: Type.Optional(oneOf(STATUSES, "`open` where not given.")),
        visitId: Type.Optional(id("Those of one visit.")),
      }),
      answers: { 200: { description: "A page of reviews.", schema: pageOf(REVIEW_ROW) } },
    },
    ({ query, url }) =>
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
          claimedBy: row.claimed_by,
          claimedUntilMs: row.claimed_until_ms,
        }),
      ),
  );
}

function addStatistics(context: HttpContext): void {
  const { db } = context.deps.shop.store;
  addRead(
    context,
    {
      method: "GET",
      path: "/reviews/statistics",
      tag: "reviews",
      summary: "How much people look at, and how long it takes them",
      query: closed({
        sinceMs: Type.Optional(
          Type.Integer({ minimum: 0, description: "Visits that ended since then, Unix ms." }),
        ),
      }),
      answers: {
        200: {
          description: "The figures.",
          schema: closed({
            visits: Type.Integer({ description: "Visits that have ended and are charged." }),
            reviewedVisits: Type.Integer({
              description: "Of those, that a person had to look at.",
            }),
            reviewedShare: nullable(Type.Number({ minimum: 0, maximum: 1 })),
            decided: Type.Integer(),
            lapsed: Type.Integer(),
            medianTookMs: nullable(atMsLength("From claim to decision")),
            medianWaitMs: nullable(atMsLength("From opening to the end")),
          }),
        },
      },
    },
    ({ query }) => countReviews(db, query.sinceMs ?? 0),
  );
}

const atMsLength = (description: string) =>
  Type.Number({ minimum: 0, description: `${description}, ms.` });

/** Contests are the shopper's wish; what counts here is what the engine was not sure of. */
function countReviews(db: Transaction["db"], sinceMs: number) {
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
      "SELECT status, took_ms, ended_ms - opened_ms AS wait_ms FROM reviews WHERE ended_ms >= ?",
    )
    .all(sinceMs);
  const tookMs = ended.flatMap(({ took_ms }) => (took_ms === null ? [] : [took_ms as number]));
  return {
    ...{ visits, reviewedVisits: reviewed },
    reviewedShare: visits === 0 ? null : reviewed / visits,
    decided: ended.filter(({ status }) => status === "decided").length,
    lapsed: ended.filter(({ status }) => status === "lapsed").length,
    medianTookMs: findMedian(tookMs),
    medianWaitMs: findMedian(ended.map(({ wait_ms }) => wait_ms as number)),
  };
}

function findMedian(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

type KnownReview = Exclude<ReviewState, { status: "unopened" }>;

function readReview(reader: Pick<Transaction, "read">, reviewId: string): KnownReview {
  const review = reader.read("review", reviewId);
  if (review.status === "unopened") {
    throw new RefusedError("not-found", "there is no such review");
  }
  return review;
}

function addReview(context: HttpContext): void {
  const { shop, readEvidence } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/reviews/:reviewId",
      tag: "reviews",
      summary: "What a reviewer has to know to decide",
      params: PARAMS,
      answers: { 200: { description: "The review.", schema: REVIEW } },
      codes: ["not-found"],
    },
    ({ params }) => {
      const review = readReview(shop.store, params.reviewId);
      const subject = showSubject(shop, review);
      const kept =
        subject.kind === "interaction"
          ? readEvidence(subject.evidence.evidenceId, shop.nowMs())
          : null;
      return {
        ...showReview(review),
        subject,
        products: listProducts(shop, review),
        curve: kept?.curve ?? null,
        positions: kept?.positions ?? null,
        deleteAfterMs: kept?.deleteAfterMs ?? null,
      };
    },
  );
}

function showReview(review: KnownReview) {
  const { reviewId, visitId, status, worthMinor, openedMs, dueMs } = review;
  const claim = review.status === "open" ? review.claim : null;
  return {
    ...{ reviewId, visitId, status, worthMinor, openedMs, dueMs },
    claimedBy: claim?.reviewerId ?? null,
    claimedUntilMs: claim?.untilMs ?? null,
  };
}

function showSubject(shop: Shop, { subject, visitId }: ReviewFacts): Static<typeof SUBJECT> {
  if (subject.kind !== "contest") return structuredClone(subject) as Static<typeof SUBJECT>;
  const { contestId } = subject;
  const { contest, receipt } = findContest(shop, visitId, contestId);
  const line = receipt.issued.lines.find((one) => one.gtin === contest.gtin);
  return {
    ...{ kind: "contest", contestId, claim: contest.kind, lineId: contest.lineId },
    ...{ gtin: contest.gtin, claimedQuantity: contest.claimedQuantity },
    receiptQuantity: line?.quantity ?? 0,
  };
}

function findContest({ store }: Shop, visitId: string, contestId: string) {
  const receipt = store.read("receipt", visitId);
  if (receipt.status === "none" || receipt.status === "draft") {
    throw new Error("a contest of a receipt that is not final");
  }
  const contest = receipt.contests.find((one) => one.contestId === contestId);
  if (contest === undefined) throw new Error("a review of a contest that is not there");
  return { contest, receipt };
}

function listProducts(shop: Shop, { subject, visitId }: ReviewFacts) {
  const visit = shop.store.read("visit", visitId);
  const fromMs = visit.status === "unopened" ? 0 : visit.openedMs;
  return [...new Set(listGtins(shop, visitId, subject))].map((code) => {
    const product = shop.settings.products.get(code);
    const price = product === undefined ? undefined : findValid(product.prices, fromMs);
    return { gtin: code, name: product?.name ?? code, unitMinor: price?.amountMinor ?? null };
  });
}

function listGtins(shop: Shop, visitId: string, subject: ReviewSubject): readonly string[] {
  switch (subject.kind) {
    case "interaction":
      return [subject.evidence, ...subject.evidence.candidates].map((one) => one.gtin);
    case "age":
      return subject.gtins;
    case "contest":
      return [findContest(shop, visitId, subject.contestId).contest.gtin];
    case "gap":
    case "binding":
      return [];
    default:
      return subject satisfies never;
  }
}

const CLAIMED = closed({
  reviewId: Type.String(),
  claimedBy: nullable(Type.String()),
  claimedUntilMs: nullable(atMs("Until when")),
});

function addClaims(context: HttpContext): void {
  const answers = { 200: { description: "Who has it now.", schema: CLAIMED } };
  const codes = ["not-found", "review-not-open", "review-already-decided"] as const;
  addCommand(
    context,
    {
      method: "POST",
      path: "/reviews/:reviewId/claim",
      tag: "reviews",
      summary: "Keep others from a review while you look at it",
      params: PARAMS,
      answers,
      codes: [...codes, "review-claimed-by-other"],
    },
    (tx, { params: { reviewId }, principal }) => {
      claimReview(tx, reviewId, principal.id);
      return { status: 200, body: showClaim(readReview(tx, reviewId)) };
    },
  );
  addCommand(
    context,
    {
      method: "POST",
      path: "/reviews/:reviewId/release",
      tag: "reviews",
      summary: "Leave a review to others",
      params: PARAMS,
      ...{ answers, codes },
    },
    (tx, { params: { reviewId }, principal }) => {
      releaseReview(tx, reviewId, principal.id);
      return { status: 200, body: showClaim(readReview(tx, reviewId)) };
    },
  );
}

function showClaim(review: KnownReview): Static<typeof CLAIMED> {
  const { reviewId, claimedBy, claimedUntilMs } = showReview(review);
  return { reviewId, claimedBy, claimedUntilMs };
}

const ACCOUNT = closed(CANDIDATE_PROPERTIES);
const CHOICE = Type.Union(
  [
    closed({ kind: Type.Literal("candidate"), candidate: ACCOUNT }),
    closed({ kind: Type.Literal("nothing") }),
    closed({
      kind: Type.Literal("add"),
      gtin: gtin(),
      quantity: Type.Integer({ minimum: 1, maximum: ADD_QUANTITY_MAX }),
    }),
    closed({ kind: oneOf(["grant", "refuse"]) }),
  ],
  {
    description:
      "Of an interaction: a candidate or nothing; of a gap: nothing or what to add; else grant or refuse.",
  },
);

function addDecision(context: HttpContext): void {
  const { shop } = context.deps;
  addCommand(
    context,
    {
      method: "POST",
      path: "/reviews/:reviewId/decide",
      tag: "reviews",
      summary: "Decide",
      params: PARAMS,
      body: closed({ choice: CHOICE }, { examples: [{ choice: { kind: "nothing" } }] }),
      answers: {
        200: {
          description: "It is decided; receipts that waited for it alone are final.",
          schema: closed({ reviewId: Type.String(), status: STATUS, visitId: Type.String() }),
        },
      },
      codes: [
        "not-found",
        "product-unknown",
        "review-not-open",
        "review-already-decided",
        "review-claimed-by-other",
        "review-choice-unknown",
      ],
    },
    (tx, { params: { reviewId }, body, principal }) => {
      const { subject } = readReview(tx, reviewId);
      const choice = toChoice(shop, subject, body.choice);
      decideOnReview(tx, shop, reviewId, principal.id, choice);
      const { status, visitId } = readReview(tx, reviewId);
      return { status: 200, body: { reviewId, status, visitId } };
    },
  );
}

/** A candidate by its account, as the engine told it. Throws `RefusedError`. */
function toChoice(shop: Shop, subject: ReviewSubject, choice: Static<typeof CHOICE>): ReviewChoice {
  if (choice.kind === "add" && !shop.settings.products.has(choice.gtin)) {
    throw new RefusedError("product-unknown", "the shop has no such product");
  }
  if (choice.kind !== "candidate") return choice;
  const told: readonly Candidate[] =
    subject.kind === "interaction" ? [subject.evidence, ...subject.evidence.candidates] : [];
  const candidate = told.find((one) => isSameAccount(one, { ...choice.candidate, probability: 0 }));
  if (candidate === undefined) {
    throw new RefusedError("review-choice-unknown", "this is none of the candidates");
  }
  const { kind, shopperId, giverId, gtin: code, quantity, probability } = candidate;
  return {
    kind: "candidate",
    candidate: { kind, shopperId, giverId, gtin: code, quantity, probability },
  };
}
