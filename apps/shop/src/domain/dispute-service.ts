/** A shopper says that a line is wrong; small amounts come back at once, others after a review. */
import { nameItem } from "@saunter/commerce/cart/items";
import type { SettledLine } from "@saunter/commerce/cart/settle-lines";
import { decideReceipt } from "@saunter/commerce/receipt/decide";
import type {
  ClaimedProduct,
  Dispute,
  DisputeKind,
  ReceiptContent,
} from "@saunter/commerce/receipt/events";
import type { FinalFacts } from "@saunter/commerce/receipt/evolve";
import { nameDisputeCause } from "@saunter/commerce/receipt/losses";
import { showClaimed } from "@saunter/commerce/receipt/show-claimed";
import { decideReview } from "@saunter/commerce/review/decide";
import { findRefundCap } from "@saunter/commerce/review/lapse-caps";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { priceLines } from "./compose-receipt.ts";
import { listRefunds } from "./past-refunds.ts";
import { correctReceipt, readFinal, setDue } from "./receipt-service.ts";
import { decideInto, RefusedError, type Shop } from "./shop-context.ts";
import { watchDisputes, watchRefunds } from "./velocity-service.ts";

export interface DisputeRequest {
  /** The shopper's own: the same one asked again is the same dispute. */
  readonly disputeId: string;
  readonly kind: DisputeKind;
  readonly lineId: string | null;
  /** What is missing; of a wrong item what it was, where the shopper says so. */
  readonly gtin: string | null;
  /** How many it were, as the shopper says; of a wrong item that is something else, of that. */
  readonly claimedQuantity: number;
  /** Of goods by weight, what each weighs as the shopper says, net grams. */
  readonly claimedG?: number;
}

/** Who disputes a line for a shopper. */
export interface Disputer {
  readonly id: string;
  /** Another system: a person reviews what it disputes. */
  readonly isKey: boolean;
}

/**
 * Takes a dispute, of the shopper's own where `by` is null; grants it at once where policy says so, and
 * never a key's. Throws `RefusedError`: `idempotency-key-reused` where another receipt was disputed
 * under this id.
 */
export function disputeLine(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  request: DisputeRequest,
  by: Disputer | null = null,
): void {
  const receipt = readFinal(tx, visitId);
  if (receipt.disputes.some(({ disputeId }) => disputeId === request.disputeId)) return;
  checkDisputeId(tx, request.disputeId);
  const { dispute, isDearer } = toDispute(tx, shop, receipt, request);
  const { disputeMs } = shop.settings.receipts;
  decideInto(tx, "receipt", visitId, decideReceipt, {
    type: "DisputeLine",
    dispute: by === null ? dispute : { ...dispute, by: by.id },
    disputeMs,
    nowMs: tx.atMs,
  });
  watchDisputes(tx, shop, visitId);
  const isKey = by?.isKey ?? false;
  if (!isKey && !isDearer && isGrantedAtOnce(tx, shop, visitId, dispute)) {
    resolveDispute(tx, shop, visitId, dispute.disputeId, true, "policy");
    return;
  }
  const reviewId = nameDisputeReview(dispute.disputeId);
  decideInto(tx, "review", reviewId, decideReview, {
    type: "OpenReview",
    review: {
      reviewId,
      visitId,
      subject: { kind: "contest", contestId: dispute.disputeId },
      worthMinor: dispute.worthMinor,
      dueMs: tx.atMs + shop.settings.receipts.reviewWithinMs,
    },
  });
}

/** The review of a dispute. */
export const nameDisputeReview = (disputeId: string): string => `contest:${disputeId}`;

function checkDisputeId(tx: Transaction, disputeId: string): void {
  const known = prepared(tx.db, "SELECT 1 FROM contests WHERE contest_id = ?").get(disputeId);
  if (known === undefined) return;
  throw new RefusedError("idempotency-key-reused", "another receipt was disputed with this id");
}

function toDispute(
  tx: Transaction,
  shop: Shop,
  receipt: FinalFacts,
  request: DisputeRequest,
): { readonly dispute: Dispute; readonly isDearer: boolean } {
  const line = receipt.content.lines.find(({ lineId }) => lineId === request.lineId);
  const gtin = line?.gtin ?? request.gtin ?? "";
  if (request.kind === "missing" && !isKnown(shop, receipt, gtin)) {
    throw new RefusedError("product-unknown", "the shop has no such product");
  }
  const { disputeId, kind, lineId } = request;
  const claimedQuantity = kind === "wrong-item" ? 0 : request.claimedQuantity;
  const instead = findInstead(request, gtin);
  const claimed = kind === "missing" ? toClaimed(request, gtin) : instead;
  if (claimed !== null) checkSoldSo(shop, claimed);
  if (instead !== null && !isKnown(shop, receipt, instead.gtin)) {
    throw new RefusedError("product-unknown", "the shop has no such product");
  }
  const dispute: Dispute = {
    disputeId,
    kind,
    lineId,
    gtin,
    claimedQuantity,
    ...showClaimed(request),
    worthMinor: 0,
    ...(instead === null ? {} : { instead }),
  };
  if (line === undefined && kind !== "missing") return { dispute, isDearer: false };
  const changeMinor = findChange(receipt, applyDispute(tx, shop, receipt, dispute));
  return { dispute: { ...dispute, worthMinor: Math.abs(changeMinor) }, isDearer: changeMinor > 0 };
}

/** What a wrong item was, where the shopper names another product than the line's. */
function findInstead(request: DisputeRequest, lineGtin: string): ClaimedProduct | null {
  const { kind, gtin } = request;
  if (kind !== "wrong-item" || gtin === null || gtin === lineGtin) return null;
  return toClaimed(request, gtin);
}

function toClaimed(
  { claimedG, claimedQuantity: quantity }: Pick<DisputeRequest, "claimedG" | "claimedQuantity">,
  gtin: string,
): ClaimedProduct {
  return claimedG === undefined
    ? { gtin, quantity }
    : { gtin, weighing: { netG: claimedG }, quantity };
}

/** Goods by weight are claimed with their weight, and others without one. */
function checkSoldSo({ settings }: Shop, { gtin, weighing }: ClaimedProduct): void {
  const isByWeight = settings.products.get(gtin)?.priceOf === "kilogram";
  if (isByWeight === (weighing !== undefined)) return;
  const detail = isByWeight
    ? "this product is sold by weight: say what it weighs"
    : "this product is not sold by weight";
  throw new RefusedError("quantity-invalid", detail);
}

/** Whether the shop sells it, or has sold it to this shopper. */
function isKnown({ settings }: Shop, { issued }: FinalFacts, gtin: string): boolean {
  return settings.products.has(gtin) || issued.inputs.products.some((one) => one.gtin === gtin);
}

/** By how much the receipt's total would change, minor units. */
function findChange({ content }: FinalFacts, changed: ReceiptContent): number {
  return changed.result.totals.totalMinor - content.result.totals.totalMinor;
}

/** The receipt as it would be if the shopper is right. */
function applyDispute(
  tx: Transaction,
  shop: Shop,
  receipt: FinalFacts,
  dispute: Omit<Dispute, "worthMinor">,
): ReceiptContent {
  const visit = tx.read("visit", receipt.visitId);
  if (visit.status === "unopened") throw new Error("a receipt without a visit");
  const { gtin, claimedG, claimedQuantity, instead, lineId } = dispute;
  const { lines } = receipt.content;
  if (dispute.kind === "missing") {
    return priceLines(tx, shop, visit, addUnits(lines, toClaimed(dispute, gtin)));
  }
  const disputed = lines.find((line) => line.lineId === lineId);
  // Staff have refunded the line meanwhile, or some of it: what is gone does not come back.
  if (disputed === undefined || disputed.quantity < claimedQuantity) return receipt.content;
  if (dispute.kind === "wrong-count" && claimedG !== undefined) {
    const others = lines.filter((line) => line.lineId !== lineId);
    return priceLines(tx, shop, visit, addUnits(others, toClaimed(dispute, gtin), disputed));
  }
  const kept = lines
    .map((line) => (line.lineId === lineId ? { ...line, quantity: claimedQuantity } : line))
    .filter(({ quantity }) => quantity > 0);
  return priceLines(tx, shop, visit, instead === undefined ? kept : addUnits(kept, instead));
}

/** Lines with more of one item, on its own line where it has one. */
function addUnits(
  lines: readonly SettledLine[],
  claimed: ClaimedProduct,
  { evidenceIds }: Pick<SettledLine, "evidenceIds"> = { evidenceIds: [] },
): readonly SettledLine[] {
  const name = nameItem(claimed);
  if (!lines.some((line) => nameItem(line) === name)) {
    return [...lines, { ...claimed, evidenceIds, probability: 1 }];
  }
  return lines.map((line) =>
    nameItem(line) === name ? { ...line, quantity: line.quantity + claimed.quantity } : line,
  );
}

/**
 * Small amounts in the shopper's favour, not too often by the same payer or card. Whether somebody was
 * old enough for what they say it was is for a person to say.
 */
function isGrantedAtOnce(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  { kind, worthMinor, instead }: Dispute,
): boolean {
  const { autoRefundMaxMinor, autoRefundsMax, disputeMs, lapse } = shop.settings.receipts;
  if (kind === "missing" || worthMinor > autoRefundMaxMinor) return false;
  const isOfAge = shop.settings.products.get(instead?.gtin ?? "")?.ageMin !== undefined;
  if (isOfAge) return false;
  // All that is refunded without a review shares the caps; how much at once has a bound of its own.
  const past = listRefunds(tx, visitId, tx.atMs - lapse.windowMs);
  const caps = { ...lapse, refundMaxMinor: autoRefundMaxMinor };
  if (findRefundCap(worthMinor, past, tx.atMs, caps) !== null) return false;
  const row = prepared(
    tx.db,
    `SELECT count(*) AS count FROM contests JOIN visits USING (visit_id)
       LEFT JOIN charges ON charge_id = visit_id
       WHERE cause = 'policy' AND contested_ms >= ?1 AND (visit_id = ?2
         OR party = (SELECT party FROM visits WHERE visit_id = ?2)
         OR card_hash = (SELECT card_hash FROM charges WHERE charge_id = ?2))`,
  ).get(tx.atMs - disputeMs, visitId);
  return (row?.count as number) < autoRefundsMax;
}

/** What granting a dispute without a review would refund now, minor units; 0 where it would not. */
export function findRefundIfGranted(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  disputeId: string,
): number {
  const receipt = readFinal(tx, visitId);
  const dispute = receipt.disputes.find((one) => one.disputeId === disputeId);
  if (dispute === undefined || dispute.kind === "missing") return 0;
  return Math.max(0, -findChange(receipt, applyDispute(tx, shop, receipt, dispute)));
}

/** Ends a dispute; a granted one corrects the receipt, and the money follows. */
export function resolveDispute(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  disputeId: string,
  isGranted: boolean,
  cause: "policy" | "reviewer" | "lapsed",
): void {
  const receipt = readFinal(tx, visitId);
  const dispute = receipt.disputes.find((one) => one.disputeId === disputeId);
  if (dispute === undefined) throw new RefusedError("not-found", "there is no such dispute");
  const content = isGranted ? applyDispute(tx, shop, receipt, dispute) : receipt.content;
  // Nobody is charged more because nobody looked; also not where an offer falls away with a line.
  const isDearer = dispute.kind === "missing" || findChange(receipt, content) > 0;
  const isApplied = isGranted && !(isDearer && cause === "lapsed");
  decideInto(tx, "receipt", visitId, decideReceipt, {
    type: "ResolveDispute",
    disputeId,
    cause,
    isGranted: isApplied,
  });
  if (!isApplied) return;
  const documentNumber = correctReceipt(tx, shop, visitId, content, nameDisputeCause(disputeId));
  setDue(tx, visitId, `document ${documentNumber}`);
  watchRefunds(tx, shop, visitId);
}
