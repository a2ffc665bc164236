/** A review as a reviewer's screen needs it, in one answer. */

import type { Candidate, Evidence, UnclearChange } from "@saunter/commerce/cart/events";
import { toItem } from "@saunter/commerce/cart/items";
import { listConcerned } from "@saunter/commerce/cart/list-concerned";
import { showClaimed } from "@saunter/commerce/receipt/show-claimed";
import { isAllAtStake } from "@saunter/commerce/review/at-stake";
import { findUndoEndMs, isSameAccount } from "@saunter/commerce/review/decide";
import type { ReviewSubject } from "@saunter/commerce/review/events";
import type { ReviewFacts, ReviewState } from "@saunter/commerce/review/evolve";
import { listMoves } from "@saunter/commerce/review/list-moves";
import { findValid } from "@saunter/commerce/tax/validity";
import type { Clip } from "@saunter/ingest/clips/clip-seal";
import type { INTERACTION, REVIEW, SUBJECT } from "@saunter/protocol/http/review-schemas";
import type { EVIDENCE } from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";
import { previewChoices } from "../../domain/preview-choices.ts";
import { RefusedError, type Shop } from "../../domain/shop-context.ts";
import { ProblemError } from "../../http/problem.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/transaction.ts";
import type { EvidenceReaders } from "../evidence/evidence-readers.ts";
import { type ClipShown, showClip } from "../evidence/show-clip.ts";
import type { GoodsServices } from "../goods/goods-services.ts";
import { listOfChange } from "./change-choices.ts";
import { toChoice } from "./review-choice.ts";
import {
  findDispute,
  listDisputed,
  listInteractions,
  type ShownInteraction,
} from "./review-evidence.ts";

/** Each has a key. */
const REMOVALS_MAX = 7;

export interface ReviewServices
  extends GoodsServices,
    Pick<EvidenceReaders, "readEvidence" | "readClip" | "readTrip"> {}

export type KnownReview = Exclude<ReviewState, { status: "unopened" }>;

/** Throws `RefusedError` where there is none. */
export function readReview(reader: Pick<Transaction, "read">, reviewId: string): KnownReview {
  const review = reader.read("review", reviewId);
  if (review.status === "unopened") {
    throw new RefusedError("not-found", "there is no such review");
  }
  return review;
}

export function viewReview(
  { shop, goods, readEvidence, readClip, readTrip }: ReviewServices & { readonly shop: Shop },
  review: KnownReview,
): Static<typeof REVIEW> {
  const { subject } = review;
  const nowMs = shop.nowMs();
  const visit = shop.store.read("visit", review.visitId);
  const interactions = listInteractions({ shop, goods }, review);
  const isInteraction = subject.kind === "interaction";
  const change = findChange(subject);
  const readKept = (evidenceId: string) => ({
    ...(structuredClone(readEvidence(evidenceId, nowMs)) as Kept),
    ...showClip(readClip(evidenceId, nowMs)),
  });
  return {
    ...showReview(review),
    subject: showSubject(shop, review),
    choices: previewEach(shop, review, listChoices(shop, goods, review)),
    form: isInteraction ? "other" : subject.kind === "gap" ? "add" : null,
    people: isInteraction ? [...listConcerned(subject.evidence)] : [],
    products: listProducts(shop, goods, review, interactions),
    basket: listBasket(shop, review),
    visitReviews: listOfVisit(shop, review.visitId),
    change: change === undefined ? null : readKept(change.evidenceId),
    trips: visit.status === "unopened" ? [] : visit.shoppers.flatMap((id) => readTrip(id) ?? []),
    interactions: interactions.map(({ evidence, isOfVisit }) => ({
      evidence: structuredClone(evidence) as Static<typeof EVIDENCE>,
      isOfVisit,
      ...readKept(evidence.evidenceId),
    })),
  };
}

/** The clip of an interaction that a review shows. Throws a `ProblemError`. */
export function findClip(
  { shop, goods, readClip }: ReviewServices & { readonly shop: Shop },
  review: KnownReview,
  evidenceId: string,
): Clip {
  const shown = listInteractions({ shop, goods }, review);
  const isShown =
    findChange(review.subject)?.evidenceId === evidenceId ||
    shown.some(({ evidence }) => evidence.evidenceId === evidenceId);
  const read = isShown ? readClip(evidenceId, shop.nowMs()) : null;
  if (read === null) throw new ProblemError("not-found", "the review has no such clip");
  if (read.clip === null) throw new ProblemError("clip-unreadable", "the clip cannot be read");
  return read.clip;
}

type Kept = Omit<Static<typeof INTERACTION>, "evidence" | "isOfVisit" | keyof ClipShown>;

export function showReview(review: KnownReview) {
  const { reviewId, visitId, status, worthMinor, openedMs, dueMs, subject } = review;
  const claim = review.status === "open" ? review.claim : null;
  return {
    reviewId,
    visitId,
    status,
    worthMinor,
    openedMs,
    dueMs,
    isOverdue: review.overdue !== null,
    isAllAtStake: isAllAtStake({ reviewId, visitId, kind: subject.kind }),
    claimedBy: claim?.reviewerId ?? null,
    claimedUntilMs: claim?.untilMs ?? null,
    undoUntilMs: review.status === "decided" ? findUndoEndMs(review) : null,
  };
}

function showSubject(shop: Shop, { subject, visitId }: ReviewFacts): Static<typeof SUBJECT> {
  if (subject.kind !== "contest") return structuredClone(subject) as Static<typeof SUBJECT>;
  const { contestId } = subject;
  const { dispute, receipt } = findDispute(shop, visitId, contestId);
  const line = receipt.issued.lines.find((one) =>
    dispute.lineId === null ? one.gtin === dispute.gtin : one.lineId === dispute.lineId,
  );
  return {
    kind: "contest",
    disputeId: contestId,
    contestId,
    claim: dispute.kind,
    lineId: dispute.lineId,
    gtin: dispute.gtin,
    claimedQuantity: dispute.claimedQuantity,
    ...showClaimed(dispute),
    instead: dispute.instead ?? null,
    receiptQuantity: line?.quantity ?? 0,
    ...(line?.weighing === undefined ? {} : { receiptG: line.weighing.netG }),
  };
}

/** The one change that a gap is about. */
export const findChange = (subject: ReviewSubject): UnclearChange | undefined =>
  subject.kind === "gap" ? subject.change : undefined;

/** What the receipt has by now, and which lines rest on what is asked about. Later it would tell what was decided. */
function listBasket(shop: Shop, { status, subject, visitId }: KnownReview) {
  if (status !== "open") return [];
  const receipt = shop.store.read("receipt", visitId);
  if (receipt.status === "none") return [];
  const { lines } = receipt.status === "draft" ? receipt.content : receipt.issued;
  const asked = subject.kind === "interaction" ? subject.evidence : findChange(subject);
  return lines.map((line) => ({
    ...toItem(line),
    quantity: line.quantity,
    isAsked: asked !== undefined && line.evidenceIds.includes(asked.evidenceId),
  }));
}

function listOfVisit({ store }: Shop, visitId: string) {
  const sql = `SELECT review_id AS reviewId, kind, status FROM reviews WHERE visit_id = ?
    ORDER BY opened_ms, review_id`;
  return prepared(store.db, sql)
    .all(visitId)
    .map((row) => ({ ...row })) as unknown as Static<typeof REVIEW>["visitReviews"];
}

function listChoices(
  shop: Shop,
  goods: ReviewServices["goods"],
  { subject, visitId }: ReviewFacts,
): Choices {
  switch (subject.kind) {
    case "interaction":
      return [
        ...listAccounts(subject.evidence).map((account) => ({
          choice: { kind: "candidate" as const, candidate: showAccount(account) },
          probability: account.probability,
        })),
        { choice: { kind: "nothing" }, probability: null },
      ];
    case "gap":
      if (subject.change !== undefined) {
        return listOfChange(shop, goods, visitId, subject);
      }
      return [
        { choice: { kind: "nothing" }, probability: null },
        ...listRemovals(shop, visitId),
        { choice: { kind: "refuse" }, probability: null },
      ];
    case "age":
    case "binding":
    case "contest":
      return [
        { choice: { kind: "grant" }, probability: null },
        { choice: { kind: "refuse" }, probability: null },
      ];
    default:
      return subject satisfies never;
  }
}

type Choices = readonly Omit<Static<typeof REVIEW>["choices"][number], "receipt">[];

function previewEach(shop: Shop, review: KnownReview, choices: Choices) {
  const { db, read } = shop.store;
  const reader = { db, read, atMs: shop.nowMs() };
  const own = choices.map(({ choice }) => toChoice(review.subject, choice));
  const previews = previewChoices(reader, shop, review, own);
  return choices.map((each, at) => ({
    ...each,
    receipt: structuredClone(previews[at]!) as Receipt,
  }));
}

type Receipt = Static<typeof REVIEW>["choices"][number]["receipt"];

/** What of the draft may have been put back unseen: one unit of it, or all. */
function listRemovals(shop: Shop, visitId: string): Choices {
  const receipt = shop.store.read("receipt", visitId);
  if (receipt.status !== "draft") return [];
  return receipt.content.lines
    .flatMap(({ quantity, ...line }) =>
      [...new Set([1, quantity])].map((units) => ({
        choice: { kind: "remove" as const, ...toItem(line), quantity: units },
        probability: null,
      })),
    )
    .slice(0, REMOVALS_MAX);
}

/** What the engine believes, and then its other accounts, the likeliest first. */
function listAccounts(evidence: Evidence): Candidate[] {
  const others = evidence.candidates.filter((one) => !isSameAccount(one, evidence));
  return [evidence, ...others.toSorted((a, b) => b.probability - a.probability)];
}

function showAccount({ kind, shopperId, giverId, quantity, ...item }: Candidate) {
  return { kind, shopperId, giverId, ...toItem(item), quantity };
}

function listProducts(
  shop: Shop,
  goods: ReviewServices["goods"],
  review: KnownReview,
  interactions: readonly ShownInteraction[],
) {
  const moved = interactions.flatMap(({ evidence }) =>
    [evidence, ...evidence.candidates].map((each) => each.gtin),
  );
  const basket = listBasket(shop, review).map(({ gtin }) => gtin);
  const codes = [...new Set([...listGtins(shop, goods, review), ...moved, ...basket])];
  return showProducts({ shop, goods }, review, codes);
}

/** With prices of when the visit began. */
export function showProducts(
  { shop, goods }: GoodsServices & { readonly shop: Shop },
  { visitId }: ReviewFacts,
  codes: readonly string[],
): Static<typeof REVIEW>["products"] {
  const weights = goods.current().model.products;
  const visit = shop.store.read("visit", visitId);
  const fromMs = visit.status === "unopened" ? 0 : visit.openedMs;
  return codes.map((code) => {
    const product = shop.settings.products.get(code);
    const price = product === undefined ? undefined : findValid(product.prices, fromMs);
    const weightG = weights.get(code)?.weightG ?? Number.NaN;
    return {
      gtin: code,
      name: product?.name ?? code,
      unitMinor: price?.amountMinor ?? null,
      priceOf: product?.priceOf ?? ("unit" as const),
      weightG: Number.isFinite(weightG) ? weightG : null,
      ageMin: product?.ageMin ?? null,
    };
  });
}

function listGtins(
  shop: Shop,
  goods: ReviewServices["goods"],
  review: ReviewFacts,
): readonly string[] {
  const { subject, visitId } = review;
  switch (subject.kind) {
    case "age":
      return subject.gtins;
    case "contest":
      return listDisputed(findDispute(shop, visitId, subject.contestId).dispute);
    case "gap":
      return listChoices(shop, goods, review).flatMap(({ choice }) =>
        listMoves(toChoice(subject, choice)).map(({ item }) => item.gtin),
      );
    case "interaction":
    case "binding":
      return [];
    default:
      return subject satisfies never;
  }
}
