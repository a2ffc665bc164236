/** The money of one visit, as those see it who have to do with it. */

import type { CallOutcome, ChargeEvent, Intent } from "@saunter/commerce/payment/events";
import {
  type ChargeState,
  findMissing,
  findNet,
  listUnconfirmed,
  sumWithdrawn,
} from "@saunter/commerce/payment/evolve";
import { atMs, closed, minor, nullable, oneOf } from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";
import Type from "typebox";
import { RefusedError } from "../domain/shop-context.ts";
import type { StoredEvent } from "../store/journal.ts";
import type { Transaction } from "../store/store.ts";

export const PAYER = oneOf(["card", "account", "cash"]);
export const WITHDRAWN =
  "Refunded at the provider or taken back by the payer's bank; not asked for again";

const ACTION = oneOf(["hold", "increase", "capture", "release", "collect", "refund"]);
const PAYMENT_STATUS = oneOf([
  ...(["held", "captured", "released", "declined", "needs-action", "processing"] as const),
]);
const DIGITS = nullable(Type.String({ description: "Of a card." }));

export const CHARGE = closed({
  chargeId: Type.String(),
  payer: PAYER,
  lastFour: DIGITS,
  currency: Type.String(),
  dueMinor: nullable(minor("What the receipt says; null while the visit goes on")),
  netMinor: minor("Taken less given back"),
  missingMinor: minor("Still to be taken, or below 0 to be given back"),
  forgivenMinor: minor("Let off"),
  withdrawnMinor: minor(WITHDRAWN),
  takenCashMinor: minor("Taken in cash"),
  returnedCashMinor: minor("Given back in cash"),
  debt: nullable(
    closed({ amountMinor: minor("Owed"), sinceMs: atMs("Since when"), code: Type.String() }),
  ),
  pending: nullable(
    closed({
      action: ACTION,
      amountMinor: minor("Asked for"),
      sinceMs: atMs("Since when the provider has not answered"),
    }),
  ),
  payments: Type.Array(
    closed({
      paymentId: Type.String(),
      reference: Type.String({ description: "The provider's own id." }),
      status: PAYMENT_STATUS,
      heldMinor: minor("Held"),
      capturedMinor: minor("Taken"),
      refundedMinor: minor("Given back by the shop"),
      holdExpiresMs: nullable(atMs("When the hold lapses by itself")),
      actionUrl: nullable(
        Type.String({ description: "Where the payer confirms it, for as long as they have to." }),
      ),
    }),
  ),
  withdrawals: Type.Array(
    closed({
      withdrawalId: Type.String({ description: "The provider's own id." }),
      paymentId: Type.String(),
      kind: oneOf(["refund", "dispute"], "Made at the provider; or by the payer's bank."),
      amountMinor: minor("Taken; 0 once it came back"),
    }),
  ),
});

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
    ...{ chargeId, currency, dueMinor, forgivenMinor, takenCashMinor, returnedCashMinor },
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
        ...{ withdrawalId, paymentId, kind, amountMinor },
      }),
    ),
  };
}

const STEP = closed({
  atMs: atMs("When"),
  kind: oneOf(
    [
      ...(["due", "asked", "observed", "withdrawn", "cash-taken", "cash-returned"] as const),
      ...(["debt", "settled", "forgiven"] as const),
    ],
    "`due`: the receipt says so. `asked`: of the provider. `observed`: it told of a payment by itself.",
  ),
  amountMinor: minor("Of it"),
  action: nullable(ACTION),
  outcome: nullable(oneOf(["pending", "done", "declined", "needs-action", "refused"])),
  answeredMs: nullable(atMs("When the provider answered")),
  status: nullable(PAYMENT_STATUS),
  paymentId: nullable(Type.String()),
  lastFour: DIGITS,
  code: nullable(Type.String({ description: "Why it was declined, refused or withdrawn." })),
  by: nullable(Type.String({ description: "Who did it: a user's id." })),
});

export const CHARGE_HISTORY = closed({ items: Type.Array(STEP) });

type Step = Static<typeof STEP>;

const NOTHING: Omit<Step, "atMs" | "kind" | "amountMinor"> = {
  ...{ action: null, outcome: null, answeredMs: null, status: null },
  ...{ paymentId: null, lastFour: null, code: null, by: null },
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
    const told = tellStep(event);
    if (told !== null) steps.push({ ...NOTHING, atMs: whenMs, ...told });
  }
  return steps;
}

function showOutcome(outcome: CallOutcome): Pick<Step, "outcome" | "code"> {
  const code = "code" in outcome ? outcome.code : null;
  return { outcome: outcome.kind, code };
}

function tellStep(
  event: Exclude<ChargeEvent, { type: "CallAnswered" }>,
): (Pick<Step, "kind" | "amountMinor"> & Partial<Step>) | null {
  switch (event.type) {
    case "ChargeOpened":
    case "CardRecognised":
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
