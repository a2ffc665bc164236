/** Receipts as the API tells them, and their states in words. */

import type { Answer } from "@saunter/client/api";
import type { Tone } from "@saunter/ui/components/status";
import { formatNet } from "../grams.ts";

export type Receipt = Answer<"GET /v1/receipts/:visitId">;
export type ReceiptRow = Answer<"GET /v1/receipts">["items"][number];
type State = Receipt["saunter"]["state"];

interface Worded {
  readonly tone: Tone;
  readonly text: string;
}

const STATES: Readonly<Record<State, Worded>> = {
  draft: { tone: "now", text: "draft" },
  waiting: { tone: "warning", text: "in review" },
  final: { tone: "sure", text: "final" },
  contested: { tone: "warning", text: "disputed" },
  reviewed: { tone: "sure", text: "reviewed" },
  corrected: { tone: "sure", text: "corrected" },
};

export function wordState(state: State): Worded {
  return STATES[state];
}

/** Amounts with their currency. */
type WriteMoney = (amountMinor: number) => string;

/** The state of a row; what is still to be paid or reviewed comes first. */
export function wordRow(
  { status, reviewDueMs, disputesOpen, missingMinor, refundedMinor, totalMinor }: ReceiptRow,
  write: WriteMoney,
): Worded {
  if (disputesOpen > 0) return STATES.contested;
  if (status === "draft") return reviewDueMs === null ? STATES.draft : STATES.waiting;
  if (missingMinor !== 0) return wordOpen(missingMinor, write);
  if (refundedMinor > 0) return { tone: "staff", text: `refunded ${write(refundedMinor)}` };
  return totalMinor === 0
    ? { tone: "plain", text: "nothing to pay" }
    : { tone: "sure", text: "paid" };
}

function wordOpen(missingMinor: number, write: WriteMoney): Worded {
  return missingMinor > 0
    ? { tone: "wrong", text: `unpaid ${write(missingMinor)}` }
    : { tone: "now", text: `refund due ${write(-missingMinor)}` };
}

/** What has become of its money: "Paid £7.85", "Refunded £3.35". */
export function wordMoney({ payments, saunter }: Receipt, write: WriteMoney): readonly Worded[] {
  const sum = (key: "paidMinor" | "refundedMinor"): number =>
    payments.reduce((total, payment) => total + payment[key], 0);
  const [paidMinor, refundedMinor] = [sum("paidMinor"), sum("refundedMinor")];
  const isFinal = saunter.finalMs !== null;
  return [
    ...(paidMinor > 0 ? [{ tone: "sure", text: `Paid ${write(paidMinor)}` } as const] : []),
    ...(refundedMinor > 0
      ? [{ tone: "staff", text: `Refunded ${write(refundedMinor)}` } as const]
      : []),
    ...(isFinal && saunter.owedMinor !== 0 ? [wordOpen(saunter.owedMinor, write)] : []),
  ];
}

/** A line of goods with what is charged beside it. */
export interface LineView {
  readonly lineId: string;
  readonly name: string;
  readonly gtin: string;
  readonly quantity: number;
  /** Of goods by weight alone. */
  readonly netG: number | null;
  readonly kilogramMinor: number | null;
  readonly unitMinor: number;
  readonly discountMinor: number;
  readonly depositMinor: number;
  readonly payableMinor: number;
  /** Such as "VAT 20 %". */
  readonly tax: string;
  readonly offers: readonly string[];
  readonly probability: number;
  readonly evidenceIds: readonly string[];
}

/** The goods of a receipt; deposits stand with the goods that they are for. */
export function listLines({ lines, taxes, saunter }: Receipt): LineView[] {
  const byId = new Map(lines.map((line) => [line.lineId, line]));
  return saunter.lines.map((priced) => {
    const { lineId, quantity, unitMinor, discountMinor, depositMinor, payableMinor } = priced;
    const { probability, evidenceIds } = priced;
    const line = byId.get(lineId)!;
    return {
      lineId,
      unitMinor,
      discountMinor,
      depositMinor,
      payableMinor,
      probability,
      evidenceIds,
      name: line.itemName,
      gtin: line.gtin ?? "",
      quantity,
      netG: priced.weighing?.netG ?? null,
      kilogramMinor: priced.kilogramMinor ?? null,
      tax: nameTax(line, taxes),
      offers: line.allowanceReasons,
    };
  });
}

export type Dispute = Receipt["saunter"]["disputes"][number];

function nameTax(line: Receipt["lines"][number], taxes: Receipt["taxes"]): string {
  const { taxCategoryCode, taxRate } = line;
  const tax = taxes.find(
    ({ categoryCode, rate }) => categoryCode === taxCategoryCode && rate === taxRate,
  );
  return tax?.label ?? "no tax";
}

/** What the shopper says they did. */
export function wordClaim({ kind, claimedG, claimedQuantity, instead }: Dispute): string {
  if (claimedG !== undefined && kind !== "wrong-item") {
    return kind === "missing" ? `took ${formatNet(claimedG)} more` : `took ${formatNet(claimedG)}`;
  }
  switch (kind) {
    case "wrong-item":
      return instead === null
        ? "did not take it"
        : `took ${instead.quantity} × ${instead.itemName} instead`;
    case "wrong-count":
      return `took ${claimedQuantity}`;
    case "missing":
      return `took ${claimedQuantity} more`;
    default:
      return kind satisfies never;
  }
}

export function wordDecision({ isGranted }: Dispute): Worded {
  if (isGranted === null) return { tone: "warning", text: "in review" };
  return isGranted ? { tone: "sure", text: "accepted" } : { tone: "plain", text: "rejected" };
}
