/** What was paid how, what came back, and what is still owed, in words. */
import { sumMinor } from "@saunter/commerce/money/money";
import type { PaymentSnapshot } from "@saunter/commerce/payment/events";
import { type ChargeState, findMissing, sumWithdrawn } from "@saunter/commerce/payment/evolve";
import type { ReceiptFormats } from "./receipt-formats.ts";
import type { ReceiptTexts } from "./receipt-texts.ts";

export interface PaymentRow {
  readonly kind: "paid" | "returned" | "held" | "waived" | "owed";
  readonly label: string;
  /** With the currency. */
  readonly amount: string;
}

/** Amounts of a charge by what became of them, minor units. */
export interface PaymentSums {
  readonly capturedMinor: number;
  /** By whomever: the payer has it. */
  readonly refundedMinor: number;
  /** What the payer's bank has taken back. */
  readonly disputedMinor: number;
  readonly heldMinor: number;
}

export function sumPayments(charge: ChargeState): PaymentSums {
  const all = [...charge.payments.values()];
  const withdrawn = sumWithdrawn(charge);
  const sumOf = (amountOf: (payment: PaymentSnapshot) => number): number =>
    sumMinor(all.map(amountOf));
  return {
    capturedMinor: sumOf((payment) => payment.capturedMinor),
    refundedMinor: sumOf((payment) => payment.refundedMinor) + withdrawn.refundMinor,
    disputedMinor: withdrawn.disputeMinor,
    heldMinor: sumOf(({ status, heldMinor }) => (status === "held" ? heldMinor : 0)),
  };
}

/** Rows of a charge, `totalMinor` being what the receipt says is to be paid. */
export function listPayments(
  charge: ChargeState,
  totalMinor: number,
  accountName: string | null,
  texts: ReceiptTexts,
  { money }: ReceiptFormats,
): PaymentRow[] {
  const means = nameMeans(charge, accountName, texts);
  const { capturedMinor, refundedMinor, disputedMinor, heldMinor } = sumPayments(charge);
  const { takenCashMinor, returnedCashMinor, forgivenMinor, dueMinor } = charge;
  const missingMinor = dueMinor === null ? totalMinor : findMissing(charge);
  const balances = [...charge.balances.values()].flatMap(({ card, ...balance }) => {
    if (card === null) return [];
    const cardMeans = texts.balances[card.kind](card.lastFour);
    return [
      ["paid", texts.paid(cardMeans), balance.capturedMinor],
      ["returned", texts.refunded(cardMeans), -balance.refundedMinor],
      ["held", texts.held(cardMeans), dueMinor === null ? balance.heldMinor : 0],
    ] as const;
  });
  const rows: readonly (readonly [PaymentRow["kind"], string, number])[] = [
    ...balances,
    ["paid", texts.paid(means), capturedMinor],
    ["paid", texts.paid(texts.cash), takenCashMinor],
    ["returned", texts.refunded(means), -refundedMinor],
    ["returned", texts.disputed(means), -disputedMinor],
    ["returned", texts.cashReturned, -returnedCashMinor],
    ["waived", texts.waived, forgivenMinor],
    ["held", texts.held(means), dueMinor === null ? heldMinor : 0],
    ["owed", nameOwed(charge, missingMinor, texts), missingMinor],
  ];
  return rows
    .filter(([, , amountMinor]) => amountMinor !== 0)
    .map(([kind, label, amountMinor]) => ({ kind, label, amount: money(amountMinor) }));
}

function nameMeans(
  { payer }: ChargeState,
  accountName: string | null,
  texts: ReceiptTexts,
): string {
  switch (payer.kind) {
    case "card":
      return texts.card(payer.lastFour);
    case "account":
      return texts.account(accountName);
    case "cash":
      return texts.cash;
    default:
      return payer satisfies never;
  }
}

function nameOwed(charge: ChargeState, missingMinor: number, texts: ReceiptTexts): string {
  if (charge.dueMinor === null) return texts.dueWhenFinal;
  if (missingMinor < 0) return texts.refundDue;
  if (charge.payer.kind === "cash") return texts.owedInCash;
  if (charge.debt !== null) return texts.owed;
  const waits = [...charge.payments.values()].some(({ status }) => status === "needs-action");
  return waits ? texts.needsAction : texts.processing;
}
