/**
 * Staff refund what was paid: lines by a correction, which has a number and takes the tax with it; an amount as
 * goodwill, which leaves the sale and its tax as they are. See docs/decisions/0038.
 */
import {
  type ChargeState,
  evolveCharge,
  findMissing,
  findNet,
  sumReported,
  sumWithdrawn,
} from "@saunter/commerce/payment/evolve";
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

type Planned = Pick<FinalFacts, "goodwillMinor" | "othersMinor"> & {
  /** The most that the shop pays out for it, whatever others return later, minor units. */
  readonly amountMinor: number;
  /** What the correction states; null for an amount. */
  readonly content: ReceiptContent | null;
};

type PlannedRefund = Planned & {
  /** What goes back to the shopper now: less where they owe, or others gave it back; minor units. */
  readonly returnedMinor: number;
};

/** What a refund would come to. Throws `RefusedError`. */
export function planRefund(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  request: RefundRequest,
): PlannedRefund {
  const receipt = readFinal(tx, visitId);
  const charge = tx.read("charge", visitId);
  const planned =
    request.kind === "amount"
      ? planAmount(receipt, charge, request.amountMinor)
      : planLines(tx, shop, receipt, request);
  const { content, ...rest } = planned;
  const dueMinor = findDueMinor(
    { content: content ?? receipt.content, ...rest },
    sumReported(charge),
  );
  const cause = "preview";
  const after = evolveCharge(charge, { type: "DueSet", dueMinor, cause }, tx.atMs);
  return { ...planned, returnedMinor: findExcess(after) - findExcess(charge) };
}

/** What the shopper has paid too much, minor units. */
function findExcess(charge: ChargeState): number {
  return Math.max(0, -findMissing(charge));
}

/** What an amount can be refunded of: what is due was paid, and nobody else has taken it back. */
export function findRefundable(charge: ChargeState): number {
  return Math.max(0, Math.min(charge.dueMinor ?? 0, findNet(charge)));
}

function planAmount(receipt: FinalFacts, charge: ChargeState, amountMinor: number): Planned {
  const refundableMinor = findRefundable(charge);
  if (amountMinor > refundableMinor) {
    const detail = `${refundableMinor} minor units can still be refunded, not ${amountMinor}`;
    throw new RefusedError("refund-exceeds-captured", detail);
  }
  const { totalMinor } = receipt.content.result.totals;
  // Down from what they have paid: what others gave back already is not given back in its place. What
  // they return is due again; what was never paid is not.
  const absentMinor = totalMinor - receipt.goodwillMinor - refundableMinor;
  const othersMinor = Math.min(absentMinor, sumWithdrawn(charge).totalMinor);
  const unpaidMinor = absentMinor - othersMinor;
  const goodwillMinor = receipt.goodwillMinor + amountMinor + unpaidMinor;
  return { amountMinor, goodwillMinor, othersMinor, content: null };
}

function planLines(
  tx: Transaction,
  shop: Shop,
  receipt: FinalFacts,
  { kind, lines: refunded }: RefundRequest,
): Planned {
  const visit = tx.read("visit", receipt.visitId);
  if (visit.status === "unopened") throw new Error("a receipt without a visit");
  const { lines } = receipt.content;
  const kept = kind === "whole" ? [] : takeOff(lines, refunded);
  const content = priceLines(tx, shop, visit, kept);
  const { goodwillMinor, othersMinor } = receipt;
  const amountMinor = findDueMinor(receipt, 0) - findDueMinor({ ...receipt, content }, 0);
  if (amountMinor <= 0) {
    const detail = "nothing would be refunded, as an offer ends with it or it was refunded already";
    throw new RefusedError("refund-exceeds-captured", detail);
  }
  return { amountMinor, goodwillMinor, othersMinor, content };
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

/** Refunds, all or nothing; the money follows by itself. Returns the amounts. Throws `RefusedError`. */
export function refundReceipt(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  { refundId, kind, lines, reason, note, ...request }: NewRefund,
  by: Refunder,
): Pick<PlannedRefund, "amountMinor" | "returnedMinor"> & {
  readonly documentNumber: number | null;
} {
  const planned = planRefund(tx, shop, visitId, { ...request, kind, lines });
  const { amountMinor, returnedMinor, content, goodwillMinor, othersMinor } = planned;
  if (by.isLimited) checkLimits(tx, shop, visitId, by.id, amountMinor);
  const cause = `refund ${refundId}`;
  const refundedLines = kind === "whole" ? listWhole(readFinal(tx, visitId)) : lines;
  const documentNumber =
    content === null ? null : correctReceipt(tx, shop, visitId, content, cause);
  decideInto(tx, "receipt", visitId, decideReceipt, {
    type: "RefundReceipt",
    goodwillMinor,
    othersMinor,
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
  return { amountMinor, returnedMinor, documentNumber };
}

function listWhole({ content }: FinalFacts): RefundedLine[] {
  return content.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
}

/** What somebody may still refund of a visit by themselves now, minor units: nothing while it owes. */
export function findLimit(
  reader: Pick<Transaction, "db" | "read">,
  shop: Shop,
  visitId: string,
  by: string,
  nowMs: number,
): number {
  // To lower what somebody owes is to waive it, which operators do.
  if (findMissing(reader.read("charge", visitId)) > 0) return 0;
  const { maxMinor, dayMaxMinor } = shop.settings.refunds;
  const row = prepared(
    reader.db,
    "SELECT coalesce(sum(amount_minor), 0) AS sum FROM staff_refunds WHERE by_id = ? AND at_ms > ?",
  ).get(by, nowMs - DAY_MS);
  return Math.max(0, Math.min(maxMinor, dayMaxMinor - (row!.sum as number)));
}

function checkLimits(
  tx: Transaction,
  shop: Shop,
  visitId: string,
  by: string,
  amountMinor: number,
): void {
  const limitMinor = findLimit(tx, shop, visitId, by, tx.atMs);
  if (amountMinor <= limitMinor) return;
  const detail = `you may refund ${limitMinor} minor units now, this is ${amountMinor}`;
  throw new RefusedError("refund-needs-operator", detail);
}

/** What is still on its way to the shopper, minor units, and who acts next. */
export function findWaitingRefund(charge: ChargeState): {
  readonly waitingMinor: number;
  readonly waitsFor: "provider" | "cash" | null;
} {
  const waitingMinor = findExcess(charge);
  if (waitingMinor === 0) return { waitingMinor, waitsFor: null };
  return { waitingMinor, waitsFor: findWork(charge) === "cash" ? "cash" : "provider" };
}
