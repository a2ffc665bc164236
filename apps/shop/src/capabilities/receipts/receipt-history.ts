/** What happened to a receipt and to its money, as whoever stands at the counter reads it. */
import type { ChargeEvent, Intent } from "@saunter/commerce/payment/events";
import type { ReceiptEvent } from "@saunter/commerce/receipt/events";
import type { RECEIPT_STEPS } from "@saunter/protocol/http/refund-routes";
import type { StoredEvent } from "../../store/journal.ts";
import type { Store } from "../../store/store.ts";

export interface HistoryStep {
  readonly atMs: number;
  readonly kind: (typeof RECEIPT_STEPS)[number];
  readonly amountMinor: number | null;
  readonly documentNumber: string | null;
  readonly note: string;
  /** Null: the shop itself. */
  readonly byId: string | null;
}

type Facts = Pick<HistoryStep, "kind"> & Partial<Omit<HistoryStep, "atMs">>;

const NOTHING = { amountMinor: null, documentNumber: null, note: "", byId: null } as const;

/** In the order of the journal. */
export function listReceiptHistory(
  store: Pick<Store, "readStream">,
  visitId: string,
): HistoryStep[] {
  const asked = new Map<number, Intent>();
  const tell = ({ event, stream }: StoredEvent): Facts | null =>
    stream.startsWith("receipt-")
      ? tellReceipt(event as ReceiptEvent)
      : tellCharge(event as ChargeEvent, asked);
  return ["receipt", "charge"]
    .flatMap((kind) => [...store.readStream(`${kind}-${visitId}`)])
    .sort((a, b) => a.position - b.position)
    .flatMap((stored) => {
      const facts = tell(stored);
      return facts === null ? [] : [{ ...NOTHING, ...facts, atMs: stored.atMs }];
    });
}

function tellReceipt(event: ReceiptEvent): Facts | null {
  switch (event.type) {
    case "ReceiptDrafted":
      return { kind: "drafted", amountMinor: event.content.result.totals.totalMinor };
    case "ReceiptFinalised":
      return {
        kind: "finalised",
        amountMinor: event.content.result.totals.totalMinor,
        documentNumber: String(event.documentNumber),
      };
    case "LineContested":
      return {
        kind: "disputed",
        amountMinor: event.contest.worthMinor,
        byId: event.contest.by ?? null,
      };
    case "ContestResolved":
      return { kind: event.isGranted ? "dispute-granted" : "dispute-refused" };
    case "ReceiptCorrected":
      return {
        kind: "corrected",
        amountMinor: event.differenceMinor,
        documentNumber: String(event.documentNumber),
      };
    case "ReceiptRefunded": {
      const { amountMinor, note, by } = event.refund;
      return { kind: "refund", amountMinor, note, byId: by };
    }
    // A draft that changed has no reader of its own.
    case "ReceiptRedrafted":
      return null;
    default:
      return event satisfies never;
  }
}

function tellCharge(event: ChargeEvent, asked: Map<number, Intent>): Facts | null {
  switch (event.type) {
    case "IntentWritten":
      asked.set(event.intent.number, event.intent);
      return null;
    case "CallAnswered":
      return tellAnswer(event, asked.get(event.number)!);
    case "CashTaken":
    case "CashReturned": {
      const kind = event.type === "CashTaken" ? "cash-taken" : "cash-returned";
      return { kind, amountMinor: event.amountMinor, byId: event.by };
    }
    case "BalanceCaptured":
      return { kind: "balance-captured", amountMinor: event.amountMinor };
    case "BalanceRefunded":
      return { kind: "balance-refunded", amountMinor: event.amountMinor };
    case "WithdrawalSeen":
      return { kind: "withdrawn", amountMinor: event.withdrawal.amountMinor };
    case "DebtForgiven":
      return { kind: "waived", amountMinor: event.amountMinor, byId: event.by };
    default:
      return null;
  }
}

function tellAnswer(
  { outcome }: Extract<ChargeEvent, { type: "CallAnswered" }>,
  { action, amountMinor }: Intent,
): Facts | null {
  const isDone = outcome.kind === "done";
  if (action === "refund") return { kind: isDone ? "refunded" : "refund-failed", amountMinor };
  if (action !== "capture" && action !== "collect") return null;
  return { kind: isDone ? "charged" : "declined", amountMinor };
}
