/** Receipts as the API tells them, and their states in words. */

import type { Answer } from "@saunter/client/api";
import type { Tone } from "@saunter/ui/components/status";
import { words } from "../../words.ts";
import { formatNet } from "../grams.ts";

export type Receipt = Answer<"GET /v1/receipts/:visitId">;
export type ReceiptRow = Answer<"GET /v1/receipts">["items"][number];
type State = Receipt["saunter"]["state"];

interface Worded {
  readonly tone: Tone;
  readonly text: string;
}

const TONES: Readonly<Record<State, Tone>> = {
  draft: "now",
  waiting: "warning",
  final: "sure",
  contested: "warning",
  reviewed: "sure",
  corrected: "sure",
};

export function wordState(state: State): Worded {
  return { tone: TONES[state], text: words.texts.parts.receipt.states[state] };
}

/** Amounts with their currency. */
type WriteMoney = (amountMinor: number) => string;

/** The state of a row; what is still to be paid or reviewed comes first. */
export function wordRow(
  { status, reviewDueMs, disputesOpen, missingMinor, refundedMinor, totalMinor }: ReceiptRow,
  write: WriteMoney,
): Worded {
  const { nothingToPay, paid, refunded } = words.texts.parts.receipt;
  if (disputesOpen > 0) return wordState("contested");
  if (status === "draft") return wordState(reviewDueMs === null ? "draft" : "waiting");
  if (missingMinor !== 0) return wordOpen(missingMinor, write);
  if (refundedMinor > 0) return { tone: "staff", text: refunded(write(refundedMinor)) };
  return totalMinor === 0 ? { tone: "plain", text: nothingToPay } : { tone: "sure", text: paid };
}

function wordOpen(missingMinor: number, write: WriteMoney): Worded {
  const { unpaid, refundDue } = words.texts.parts.receipt;
  return missingMinor > 0
    ? { tone: "wrong", text: unpaid(write(missingMinor)) }
    : { tone: "now", text: refundDue(write(-missingMinor)) };
}

/** What has become of its money: "Paid £7.85", "Refunded £3.35". */
export function wordMoney({ payments, saunter }: Receipt, write: WriteMoney): readonly Worded[] {
  const { paidAmount, refundedAmount } = words.texts.parts.receipt;
  const sum = (key: "paidMinor" | "refundedMinor"): number =>
    payments.reduce((total, payment) => total + payment[key], 0);
  const [paidMinor, refundedMinor] = [sum("paidMinor"), sum("refundedMinor")];
  const isFinal = saunter.finalMs !== null;
  return [
    ...(paidMinor > 0 ? [{ tone: "sure", text: paidAmount(write(paidMinor)) } as const] : []),
    ...(refundedMinor > 0
      ? [{ tone: "staff", text: refundedAmount(write(refundedMinor)) } as const]
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
  return tax?.label ?? words.texts.parts.receipt.noTax;
}

/** What the shopper says they did. */
export function wordClaim({ kind, claimedG, claimedQuantity, instead }: Dispute): string {
  const texts = words.texts.parts.receipt.claims;
  const claimed = claimedG === undefined ? String(claimedQuantity) : formatNet(claimedG);
  switch (kind) {
    case "wrong-item":
      return instead === null ? texts.notTaken : texts.instead(instead.quantity, instead.itemName);
    case "wrong-count":
      return texts.took(claimed);
    case "missing":
      return texts.tookMore(claimed);
    default:
      return kind satisfies never;
  }
}

export function wordDecision({ isGranted }: Dispute): Worded {
  const { open, granted, refused } = words.texts.parts.receipt.decisions;
  if (isGranted === null) return { tone: "warning", text: open };
  return isGranted ? { tone: "sure", text: granted } : { tone: "plain", text: refused };
}
