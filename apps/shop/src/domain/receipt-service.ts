/**
 * From the exit to the final receipt: a draft at once, the final one when the engine has concluded,
 * or, where it is not sure, after a review; and in the shopper's favour where there was none in time.
 */

import type { Candidate, Evidence, UnclearChange } from "@saunter/commerce/cart/events";
import { type Item, nameItem } from "@saunter/commerce/cart/items";
import type { SettledLine, UncertainInteraction } from "@saunter/commerce/cart/settle-lines";
import { isTripShopper, listConflicts } from "@saunter/commerce/cart/smart-cart";
import { decideCharge } from "@saunter/commerce/payment/decide";
import { sumReported } from "@saunter/commerce/payment/evolve";
import { priceWeighing } from "@saunter/commerce/pricing/price-weight";
import { decideReceipt } from "@saunter/commerce/receipt/decide";
import type { ReceiptContent } from "@saunter/commerce/receipt/events";
import { type FinalFacts, findDueMinor } from "@saunter/commerce/receipt/evolve";
import { assignNumber } from "@saunter/commerce/receipt/numbering";
import { isAllAtStake, nameGap } from "@saunter/commerce/review/at-stake";
import { decideReview, isSettled } from "@saunter/commerce/review/decide";
import type { ReviewSubject } from "@saunter/commerce/review/events";
import type { ReviewState } from "@saunter/commerce/review/evolve";
import { listMoves } from "@saunter/commerce/review/list-moves";
import { findValid } from "@saunter/commerce/tax/validity";
import type { VisitFlag } from "@saunter/commerce/visit/events";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { clearAlert } from "./alerts.ts";
import {
  composeLines,
  findCartsProbability,
  isUncertain,
  listUncertain,
  priceLines,
  readCarts,
  readUncertainties,
  UNCERTAINTIES_MAX,
  type VisitCarts,
} from "./compose-receipt.ts";
import { decideInto, RefusedError, type Shop, STREAMS } from "./shop-context.ts";
import { nameProduct } from "./shop-settings.ts";

/** Writes the draft of a visit that has just been closed. Staff visits have no receipt. */
export function draftReceipt(tx: Transaction, shop: Shop, visit: VisitFacts): void {
  if (visit.payer.kind === "staff") return;
  const carts = readCarts(tx, visit);
  // A visit that had ended, and went on, has a draft of then.
  if (tx.read("receipt", visit.visitId).status !== "none") {
    redraftReceipt(tx, shop, carts, [], null);
    return;
  }
  const content = priceLines(tx, shop, visit, composeLines(carts, []));
  decideInto(tx, "receipt", visit.visitId, decideReceipt, {
    type: "DraftReceipt",
    visitId: visit.visitId,
    lookupToken: visit.lookupToken ?? shop.makeToken(),
    content,
    probabilityExact: findCartsProbability(carts),
    reviewIds: [],
    reviewDueMs: null,
  });
}

/** The engine will say no more of these carts: the receipt is final, or waits for reviewers. */
export function concludeReceipt(tx: Transaction, shop: Shop, visit: VisitFacts): void {
  if (visit.payer.kind === "staff") return;
  const carts = readCarts(tx, visit);
  const subjects = listSubjects(carts, shop);
  if (subjects.size === 0) {
    const content = priceLines(tx, shop, visit, composeLines(carts, []));
    finaliseReceipt(tx, shop, visit.visitId, content, findCartsProbability(carts), "sure");
    return;
  }
  const dueMs = tx.atMs + shop.settings.receipts.reviewWithinMs;
  const all = priceLines(tx, shop, visit, composeLines(carts, [])).result.totals.totalMinor;
  for (const [reviewId, subject] of subjects) {
    const { visitId } = visit;
    const isAll = isAllAtStake({ reviewId, visitId, kind: subject.kind });
    const worthMinor = isAll ? all : findWorth(shop, visit, subject);
    decideInto(tx, "review", reviewId, decideReview, {
      type: "OpenReview",
      review: { reviewId, visitId: visit.visitId, subject, worthMinor, dueMs },
    });
  }
  redraftReceipt(tx, shop, carts, [...subjects.keys()], dueMs);
  // A review of the same interaction may have ended for another's receipt already.
  settleReceipt(tx, shop, visit.visitId);
}

function redraftReceipt(
  tx: Transaction,
  shop: Shop,
  carts: VisitCarts,
  reviewIds: readonly string[],
  reviewDueMs: number | null,
): void {
  const { visit } = carts;
  const uncertainties = readUncertainties(tx, listUncertain(carts));
  decideInto(tx, "receipt", visit.visitId, decideReceipt, {
    type: "RedraftReceipt",
    content: priceLines(tx, shop, visit, composeLines(carts, uncertainties)),
    probabilityExact: findCartsProbability(carts),
    reviewIds,
    reviewDueMs,
  });
}

/** What has to be reviewed before the receipt can be final, by review id. */
function listSubjects(carts: VisitCarts, shop: Shop): Map<string, ReviewSubject> {
  const { visit, shoppers } = carts;
  const subjects = new Map<string, ReviewSubject>();
  const uncertain = listUncertain(carts);
  for (const evidence of uncertain) {
    subjects.set(evidence.evidenceId, { kind: "interaction", evidence });
  }
  const changes = listChanges(shoppers, uncertain);
  for (const { shopperId, change } of changes) {
    const reviewId = `${nameGap(visit.visitId, shopperId)}:${change.evidenceId}`;
    subjects.set(reviewId, { kind: "gap", shopperId, reason: change.reason, change });
  }
  const isAsked = uncertain.length + changes.length > 0;
  for (const { shopperId, needsReview, reasons, faults } of shoppers) {
    if (!needsReview || (faults.length === 0 && isAsked)) continue;
    const reason = (faults.length > 0 ? faults : reasons).join("; ");
    subjects.set(nameGap(visit.visitId, shopperId), { kind: "gap", shopperId, reason });
  }
  const conflict = findConflict(carts, shop);
  if (conflict !== null) subjects.set(nameGap(visit.visitId, conflict.shopperId), conflict);
  for (const { flag, detail } of visit.flags) {
    const subject = toSubject(flag, detail, visit);
    if (subject !== null) subjects.set(`${visit.visitId}:${flag}`, subject);
  }
  const restricted = listRestricted(carts, shop);
  if (restricted.length > 0 && visit.age !== "verified") {
    subjects.set(nameAgeReview(visit.visitId), { kind: "age", gtins: restricted });
  }
  return subjects;
}

/** Changes that receipts are unsure of and that are no interaction for review, each of them once. */
function listChanges(
  shoppers: VisitCarts["shoppers"],
  uncertain: readonly Evidence[],
): { readonly shopperId: string; readonly change: UnclearChange }[] {
  const known = new Set(uncertain.map(({ evidenceId }) => evidenceId));
  return shoppers
    .flatMap(({ shopperId, unclear }) => unclear.map((change) => ({ shopperId, change })))
    .filter(({ change: { evidenceId } }) => !known.has(evidenceId) && known.add(evidenceId))
    .slice(0, Math.max(0, UNCERTAINTIES_MAX - uncertain.length));
}

/** Where smart carts and shelves tell what does not fit together: nothing is charged twice, and somebody looks. */
function findConflict({ visit, evidence }: VisitCarts, { settings }: Shop) {
  const shopperId = visit.shoppers.find(isTripShopper);
  const gtins = listConflicts(visit.shoppers, evidence);
  if (shopperId === undefined || gtins.length === 0) return null;
  const names = gtins.map((gtin) => nameProduct(settings, gtin)).join(", ");
  const reason = `the smart cart and the shelves differ on ${names}`;
  return { kind: "gap", shopperId, reason } as const;
}

export const nameAgeReview = (visitId: string): string => `${visitId}:age`;

/** What a flag of the visit asks of a reviewer. */
function toSubject(flag: VisitFlag, detail: string, visit: VisitFacts): ReviewSubject | null {
  const [shopperId] = visit.shoppers;
  if (shopperId === undefined) return null;
  switch (flag) {
    case "bound-by-guess":
    case "party-larger":
      return { kind: "binding", reason: detail };
    case "track-lost":
    case "sensors-restarted":
      return { kind: "gap", shopperId, reason: detail };
    default:
      return flag satisfies never;
  }
}

/** Age-restricted products that would be on the receipt. */
function listRestricted(carts: VisitCarts, shop: Shop): string[] {
  const lines = composeLines(carts, []);
  return lines.map(({ gtin }) => gtin).filter((gtin) => isRestricted(shop, gtin));
}

function findWorth(shop: Shop, visit: VisitFacts, subject: ReviewSubject): number {
  const priceOf = ({ gtin, weighing }: Item): number => {
    const product = shop.settings.products.get(gtin);
    const price = product === undefined ? undefined : findValid(product.prices, visit.openedMs);
    const amountMinor = price?.amountMinor ?? 0;
    return weighing === undefined ? amountMinor : priceWeighing(amountMinor, weighing);
  };
  const worthOf = (candidates: readonly Candidate[]): number =>
    Math.max(0, ...candidates.map((one) => priceOf(one) * one.quantity));
  switch (subject.kind) {
    case "interaction":
      return worthOf([subject.evidence, ...subject.evidence.candidates]);
    case "age":
      return subject.gtins.reduce((sum, gtin) => sum + priceOf({ gtin }), 0);
    case "gap":
      return worthOf(subject.change?.candidates ?? []);
    case "binding":
    case "contest":
      return 0;
    default:
      return subject satisfies never;
  }
}

/** A review has ended: receipts that waited for it alone become final. */
export function settleAfterReview(tx: Transaction, shop: Shop, reviewId: string): void {
  const waiting = prepared(
    tx.db,
    "SELECT visit_id FROM receipt_reviews WHERE review_id = ? ORDER BY visit_id",
  ).all(reviewId);
  for (const row of waiting) settleReceipt(tx, shop, row.visit_id as string);
}

/** Makes the receipt final where every review that it waits for is settled. */
export function settleReceipt(tx: Transaction, shop: Shop, visitId: string): void {
  const visit = tx.read("visit", visitId);
  if (visit.status !== "closed") return;
  const receipt = tx.read("receipt", visitId);
  if (receipt.status !== "draft" || receipt.reviewIds.length === 0) return;
  const reviews = receipt.reviewIds.map((reviewId) => tx.read("review", reviewId));
  if (!reviews.every((review) => isSettled(review, tx.atMs))) return;
  const carts = readCarts(tx, visit);
  const isLapsed = reviews.some(({ status }) => status === "lapsed");
  const uncertainties = listUncertainties(tx, carts, new Set(receipt.reviewIds), isLapsed);
  const lines = isLeftUnseen(visit, reviews)
    ? []
    : applyReviews(shop, visit, composeLines(carts, uncertainties), reviews);
  const content = priceLines(tx, shop, visit, lines);
  finaliseReceipt(tx, shop, visit.visitId, content, 1, isLapsed ? "lapsed" : "reviewed");
}

/**
 * What the carts held as reviewers saw it, before anything is left out that must not be charged.
 * Null where nobody knows: a review lapsed, an uncertain interaction was never reviewed, or a reviewer would not say
 * whose cart it is, or what was in it.
 */
export function readSeenLines(
  reader: Pick<Transaction, "read">,
  carts: VisitCarts,
  reviewIds: readonly string[],
): SettledLine[] | null {
  const reviews = reviewIds.map((reviewId) => reader.read("review", reviewId));
  if (reviews.some(({ status }) => status !== "decided") || reviews.some(isCartRefused))
    return null;
  const uncertainties = listUncertainties(reader, carts, new Set(reviewIds), false);
  if (uncertainties.some(({ decision }) => decision?.kind === "lapsed")) return null;
  return mendGaps(composeLines(carts, uncertainties), reviews);
}

function isCartRefused(review: ReviewState): boolean {
  return (
    review.status === "decided" &&
    (review.subject.kind === "binding" || review.subject.kind === "gap") &&
    review.choice.kind === "refuse"
  );
}

/**
 * Interactions that were waited for, with their decisions. Where the engine was not sure, or somebody
 * did not decide in time, all that are uncertain: those that nobody was asked about are the shopper's.
 */
export function listUncertainties(
  tx: Pick<Transaction, "read">,
  carts: VisitCarts,
  waitedFor: ReadonlySet<string>,
  isLapsed: boolean,
): UncertainInteraction[] {
  const isUnsure = isLapsed || carts.shoppers.some(({ needsReview }) => needsReview);
  const uncertain = carts.evidence.filter(
    (one) => waitedFor.has(one.evidenceId) || (isUnsure && isUncertain(one)),
  );
  return readUncertainties(tx, uncertain).map(({ evidence, decision }) => ({
    evidence,
    decision: decision ?? { kind: "lapsed" },
  }));
}

/**
 * Whether a time in which nobody saw what became of the cart was to be reviewed, and was not:
 * things may have been put back in it, and numbers of the tracker given to others.
 */
function isLeftUnseen({ visitId, flags }: VisitFacts, reviews: readonly ReviewState[]): boolean {
  const ofFlags = new Set(flags.map(({ flag }) => `${visitId}:${flag}`));
  return reviews.some(
    (review) =>
      review.status === "lapsed" && review.subject.kind === "gap" && ofFlags.has(review.reviewId),
  );
}

/** What is charged after reviewers: gaps are mended first, then what must not be charged goes. */
export function applyReviews(
  shop: Shop,
  visit: VisitFacts,
  composed: readonly SettledLine[],
  reviews: readonly ReviewState[],
): SettledLine[] {
  const isGranted = (kind: "binding" | "age"): boolean =>
    reviews.every(
      (review) =>
        review.status === "unopened" ||
        review.subject.kind !== kind ||
        (review.status === "decided" && review.choice.kind === "grant"),
    );
  if (!isGranted("binding") || reviews.some(isGapRefused)) return [];
  const lines = mendGaps(composed, reviews);
  const isAgeAsked = reviews.some(
    (review) => review.status !== "unopened" && review.subject.kind === "age",
  );
  if (visit.age === "verified" || (isAgeAsked && isGranted("age"))) return lines;
  return lines.filter(({ gtin }) => !isRestricted(shop, gtin));
}

function isGapRefused(review: ReviewState): boolean {
  return (
    review.status === "decided" && review.subject.kind === "gap" && review.choice.kind === "refuse"
  );
}

/** With what was taken unseen, and without what was put back unseen. */
function mendGaps(
  composed: readonly SettledLine[],
  reviews: readonly ReviewState[],
): SettledLine[] {
  const lines = new Map(composed.map((line) => [nameItem(line), line]));
  for (const review of reviews) {
    if (review.status !== "decided") continue;
    for (const { item, units } of listMoves(review.choice)) {
      const none = { ...item, quantity: 0, evidenceIds: [], probability: 1 };
      const known = lines.get(nameItem(item)) ?? none;
      lines.set(nameItem(item), { ...known, quantity: known.quantity + units });
    }
  }
  return [...lines.values()].filter(({ quantity }) => quantity > 0);
}

function isRestricted(shop: Shop, gtin: string): boolean {
  return shop.settings.products.get(gtin)?.ageMin !== undefined;
}

/** The final receipt, its number and what is due, all or nothing. */
function finaliseReceipt(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  content: ReceiptContent,
  probabilityExact: number,
  cause: "sure" | "reviewed" | "lapsed",
): void {
  if (tx.read("receipt", visitId).status !== "draft") return;
  const documentNumber = assignDocument(tx, visitId);
  decideInto(tx, "receipt", visitId, decideReceipt, {
    type: "FinaliseReceipt",
    documentNumber,
    content,
    probabilityExact,
    cause,
  });
  setDue(tx, visitId, `document ${documentNumber}`);
  shop.onDocument?.(tx, { visitId, kind: "final", documentNumber, before: null });
  // Nothing that staff could still do about them changes the receipt.
  for (const alert of ["age", "binding"]) clearAlert(tx, `${alert}:${visitId}`, "receipt");
}

function assignDocument(tx: Transaction, visitId: string): number {
  const assigned = assignNumber(tx.read("documents", STREAMS.documents), `receipt-${visitId}`);
  tx.append("documents", STREAMS.documents, [assigned]);
  return assigned.documentNumber;
}

/** Issues the document that restates the receipt; returns its number. */
export function correctReceipt(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  content: ReceiptContent,
  cause: string,
): number {
  const corrected = tx.read("receipt", visitId);
  const before = corrected.status === "none" ? null : corrected.content;
  const documentNumber = assignDocument(tx, visitId);
  decideInto(tx, "receipt", visitId, decideReceipt, {
    type: "CorrectReceipt",
    documentNumber,
    content,
    cause,
  });
  shop.onDocument?.(tx, { visitId, kind: "corrected", documentNumber, before });
  return documentNumber;
}

/** What the final receipt says, less the amounts that were refunded beside it, drives the charge. */
export function setDue(tx: Transaction, visitId: string, cause: string): void {
  const reportedMinor = sumReported(tx.read("charge", visitId));
  const dueMinor = findDueMinor(readFinal(tx, visitId), reportedMinor);
  decideInto(tx, "charge", visitId, decideCharge, { type: "SetDue", dueMinor, cause });
}

/** Throws `RefusedError`. */
export function readFinal(reader: Pick<Transaction, "read">, visitId: string): FinalFacts {
  const receipt = reader.read("receipt", visitId);
  if (receipt.status === "none") throw new RefusedError("not-found", "there is no such receipt");
  if (receipt.status === "draft") {
    throw new RefusedError("receipt-not-final", "the receipt is still a draft");
  }
  return receipt;
}
