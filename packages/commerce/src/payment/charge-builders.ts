/** Charges for tests: brought to a state by the commands that bring them there. */
import { type ChargeCommand, decideCharge } from "./decide.ts";
import type { CallOutcome, ChargePayer, Intent, PaymentSnapshot } from "./events.ts";
import { type ChargeState, evolveCharge, UNOPENED_CHARGE } from "./evolve.ts";
import { type ChargePolicy, planCharge } from "./plan.ts";

export type CardPayer = Extract<ChargePayer, { kind: "card" }>;

export const CARD: CardPayer = { kind: "card", token: "tok-own", lastFour: "4242" };
export const KIOSK_CARD: CardPayer = { kind: "card", token: "tok-kiosk", lastFour: "1111" };
export const ACCOUNT = { kind: "account", accountId: "ward-3" } as const;
export const CASH = { kind: "cash" } as const;

export const HOUR_MS = 3_600_000;
export const POLICY: ChargePolicy = {
  canIncrease: true,
  retryAfterMs: [HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS],
};

export const DONE: CallOutcome = { kind: "done" };
export const NO_FUNDS: CallOutcome = {
  kind: "declined",
  code: "insufficient_funds",
  isRetryable: true,
};
export const STOLEN: CallOutcome = { kind: "declined", code: "stolen_card", isRetryable: false };
export const CONFIRM: CallOutcome = { kind: "needs-action", actionUrl: "https://bank.invalid/1" };
export const NOT_HELD: CallOutcome = {
  kind: "refused",
  code: "payment-not-held",
  message: "the payment is released",
};

export function createSnapshot(
  paymentId: string,
  fields: Partial<PaymentSnapshot> = {},
): PaymentSnapshot {
  return {
    paymentId,
    reference: `ref-${paymentId}`,
    status: "captured",
    heldMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    holdExpiresMs: null,
    ...fields,
  };
}

/** What a command makes of a charge. Throws the code where it is refused. */
export function apply(state: ChargeState, command: ChargeCommand, atMs = 0): ChargeState {
  const decided = decideCharge(command, state);
  if (!decided.ok) throw new Error(decided.refusal.code);
  return decided.value.reduce((before, event) => evolveCharge(before, event, atMs), state);
}

/** Charge `v1`; with a hold its first intent is pending. */
export function openCharge(payer: ChargePayer = CARD, holdMinor = 0): ChargeState {
  const command = { type: "OpenCharge", chargeId: "v1", payer, currency: "EUR" } as const;
  return apply(UNOPENED_CHARGE, { ...command, holdMinor });
}

export function owe(state: ChargeState, dueMinor: number, atMs = 0): ChargeState {
  return apply(state, { type: "SetDue", dueMinor, cause: "document 1" }, atMs);
}

/** Answers the pending intent, with its payment as it stands after the call; null for none. */
export function answer(
  state: ChargeState,
  outcome: CallOutcome,
  fields: Partial<PaymentSnapshot> | null,
  atMs = 0,
): ChargeState {
  const { number, paymentId } = state.pending!;
  const payment = fields === null ? null : createSnapshot(paymentId, fields);
  return apply(state, { type: "RecordAnswer", number, outcome, payment }, atMs);
}

export function observe(
  state: ChargeState,
  paymentId: string,
  fields: Partial<PaymentSnapshot>,
  atMs = 0,
): ChargeState {
  return apply(state, { type: "ObservePayment", payment: createSnapshot(paymentId, fields) }, atMs);
}

/** The intent of the plan, which has to be a call. */
export function planIntent(state: ChargeState, nowMs = 0, policy = POLICY): Intent {
  const plan = planCharge(state, nowMs, policy);
  if (plan.kind !== "call") throw new Error(`the plan is to ${plan.kind}`);
  return plan.intent;
}

/** Writes down the call that is planned; its answer is out. */
export function callNext(state: ChargeState, nowMs = 0, policy = POLICY): ChargeState {
  return apply(state, { type: "WriteIntent", intent: planIntent(state, nowMs, policy) }, nowMs);
}

/** A charge of a card with a hold that stands. */
export function holdCharge(heldMinor: number): ChargeState {
  return answer(openCharge(CARD, heldMinor), DONE, { status: "held", heldMinor });
}

/** A charge that is due in full, and has been taken from its card in one piece, as payment 1. */
export function paidCharge(dueMinor: number): ChargeState {
  return answer(callNext(owe(openCharge(), dueMinor)), DONE, { capturedMinor: dueMinor });
}

/** A charge whose card was asked for what is due, and said no; the debt is open. */
export function declinedCharge(dueMinor: number, outcome = NO_FUNDS, atMs = 0): ChargeState {
  const asked = callNext(owe(openCharge(), dueMinor, atMs), atMs);
  const status = outcome.kind === "needs-action" ? "needs-action" : "declined";
  const declined = answer(asked, outcome, { status }, atMs);
  const plan = planCharge(declined, atMs, POLICY);
  if (plan.kind !== "open-debt") throw new Error(`the plan is to ${plan.kind}`);
  const { amountMinor, code } = plan;
  return apply(declined, { type: "OpenDebt", amountMinor, code }, atMs);
}
