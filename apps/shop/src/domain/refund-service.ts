/**
 * Staff refund what was paid: lines by a correction, which has a number and takes the tax with it; an amount as
 * goodwill, which leaves the sale and its tax as they are. See docs/decisions/0038.
 */
import { type ChargeState, findMissing, findNet } from "@saunter/commerce/payment/evolve";
import { decideReceipt } from "@saunter/commerce/receipt/decide";
import type { ReceiptContent, RefundedLine } from "@saunter/commerce/receipt/events";
import { type FinalFacts, findDueMinor } from "@saunter/commerce/receipt/evolve";
import type { RefundKind, RefundReason } from "@saunter/protocol/refund-reasons";
import { findWork } from "../projections/money-tables.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { priceLines } from "./compose-receipt.ts";
import { correctReceipt, readFinal, setDue } from "./receipt-service.ts";
import { decideInto, RefusedError, type Shop } from "./shop-context.ts";
import { watchRefunds } from "./velocity-service.ts";

export interface RefundRequest {
  readonly kind: RefundKind;
  /** Of lines alone. */
  readonly lines: readonly RefundedLine[];
  /** Of an amount alone, minor units. */
  readonly amountMinor: number;
}

export interface NewRefund extends RefundRequest {
  readonly refundId: string;
  readonly reason: RefundReason;
  /** Why, in words; empty where nobody said. */
  readonly note: string;
}

export interface Refunder {
  readonly id: string;
  /** Operators refund without limits of their own. */
  readonly isLimited: boolean;
}

const DAY_MS = 24 * 3_600_000;

interface PlannedRefund {
  readonly amountMinor: number;
  readonly goodwillMinor: number;
  /** What the correction states; null for an amount. */
  readonly content: ReceiptContent | null;
}

/** What a refund would come to. Throws `RefusedError`. */
export function planRefund(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  request: RefundRequest,
): PlannedRefund {
  const receipt = readFinal(tx, visitId);
  const charge = tx.read("charge", visitId);
  return request.kind === "amount"
    ? planAmount(receipt, charge, request.amountMinor)
    : planLines(tx, shop, receipt, request);
}

/** What an amount can be refunded of: what is due was paid, and nobody else has taken it back. */
export function findRefundable(charge: ChargeState): number {
  return Math.max(0, Math.min(charge.dueMinor ?? 0, findNet(charge)));
}

function planAmount(receipt: FinalFacts, charge: ChargeState, amountMinor: number): PlannedRefund {
  const refundableMinor = findRefundable(charge);
  if (amountMinor > refundableMinor) {
    const detail = `${refundableMinor} minor units can still be refunded, not ${amountMinor}`;
    throw new RefusedError("refund-exceeds-captured", detail);
  }
  const { totalMinor } = receipt.content.result.totals;
  return {
    amountMinor,
    // Down from what they have paid: what others gave back already is not given back in its place.
    goodwillMinor: totalMinor - (refundableMinor - amountMinor),
    content: null,
  };
}

function planLines(
  tx: Transaction,
  shop: Shop,
  receipt: FinalFacts,
  { kind, lines: refunded }: RefundRequest,
): PlannedRefund {
  const visit = tx.read("visit", receipt.visitId);
  if (visit.status === "unopened") throw new Error("a receipt without a visit");
  const { lines } = receipt.content;
  const kept = kind === "whole" ? [] : takeOff(lines, refunded);
  const content = priceLines(tx, shop, visit, kept);
  const { goodwillMinor } = receipt;
  const amountMinor = findDueMinor(receipt) - findDueMinor({ content, goodwillMinor });
  if (amountMinor <= 0) {
    const detail = "nothing would be refunded, as an offer ends with it or it was refunded already";
    throw new RefusedError("refund-exceeds-captured", detail);
  }
  return { amountMinor, goodwillMinor, content };
}

function takeOff(
  lines: ReceiptContent["lines"],
  refunded: readonly RefundedLine[],
): ReceiptContent["lines"] {
  const units = new Map<string, number>();
  for (const { lineId, quantity } of refunded) {
    units.set(lineId, (units.get(lineId) ?? 0) + quantity);
  }
  for (const [lineId, quantity] of units) {
    const line = lines.find((one) => one.lineId === lineId);
    if (line === undefined) {
      throw new RefusedError("receipt-line-unknown", "the receipt has no such line");
    }
    if (quantity < 1 || quantity > line.quantity) {
      throw new RefusedError("quantity-invalid", `the line has ${line.quantity} to refund`);
    }
  }
  return lines
    .map((line) => ({ ...line, quantity: line.quantity - (units.get(line.lineId) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
}

/** Refunds, all or nothing; the money follows by itself. Returns the amount. Throws `RefusedError`. */
export function refundReceipt(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  { refundId, kind, lines, reason, note, ...request }: NewRefund,
  by: Refunder,
): { readonly amountMinor: number; readonly documentNumber: number | null } {
  const planned = planRefund(tx, shop, visitId, { ...request, kind, lines });
  const { amountMinor, content, goodwillMinor } = planned;
  if (by.isLimited) checkLimits(tx, shop, by.id, amountMinor);
  const cause = `refund ${refundId}`;
  const refundedLines = kind === "whole" ? listWhole(readFinal(tx, visitId)) : lines;
  const documentNumber =
    content === null ? null : correctReceipt(tx, shop, visitId, content, cause);
  decideInto(tx, "receipt", visitId, decideReceipt, {
    type: "RefundReceipt",
    goodwillMinor,
    refund: {
      refundId,
      kind,
      amountMinor,
      documentNumber,
      reason,
      note,
      lines: kind === "amount" ? [] : refundedLines,
      by: by.id,
    },
  });
  setDue(tx, visitId, cause);
  watchRefunds(tx, shop, visitId);
  return { amountMinor, documentNumber };
}

function listWhole({ content }: FinalFacts): RefundedLine[] {
  return content.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
}

/** What somebody may still refund by themselves now, minor units. */
export function findLimit(
  { db }: Pick<Transaction, "db">,
  shop: Shop,
  by: string,
  nowMs: number,
): number {
  const { maxMinor, dayMaxMinor } = shop.settings.refunds;
  const row = prepared(
    db,
    "SELECT coalesce(sum(amount_minor), 0) AS sum FROM staff_refunds WHERE by_id = ? AND at_ms > ?",
  ).get(by, nowMs - DAY_MS);
  return Math.max(0, Math.min(maxMinor, dayMaxMinor - (row!.sum as number)));
}

function checkLimits(tx: Transaction, shop: Shop, by: string, amountMinor: number): void {
  const limitMinor = findLimit(tx, shop, by, tx.atMs);
  if (amountMinor <= limitMinor) return;
  const detail = `you may refund ${limitMinor} minor units now, this is ${amountMinor}`;
  throw new RefusedError("refund-needs-operator", detail);
}

/** What is still on its way to the shopper, minor units, and who acts next. */
export function findWaitingRefund(charge: ChargeState): {
  readonly waitingMinor: number;
  readonly waitsFor: "provider" | "cash" | null;
} {
  const waitingMinor = Math.max(0, -findMissing(charge));
  if (waitingMinor === 0) return { waitingMinor, waitsFor: null };
  return { waitingMinor, waitsFor: findWork(charge) === "cash" ? "cash" : "provider" };
}
