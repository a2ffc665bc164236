/** The money of one visit, as those see it who have to do with it. */
import type { CallOutcome, ChargeEvent, Intent } from "@saunter/commerce/payment/events";
import {
  type ChargeState,
  findMissing,
  findNet,
  listUnconfirmed,
  sumWithdrawn,
} from "@saunter/commerce/payment/evolve";
import type { BALANCE, CHARGE, STEP } from "@saunter/protocol/http/charge-schemas";
import type { Static } from "typebox";
import { RefusedError } from "../../domain/shop-context.ts";
import type { StoredEvent } from "../../store/journal.ts";
import type { Transaction } from "../../store/transaction.ts";

/** Throws `RefusedError` with `not-found`. */
export function readCharge(reader: Pick<Transaction, "read">, chargeId: string): ChargeState {
  const charge = reader.read("charge", chargeId);
  if (charge.status === "unopened") {
    throw new RefusedError("not-found", "there is no such charge");
  }
  return charge;
}

export function showCharge(charge: ChargeState): Static<typeof CHARGE> {
  const { chargeId, payer, currency, dueMinor, forgivenMinor, debt, pending } = charge;
  const { takenCashMinor, returnedCashMinor } = charge;
  const actions = new Map(
    listUnconfirmed(charge).map(({ paymentId, actionUrl }) => [paymentId, actionUrl]),
  );
  return {
    chargeId,
    currency,
    dueMinor,
    forgivenMinor,
    takenCashMinor,
    returnedCashMinor,
    balances: showBalances(charge),
    payer: payer.kind,
    lastFour: payer.kind === "card" ? payer.lastFour : null,
    netMinor: findNet(charge),
    withdrawnMinor: sumWithdrawn(charge).totalMinor,
    missingMinor: findMissing(charge),
    debt: debt === null ? null : { ...debt },
    pending:
      pending === null
        ? null
        : {
            action: pending.action,
            amountMinor: pending.amountMinor,
            sinceMs: pending.writtenMs,
          },
    payments: [...charge.payments.values()].map((payment) => ({
      paymentId: payment.paymentId,
      reference: payment.reference,
      status: payment.status,
      heldMinor: payment.heldMinor,
      capturedMinor: payment.capturedMinor,
      refundedMinor: payment.refundedMinor,
      holdExpiresMs: payment.holdExpiresMs,
      actionUrl: actions.get(payment.paymentId) ?? null,
    })),
    withdrawals: [...charge.withdrawals.values()].map(
      ({ withdrawalId, paymentId, kind, amountMinor }) => ({
        withdrawalId,
        paymentId,
        kind,
        amountMinor,
      }),
    ),
  };
}

export function showBalances({ balances }: ChargeState): Static<typeof BALANCE>[] {
  return [...balances.values()].map(({ card, ...balance }) => ({
    ...balance,
    kind: card?.kind ?? null,
    lastFour: card?.lastFour ?? null,
  }));
}

type Step = Static<typeof STEP>;

const NOTHING: Omit<Step, "atMs" | "kind" | "amountMinor"> = {
  action: null,
  outcome: null,
  answeredMs: null,
  status: null,
  paymentId: null,
  lastFour: null,
  code: null,
  by: null,
};

/** What the events of a charge's stream tell, a step for each thing that was done. */
export function listChargeHistory(stored: readonly StoredEvent[]): Step[] {
  const steps: Step[] = [];
  const asked = new Map<number, number>();
  for (const { atMs: whenMs, event } of stored as readonly (StoredEvent & {
    readonly event: ChargeEvent;
  })[]) {
    if (event.type === "CallAnswered") {
      const at = asked.get(event.number)!;
      steps[at] = { ...steps[at]!, ...showOutcome(event.outcome), answeredMs: whenMs };
      continue;
    }
    if (event.type === "IntentWritten") asked.set(event.intent.number, steps.length);
    const told = reportStep(event);
    if (told !== null) steps.push({ ...NOTHING, atMs: whenMs, ...told });
  }
  return steps;
}

function showOutcome(outcome: CallOutcome): Pick<Step, "outcome" | "code"> {
  const code = "code" in outcome ? outcome.code : null;
  return { outcome: outcome.kind, code };
}

function reportStep(
  event: Exclude<ChargeEvent, { type: "CallAnswered" }>,
): (Pick<Step, "kind" | "amountMinor"> & Partial<Step>) | null {
  switch (event.type) {
    case "ChargeOpened":
    case "CardRecognised":
    case "BalanceRequested":
    case "BalanceHeld":
    case "BalanceReleased":
      return null;
    case "IntentWritten":
      return { kind: "asked", outcome: "pending", ...showIntent(event.intent) };
    case "PaymentObserved": {
      const { status, paymentId, capturedMinor, heldMinor } = event.payment;
      const amountMinor = status === "captured" ? capturedMinor : heldMinor;
      return { kind: "observed", status, paymentId, amountMinor };
    }
    case "WithdrawalSeen": {
      const { paymentId, withdrawal } = event;
      const { amountMinor, kind: code } = withdrawal;
      return { kind: "withdrawn", paymentId, amountMinor, code };
    }
    case "DueSet":
      return { kind: "due", amountMinor: event.dueMinor };
    case "CashTaken":
    case "CashReturned": {
      const { amountMinor, by } = event;
      const kind = event.type === "CashTaken" ? "cash-taken" : "cash-returned";
      return { kind, amountMinor, by };
    }
    case "BalanceCaptured":
      return { kind: "balance-captured", amountMinor: event.amountMinor };
    case "BalanceRefunded":
      return { kind: "balance-refunded", amountMinor: event.amountMinor };
    case "DebtOpened":
      return { kind: "debt", amountMinor: event.amountMinor, code: event.code };
    case "DebtSettled":
      return { kind: "settled", amountMinor: 0 };
    case "DebtForgiven":
      return { kind: "forgiven", amountMinor: event.amountMinor, by: event.by };
    default:
      return event satisfies never;
  }
}

function showIntent({ action, amountMinor, paymentId, payer }: Intent) {
  const lastFour = payer.kind === "card" ? payer.lastFour : null;
  return { action, amountMinor, paymentId, lastFour };
}
