import { CLAIMED_QUANTITY_MAX, NET_G_MAX } from "@saunter/protocol/limits";
import { isNetWeight } from "../cart/items.ts";
import { accept, type Result, refuse } from "../refusal.ts";
import type { Dispute, ReceiptContent, ReceiptEvent, Refund } from "./events.ts";
import { type FinalFacts, findTotalMinor, type ReceiptState } from "./evolve.ts";

/** Largest number of disputes of one receipt. */
export const DISPUTES_MAX = 50;
/** Largest number of refunds of one receipt. */
export const REFUNDS_MAX = 50;

interface Draft {
  readonly content: ReceiptContent;
  readonly probabilityExact: number;
  readonly reviewIds: readonly string[];
  readonly reviewDueMs: number | null;
}

export type ReceiptCommand =
  | ({
      readonly type: "DraftReceipt";
      readonly visitId: string;
      readonly lookupToken: string;
    } & Draft)
  | ({ readonly type: "RedraftReceipt" } & Draft)
  | {
      readonly type: "FinaliseReceipt";
      readonly documentNumber: number;
      readonly content: ReceiptContent;
      readonly probabilityExact: number;
      readonly cause: "sure" | "reviewed" | "lapsed";
    }
  | {
      readonly type: "DisputeLine";
      readonly dispute: Dispute;
      readonly nowMs: number;
      readonly disputeMs: number;
    }
  | {
      readonly type: "ResolveDispute";
      readonly disputeId: string;
      readonly isGranted: boolean;
      readonly cause: "policy" | "reviewer" | "lapsed";
    }
  | {
      readonly type: "CorrectReceipt";
      readonly documentNumber: number;
      readonly content: ReceiptContent;
      readonly cause: string;
    }
  | {
      readonly type: "RefundReceipt";
      readonly refund: Refund;
      readonly goodwillMinor: number;
      readonly othersMinor: number;
    };

export function decideReceipt(
  command: ReceiptCommand,
  state: ReceiptState,
): Result<ReceiptEvent[]> {
  if (command.type === "DraftReceipt") {
    if (state.status !== "none") return accept([]);
    const { type: _, ...draft } = command;
    return accept([{ type: "ReceiptDrafted", ...draft }]);
  }
  if (state.status === "none") return refuse("not-found", "there is no such receipt");
  if (command.type === "RedraftReceipt" || command.type === "FinaliseReceipt") {
    // What is final is corrected by its own document, never rewritten.
    if (state.status !== "draft") return accept([]);
    if (command.type === "RedraftReceipt") {
      const { type: _, ...draft } = command;
      return accept([{ type: "ReceiptRedrafted", ...draft }]);
    }
    const { type: _, ...final } = command;
    return accept([{ type: "ReceiptFinalised", ...final }]);
  }
  if (state.status === "draft") {
    return refuse("receipt-not-final", "the receipt is still a draft");
  }
  return decideFinal(command, state);
}

function decideFinal(
  command: Extract<
    ReceiptCommand,
    { type: "DisputeLine" | "ResolveDispute" | "CorrectReceipt" | "RefundReceipt" }
  >,
  state: FinalFacts,
): Result<ReceiptEvent[]> {
  switch (command.type) {
    case "DisputeLine":
      return disputeLine(command, state);
    case "ResolveDispute": {
      const { disputeId, isGranted, cause } = command;
      const dispute = state.disputes.find((one) => one.disputeId === disputeId);
      if (dispute === undefined) return refuse("not-found", "there is no such dispute");
      if (dispute.isGranted !== null) {
        return refuse("contest-not-open", "the dispute has been resolved");
      }
      return accept([{ type: "ContestResolved", contestId: disputeId, isGranted, cause }]);
    }
    case "CorrectReceipt": {
      const { documentNumber, content, cause } = command;
      const differenceMinor = content.result.totals.totalMinor - findTotalMinor(state);
      return accept([
        { type: "ReceiptCorrected", documentNumber, content, differenceMinor, cause },
      ]);
    }
    case "RefundReceipt": {
      const { refund, goodwillMinor, othersMinor } = command;
      if (state.refunds.some(({ refundId }) => refundId === refund.refundId)) return accept([]);
      if (state.refunds.length >= REFUNDS_MAX) {
        return refuse(
          "refund-exceeds-captured",
          `a receipt is refunded at most ${REFUNDS_MAX} times`,
        );
      }
      if (!Number.isSafeInteger(refund.amountMinor) || refund.amountMinor <= 0) {
        return refuse("amount-invalid", `${refund.amountMinor} is no amount to refund`);
      }
      return accept([{ type: "ReceiptRefunded", refund, goodwillMinor, othersMinor }]);
    }
    default:
      return command satisfies never;
  }
}

function disputeLine(
  { dispute, nowMs, disputeMs }: Extract<ReceiptCommand, { type: "DisputeLine" }>,
  state: FinalFacts,
): Result<ReceiptEvent[]> {
  const known = state.disputes.find(({ disputeId }) => disputeId === dispute.disputeId);
  if (known !== undefined) return accept([]);
  if (nowMs > state.finalMs + disputeMs) {
    return refuse("contest-too-late", "the time to dispute this receipt has passed");
  }
  if (state.disputes.length >= DISPUTES_MAX) {
    return refuse("contest-too-late", `a receipt is disputed at most ${DISPUTES_MAX} times`);
  }
  const { lineId, kind, claimedG, claimedQuantity } = dispute;
  if (!isQuantity(claimedQuantity)) {
    return refuse("quantity-invalid", `a quantity is 0 to ${CLAIMED_QUANTITY_MAX}`);
  }
  if (dispute.instead !== undefined) {
    const { quantity } = dispute.instead;
    if (!isQuantity(quantity) || quantity === 0) {
      return refuse("quantity-invalid", `what it was is 1 to ${CLAIMED_QUANTITY_MAX}`);
    }
  }
  if (claimedG !== undefined && !isNetWeight(claimedG)) {
    return refuse("quantity-invalid", `a weight is 1 to ${NET_G_MAX} g`);
  }
  if (kind === "missing") {
    if (claimedQuantity === 0)
      return refuse("quantity-invalid", "with this quantity nothing is missing");
    return accept([recordDispute(dispute)]);
  }
  const line = state.content.lines.find((one) => one.lineId === lineId);
  if (line === undefined) return refuse("receipt-line-unknown", "the receipt has no such line");
  const { netG } = line.weighing ?? {};
  const isLighter =
    netG !== undefined &&
    claimedG !== undefined &&
    claimedG < netG &&
    claimedQuantity === line.quantity;
  if (claimedQuantity >= line.quantity && !isLighter) {
    const less = netG === undefined ? "a lower quantity" : `fewer, or less than ${netG} g`;
    return refuse("quantity-invalid", `the line says ${line.quantity}; dispute it with ${less}`);
  }
  const isOpen = state.disputes.some((one) => one.lineId === lineId && one.isGranted === null);
  if (isOpen) return refuse("contest-already-open", "this line is in review already");
  return accept([recordDispute(dispute)]);
}

function isQuantity(quantity: number): boolean {
  return Number.isInteger(quantity) && quantity >= 0 && quantity <= CLAIMED_QUANTITY_MAX;
}

/** The journal keeps the former names. */
function recordDispute({ disputeId, ...claim }: Dispute): ReceiptEvent {
  return { type: "LineContested", contest: { contestId: disputeId, ...claim } };
}
