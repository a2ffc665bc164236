import type { Dispute, ReceiptContent, ReceiptEvent, Refund } from "./events.ts";

export interface ReceiptFacts {
  readonly visitId: string;
  readonly lookupToken: string;
  readonly draftedMs: number;
  readonly content: ReceiptContent;
  readonly probabilityExact: number;
  readonly reviewIds: readonly string[];
  readonly reviewDueMs: number | null;
}

export interface Correction {
  readonly documentNumber: number;
  readonly correctedMs: number;
  readonly differenceMinor: number;
  readonly cause: string;
}

export interface FinalFacts extends ReceiptFacts {
  readonly documentNumber: number;
  readonly finalMs: number;
  /** What the document said when it was issued. */
  readonly issued: ReceiptContent;
  readonly disputes: readonly DisputeFacts[];
  readonly corrections: readonly Correction[];
  readonly refunds: readonly RefundFacts[];
  /** How far below the total what is due stays, as amounts were refunded, minor units. */
  readonly goodwillMinor: number;
  /** How much further, while others have as much of the payment, minor units. */
  readonly othersMinor: number;
}

export interface RefundFacts extends Refund {
  readonly refundedMs: number;
}

export interface DisputeFacts extends Dispute {
  readonly disputedMs: number;
  /** Null while it is open. */
  readonly isGranted: boolean | null;
}

export type ReceiptState =
  | { readonly status: "none" }
  | ({ readonly status: "draft" } & ReceiptFacts)
  | ({ readonly status: "final" | "contested" | "reviewed" } & FinalFacts);

export const NO_RECEIPT: ReceiptState = { status: "none" };

export function evolveReceipt(
  state: ReceiptState,
  event: ReceiptEvent,
  atMs: number,
): ReceiptState {
  if (event.type === "ReceiptDrafted") {
    const { type: _, ...facts } = event;
    return { status: "draft", draftedMs: atMs, ...facts };
  }
  if (state.status === "none") throw new Error(`${event.type} before ReceiptDrafted`);
  if (event.type === "ReceiptRedrafted") {
    const { type: _, ...facts } = event;
    return { ...state, ...facts };
  }
  if (event.type === "ReceiptFinalised") {
    const { content, documentNumber, probabilityExact } = event;
    return {
      ...state,
      status: "final",
      finalMs: atMs,
      documentNumber,
      content,
      probabilityExact,
      issued: content,
      disputes: [],
      corrections: [],
      refunds: [],
      goodwillMinor: 0,
      othersMinor: 0,
    };
  }
  if (state.status === "draft") throw new Error(`${event.type} before ReceiptFinalised`);
  return evolveFinal(state, event, atMs);
}

type FinalState = Extract<ReceiptState, { status: "final" | "contested" | "reviewed" }>;
type FinalEvent = Extract<
  ReceiptEvent,
  { type: "LineContested" | "ContestResolved" | "ReceiptCorrected" | "ReceiptRefunded" }
>;

function evolveFinal(state: FinalState, event: FinalEvent, atMs: number): ReceiptState {
  switch (event.type) {
    case "LineContested": {
      const { contestId: disputeId, ...claim } = event.contest;
      const dispute = { disputeId, ...claim, disputedMs: atMs, isGranted: null };
      return { ...state, status: "contested", disputes: [...state.disputes, dispute] };
    }
    case "ContestResolved": {
      const disputes = state.disputes.map((dispute) =>
        dispute.disputeId === event.contestId
          ? { ...dispute, isGranted: event.isGranted }
          : dispute,
      );
      const isOpen = disputes.some(({ isGranted }) => isGranted === null);
      return { ...state, status: isOpen ? "contested" : "reviewed", disputes };
    }
    case "ReceiptCorrected": {
      const { documentNumber, differenceMinor, cause, content } = event;
      const correction = { documentNumber, differenceMinor, cause, correctedMs: atMs };
      return { ...state, content, corrections: [...state.corrections, correction] };
    }
    case "ReceiptRefunded": {
      const { refund, goodwillMinor, othersMinor } = event;
      const refunds = [...state.refunds, { ...refund, refundedMs: atMs }];
      return { ...state, refunds, goodwillMinor, othersMinor };
    }
    default:
      return event satisfies never;
  }
}

/**
 * What is to be paid after refunds of amounts, which the receipt's total does not show, while others
 * have `reportedMinor` of the payment: what they return is due again. Minor units.
 */
export function findDueMinor(
  {
    content,
    goodwillMinor,
    othersMinor,
  }: Pick<FinalFacts, "content" | "goodwillMinor" | "othersMinor">,
  reportedMinor: number,
): number {
  const lessMinor = goodwillMinor + Math.min(othersMinor, reportedMinor);
  return Math.max(0, content.result.totals.totalMinor - lessMinor);
}

/** What the receipt says is to be paid, minor units. */
export function findTotalMinor({ content }: ReceiptFacts): number {
  return content.result.totals.totalMinor;
}
