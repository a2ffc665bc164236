/**
 * What is to be done next for a charge: at most one call at a time, and the same answer for the same
 * state, so that a process that was killed goes on where it stopped.
 */
import type { Intent, IntentAction, PaymentSnapshot } from "./events.ts";
import {
  type ChargeState,
  type Failure,
  findMissing,
  findWithdrawn,
  isSamePayer,
  listUnconfirmed,
} from "./evolve.ts";

export interface ChargePolicy {
  /** Whether the provider lets a hold be raised. */
  readonly canIncrease: boolean;
  /** When a declined amount is asked for again, after the debt began, milliseconds, ascending. */
  readonly retryAfterMs: readonly number[];
}

export type ChargePlan =
  /** Nothing to do until something else happens. */
  | { readonly kind: "rest" }
  | { readonly kind: "wait"; readonly untilMs: number }
  /** Write this intent down, then call. */
  | { readonly kind: "call"; readonly intent: Intent }
  /** A call was written down and has no answer. */
  | { readonly kind: "resume"; readonly intent: Intent; readonly writtenMs: number }
  | { readonly kind: "open-debt"; readonly amountMinor: number; readonly code: string }
  | { readonly kind: "settle-debt" }
  /** Staff have to take (above 0) or give (below 0) cash. */
  | { readonly kind: "await-cash"; readonly amountMinor: number };

/** Attempts at a refund before staff return the money. */
export const REFUND_TRIES_MAX = 5;
/** Attempts at a capture or release before it is given up. */
export const HOLD_TRIES_MAX = 5;
/** Before what failed is tried again; twice as long each time. */
export const RETRY_GAP_MS = 60_000;
/** A payer has so long to confirm what their bank asks; until then nothing else is asked of them. */
export const CONFIRM_MS = 15 * 60_000;

export function planCharge(state: ChargeState, nowMs: number, policy: ChargePolicy): ChargePlan {
  if (state.pending !== null) {
    const { writtenMs, ...intent } = state.pending;
    return { kind: "resume", intent, writtenMs };
  }
  if (state.dueMinor === null) return { kind: "rest" };
  const missing = findMissing(state);
  if (missing > 0) {
    const hold = findPayment(state, "capture", ["held"]);
    return hold === undefined
      ? planCollect(state, missing, nowMs, policy)
      : planCapture(state, missing, hold, nowMs, policy);
  }
  if (state.debt !== null) return { kind: "settle-debt" };
  // What could still take money is called off; where it is too late for that, the provider says so.
  const open = findPayment(state, "release", ["held", "needs-action", "processing"]);
  if (open !== undefined) return planCall(state, "release", open, 0, nowMs);
  return missing < 0 ? planRefund(state, -missing, nowMs) : { kind: "rest" };
}

/** The first payment of these statuses with which an action has not been given up. */
function findPayment(
  state: ChargeState,
  action: "capture" | "release",
  statuses: readonly PaymentSnapshot["status"][],
): PaymentSnapshot | undefined {
  return [...state.payments.values()].find(
    (payment) =>
      statuses.includes(payment.status) &&
      listFailures(state, action, payment).length < HOLD_TRIES_MAX,
  );
}

function planCapture(
  state: ChargeState,
  missing: number,
  hold: PaymentSnapshot,
  nowMs: number,
  policy: ChargePolicy,
): ChargePlan {
  const isTooSmall = missing > hold.heldMinor;
  if (isTooSmall && policy.canIncrease && listFailures(state, "increase", hold).length === 0) {
    return planCall(state, "increase", hold, missing, nowMs);
  }
  return planCall(state, "capture", hold, Math.min(missing, hold.heldMinor), nowMs);
}

function planCollect(
  state: ChargeState,
  missing: number,
  nowMs: number,
  policy: ChargePolicy,
): ChargePlan {
  // The bank has not said yet: asking for more might take it twice.
  const undecided = findPayment(state, "release", ["processing"]);
  if (undecided !== undefined) return planCall(state, "release", undecided, 0, nowMs);
  if ([...state.payments.values()].some(({ status }) => status === "processing")) {
    return { kind: "rest" };
  }
  const { payer } = state;
  if (payer.kind === "cash") return { kind: "await-cash", amountMinor: missing };
  const declines = state.failures.filter(
    (failure) => failure.action === "collect" && isSamePayer(failure.payer, payer),
  );
  const last = declines.at(-1);
  if (last === undefined) return collect(state, payer, missing, nowMs);
  if (state.debt === null || state.debt.amountMinor !== missing) {
    return { kind: "open-debt", amountMinor: missing, code: nameFailure(last) };
  }
  const isRetryable = last.outcome.kind !== "declined" || last.outcome.isRetryable;
  const retryMs = policy.retryAfterMs[declines.length - 1];
  if (!isRetryable || retryMs === undefined) return { kind: "rest" };
  // After days without the provider not all the times that have passed count at once.
  const dueMs = Math.max(
    ...[state.debt.sinceMs + retryMs, last.atMs + RETRY_GAP_MS],
    ...listUnconfirmed(state).map(({ atMs }) => atMs + CONFIRM_MS),
  );
  return nowMs < dueMs ? { kind: "wait", untilMs: dueMs } : collect(state, payer, missing, nowMs);
}

function nameFailure({ outcome }: Failure): string {
  return outcome.kind === "needs-action" ? "needs-action" : outcome.code;
}

/** What the payer may still confirm is called off first, or it would be taken twice. */
function collect(
  state: ChargeState,
  payer: Intent["payer"],
  amountMinor: number,
  nowMs: number,
): ChargePlan {
  const unconfirmed = findPayment(state, "release", ["needs-action"]);
  if (unconfirmed !== undefined) return planCall(state, "release", unconfirmed, 0, nowMs);
  return { kind: "call", intent: makeCollectIntent(state, payer, amountMinor) };
}

/** The next number makes the payment's id, so that no two attempts are the provider's one. */
export function makeCollectIntent(
  state: ChargeState,
  payer: Intent["payer"],
  amountMinor: number,
): Intent {
  const number = state.lastNumber + 1;
  const paymentId = `${state.chargeId}.${number}`;
  return { number, action: "collect", paymentId, amountMinor, payer, reference: null };
}

export function makeHoldIntent(
  state: ChargeState,
  payer: Intent["payer"],
  amountMinor: number,
): Intent {
  return { ...makeCollectIntent(state, payer, amountMinor), action: "hold" };
}

/** Lets go of what is held, or of what the payer has yet to confirm. */
export function makeReleaseIntent(state: ChargeState, payment: PaymentSnapshot): Intent {
  return makeCall(state, "release", payment, 0);
}

function planRefund(state: ChargeState, excess: number, nowMs: number): ChargePlan {
  const leftOf = (payment: PaymentSnapshot): number =>
    payment.capturedMinor - payment.refundedMinor - findWithdrawn(state, payment).totalMinor;
  const refundable = [...state.payments.values()].findLast(
    (payment) =>
      leftOf(payment) > 0 && listFailures(state, "refund", payment).length < REFUND_TRIES_MAX,
  );
  if (refundable === undefined) return { kind: "await-cash", amountMinor: -excess };
  const amount = Math.min(excess, leftOf(refundable));
  return planCall(state, "refund", refundable, amount, nowMs);
}

/** A call on a payment; what failed is not tried again at once. */
function planCall(
  state: ChargeState,
  action: IntentAction,
  payment: PaymentSnapshot,
  amountMinor: number,
  nowMs: number,
): ChargePlan {
  const failures = listFailures(state, action, payment);
  const last = failures.at(-1);
  const untilMs =
    last === undefined ? nowMs : last.atMs + RETRY_GAP_MS * 2 ** (failures.length - 1);
  if (nowMs < untilMs) return { kind: "wait", untilMs };
  return { kind: "call", intent: makeCall(state, action, payment, amountMinor) };
}

function makeCall(
  state: ChargeState,
  action: IntentAction,
  { paymentId, reference }: PaymentSnapshot,
  amountMinor: number,
): Intent {
  const payer = state.payers.get(paymentId) ?? state.payer;
  if (payer.kind === "cash") throw new Error(`payment ${paymentId} was asked of nobody`);
  const number = state.lastNumber + 1;
  return { number, action, paymentId, amountMinor, payer, reference };
}

function listFailures(
  { failures }: ChargeState,
  action: IntentAction,
  { paymentId }: PaymentSnapshot,
): Failure[] {
  return failures.filter((one) => one.action === action && one.paymentId === paymentId);
}
