/** Receipts, their documents with lines and taxes, refunds, disputes, and what was let go. */
import {
  type DocumentEvent,
  type DocumentRows,
  listDocumentRows,
  NO_ROWS,
  postDocument,
} from "@saunter/commerce/receipt/document-rows";
import type { ReceiptEvent } from "@saunter/commerce/receipt/events";
import { evolveReceipt, NO_RECEIPT, type ReceiptState } from "@saunter/commerce/receipt/evolve";
import { findLapsedMinor, type LossKind, readDisputeCause } from "@saunter/commerce/receipt/losses";
import type { FigureRow, RowSet } from "./figure-rows.ts";
import { makeStreamProjection, type StreamFold, type StreamPlace } from "./fold-streams.ts";
import type { Projection } from "./projection.ts";

interface Posted {
  readonly event: DocumentEvent;
  readonly rows: DocumentRows;
  readonly position: number;
  readonly atMs: number;
}

type Refunded = Omit<FigureRow<"refunds">, "shop_id" | "visit_id" | "currency">;
type Disputed = Omit<FigureRow<"disputes">, "shop_id" | "visit_id" | "currency">;
interface Lost {
  readonly kind: LossKind;
  readonly amount_minor: number;
  readonly at_ms: number;
}

interface State {
  readonly receipt: ReceiptState;
  /** Whether any draft waited for a reviewer. */
  readonly isReviewed: boolean;
  readonly documents: readonly Posted[];
  readonly refunds: readonly Refunded[];
  readonly disputes: ReadonlyMap<string, Disputed>;
  readonly losses: ReadonlyMap<string, Lost>;
}

interface Place {
  readonly atMs: number;
  readonly position: number;
}

const INITIAL: State = {
  receipt: NO_RECEIPT,
  isReviewed: false,
  documents: [],
  refunds: [],
  disputes: new Map(),
  losses: new Map(),
};

function evolve(state: State, event: ReceiptEvent, place: Place): State {
  const receipt = evolveReceipt(state.receipt, event, place.atMs);
  const next = { ...state, receipt };
  switch (event.type) {
    case "ReceiptDrafted":
    case "ReceiptRedrafted":
      return { ...next, isReviewed: state.isReviewed || event.reviewIds.length > 0 };
    case "ReceiptFinalised":
    case "ReceiptCorrected":
      return takeDocument(next, state.receipt, event, place);
    case "LineContested":
      return dispute(next, event, place);
    case "ContestResolved":
      return resolve(next, event, place);
    case "ReceiptRefunded": {
      const { refund } = event;
      const row = {
        position: place.position,
        refund_id: refund.refundId,
        kind: refund.kind,
        reason: refund.reason,
        refunded_by: refund.by,
        document_number: refund.documentNumber,
        amount_minor: refund.amountMinor,
        at_ms: place.atMs,
      };
      return { ...next, refunds: [...state.refunds, row] };
    }
    default:
      return event satisfies never;
  }
}

function takeDocument(
  state: State,
  before: ReceiptState,
  event: DocumentEvent,
  { atMs, position }: Place,
): State {
  const last = state.documents.at(-1);
  const known = last === undefined ? NO_ROWS : listDocumentRows(last.event.content);
  const posted = { event, rows: postDocument(event, known), position, atMs };
  const next = { ...state, documents: [...state.documents, posted] };
  if (event.type === "ReceiptFinalised") {
    const draftedMinor = before.status === "none" ? 0 : before.content.result.totals.totalMinor;
    const amount_minor = findLapsedMinor(event, draftedMinor);
    if (amount_minor === 0) return next;
    return lose(next, "lapsed", { kind: "review-lapsed", amount_minor, at_ms: atMs });
  }
  const disputeId = readDisputeCause(event.cause);
  return disputeId === null
    ? next
    : refundDispute(next, disputeId, Math.max(0, -event.differenceMinor), atMs);
}

function refundDispute(state: State, disputeId: string, refund_minor: number, atMs: number): State {
  const disputed = state.disputes.get(disputeId);
  const disputes = new Map(state.disputes);
  if (disputed !== undefined) disputes.set(disputeId, { ...disputed, refund_minor });
  const lost = state.losses.get(disputeId);
  if (lost === undefined) return { ...state, disputes };
  const changed = { ...lost, amount_minor: refund_minor, at_ms: atMs };
  return lose({ ...state, disputes }, disputeId, changed);
}

function lose(state: State, lossId: string, lost: Lost): State {
  return { ...state, losses: new Map(state.losses).set(lossId, lost) };
}

function dispute(
  state: State,
  { contest: disputed }: Extract<ReceiptEvent, { type: "LineContested" }>,
  { atMs }: Place,
): State {
  const row = {
    dispute_id: disputed.contestId,
    kind: disputed.kind,
    gtin: disputed.gtin,
    claimed_quantity: disputed.claimedQuantity,
    worth_minor: disputed.worthMinor,
    status: "open",
    cause: null,
    refund_minor: 0,
    disputed_ms: atMs,
    resolved_ms: null,
  };
  return { ...state, disputes: new Map(state.disputes).set(disputed.contestId, row) };
}

function resolve(
  state: State,
  { contestId, isGranted, cause }: Extract<ReceiptEvent, { type: "ContestResolved" }>,
  { atMs }: Place,
): State {
  const known = state.disputes.get(contestId);
  const status = isGranted ? "granted" : "refused";
  const disputes = new Map(state.disputes);
  if (known !== undefined) disputes.set(contestId, { ...known, status, cause, resolved_ms: atMs });
  if (!isGranted || cause === "reviewer") return { ...state, disputes };
  // How much, its correction says.
  const lost = { kind: "dispute-unreviewed", amount_minor: 0, at_ms: atMs } as const;
  return lose({ ...state, disputes }, contestId, lost);
}

function toRows(state: State, { shopId, id }: StreamPlace): RowSet {
  const { receipt } = state;
  if (receipt.status === "none") return {};
  const { currency, totals } = receipt.content.result;
  const visit = { shop_id: shopId, visit_id: id, currency };
  const isFinal = receipt.status !== "draft";
  return {
    receipts: [
      {
        ...visit,
        status: receipt.status,
        document_number: isFinal ? receipt.documentNumber : null,
        units: receipt.content.lines.reduce((units, { quantity }) => units + quantity, 0),
        discount_minor: totals.discountMinor,
        deposit_minor: totals.depositMinor,
        net_minor: totals.netMinor,
        tax_minor: totals.taxMinor,
        rounding_minor: totals.roundingMinor ?? 0,
        total_minor: totals.totalMinor,
        corrections: isFinal ? receipt.corrections.length : 0,
        goodwill_minor: isFinal ? receipt.goodwillMinor : 0,
        probability: receipt.probabilityExact,
        is_reviewed: state.isReviewed,
        drafted_ms: receipt.draftedMs,
        final_ms: isFinal ? receipt.finalMs : null,
        review_due_ms: isFinal ? null : receipt.reviewDueMs,
      },
    ],
    refunds: state.refunds.map((row) => ({ ...visit, ...row })),
    disputes: [...state.disputes.values()].map((row) => ({ ...visit, ...row })),
    losses: [...state.losses].map(([loss_id, row]) => ({ ...visit, loss_id, ...row })),
    ...listPosted(state.documents, { shop_id: shopId, visit_id: id }),
  };
}

function listPosted(documents: readonly Posted[], visit: { shop_id: string; visit_id: string }) {
  const all = documents.map(({ atMs, event, position, rows }) => ({
    kind: event.type === "ReceiptFinalised" ? "receipt" : "correction",
    rows,
    document: {
      ...visit,
      position,
      document_number: event.documentNumber,
      currency: event.content.result.currency,
      at_ms: atMs,
    },
  }));
  return {
    receipt_documents: all.map(({ document, kind, rows }) => ({ ...document, kind, ...rows.sums })),
    receipt_lines: all.flatMap(({ document, rows }) =>
      rows.lines.map((line) => ({ ...document, ...line })),
    ),
    receipt_taxes: all.flatMap(({ document, rows }) =>
      rows.taxes.map(({ tax, net_minor, tax_minor }) => {
        const [category, rate, label] = JSON.parse(tax) as [string, string, string];
        return { ...document, category, rate, label, net_minor, tax_minor };
      }),
    ),
  };
}

const FOLD: StreamFold<State, ReceiptEvent> = { initial: INITIAL, evolve, toRows };

export const receiptFigures: Projection = {
  name: "receipts-1",
  kind: "receipt",
  types: null,
  tables: [
    ...(["receipts", "receipt_documents", "receipt_lines", "receipt_taxes"] as const),
    ...(["refunds", "disputes", "losses"] as const),
  ],
  make: makeStreamProjection(FOLD),
};
