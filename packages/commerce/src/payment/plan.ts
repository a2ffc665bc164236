/**
 * What is to be done next for a charge: at most one call at a time, and the same answer for the same
 * state, so that a process that was killed goes on where it stopped.
 */
import type { ChargePayer, Intent, PaymentSnapshot } from "./events.ts";
import { type ChargeState, type Failure, findMissing } from "./evolve.ts";

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

/** Refunds that the provider does not do are tried so often; then staff give the money back. */
export const REFUND_TRIES_MAX = 5;
/** Between tries of what failed for a reason that may pass. */
const RETRY_GAP_MS = 60_000;
/** Releases and captures that fail are looked up, and given up after so many. */
const HOLD_TRIES_MAX = 5;

export function planCharge(state: ChargeState, nowMs: number, policy: ChargePolicy): ChargePlan {
  if (state.status === "unopened") return { kind: "rest" };
  if (state.pending !== null) {
    const { writtenMs, ...intent } = state.pending;
    return { kind: "resume", intent, writtenMs };
  }
  if (state.dueMinor === null) return { kind: "rest" };
  const missing = findMissing(state);
  const hold = findOpenHold(state);
  const open = hold ?? findUnconfirmed(state);
  if (missing <= 0 && open !== null && countFailures(state, "release") < HOLD_TRIES_MAX) {
    return planRetry(state, "release", nowMs, () => callOn(state, "release", open, 0));
  }
  if (missing < 0) return planRefund(state, -missing, nowMs);
  if (missing === 0) return state.debt === null ? { kind: "rest" } : { kind: "settle-debt" };
  return hold !== null && countFailures(state, "capture") < HOLD_TRIES_MAX
    ? planCapture(state, missing, hold, nowMs, policy)
    : planCollect(state, missing, nowMs, policy);
}

/** A hold of which nothing has been captured. */
export function findOpenHold(state: ChargeState): PaymentSnapshot | null {
  for (const payment of state.payments.values()) if (payment.status === "held") return payment;
  return null;
}

/** A payment that the payer may still confirm: it is called off when it is not wanted any more. */
function findUnconfirmed(state: ChargeState): PaymentSnapshot | null {
  for (const payment of state.payments.values()) {
    if (payment.status === "needs-action") return payment;
  }
  return null;
}

function planCapture(
  state: ChargeState,
  missing: number,
  hold: PaymentSnapshot,
  nowMs: number,
  policy: ChargePolicy,
): ChargePlan {
  const isTooSmall = missing > hold.heldMinor;
  if (isTooSmall && policy.canIncrease && countFailures(state, "increase") === 0) {
    return callOn(state, "increase", hold, missing);
  }
  const amount = Math.min(missing, hold.heldMinor);
  return planRetry(state, "capture", nowMs, () => callOn(state, "capture", hold, amount));
}

function planCollect(
  state: ChargeState,
  missing: number,
  nowMs: number,
  policy: ChargePolicy,
): ChargePlan {
  const { payer } = state;
  if (payer.kind === "cash") return { kind: "await-cash", amountMinor: missing };
  const waiting = [...state.payments.values()].find(({ status }) => status === "processing");
  // The bank has not said yet: asking for more might take it twice.
  if (waiting !== undefined) return { kind: "rest" };
  const declines = state.failures.filter(({ action }) => action === "collect");
  const last = declines.at(-1);
  if (last === undefined) return collect(state, payer, missing);
  if (state.debt === null || state.debt.amountMinor !== missing) {
    return { kind: "open-debt", amountMinor: missing, code: nameFailure(last) };
  }
  const isRetryable = last.outcome.kind !== "declined" || last.outcome.isRetryable;
  const retryMs = policy.retryAfterMs[declines.length - 1];
  if (!isRetryable || retryMs === undefined) return { kind: "rest" };
  const dueMs = state.debt.sinceMs + retryMs;
  return nowMs < dueMs ? { kind: "wait", untilMs: dueMs } : collect(state, payer, missing);
}

function nameFailure({ outcome }: Failure): string {
  return outcome.kind === "needs-action" ? "needs-action" : outcome.code;
}

/** The next number makes the payment's id, so that no two attempts are the provider's one. */
function collect(
  state: ChargeState,
  payer: Exclude<ChargePayer, { kind: "cash" }>,
  amountMinor: number,
): ChargePlan {
  return { kind: "call", intent: makeCollectIntent(state, payer, amountMinor) };
}

export function makeCollectIntent(
  state: ChargeState,
  payer: Exclude<ChargePayer, { kind: "cash" }>,
  amountMinor: number,
): Intent {
  const number = state.lastNumber + 1;
  const paymentId = `${state.chargeId}.${number}`;
  return { number, action: "collect", paymentId, amountMinor, payer, reference: null };
}

export function makeHoldIntent(
  state: ChargeState,
  payer: Exclude<ChargePayer, { kind: "cash" }>,
  amountMinor: number,
): Intent {
  return { ...makeCollectIntent(state, payer, amountMinor), action: "hold" };
}

function planRefund(state: ChargeState, excess: number, nowMs: number): ChargePlan {
  const refundable = [...state.payments.values()]
    .filter(({ capturedMinor, refundedMinor }) => capturedMinor > refundedMinor)
    .at(-1);
  const isGivenUp = countFailures(state, "refund") >= REFUND_TRIES_MAX;
  if (refundable === undefined || isGivenUp || state.payer.kind === "cash") {
    return { kind: "await-cash", amountMinor: -excess };
  }
  const amount = Math.min(excess, refundable.capturedMinor - refundable.refundedMinor);
  return planRetry(state, "refund", nowMs, () => callOn(state, "refund", refundable, amount));
}

function callOn(
  state: ChargeState,
  action: Intent["action"],
  payment: PaymentSnapshot,
  amountMinor: number,
): ChargePlan {
  if (state.payer.kind === "cash") throw new Error("a cash charge has a provider's payment");
  const { paymentId, reference } = payment;
  const { payer } = state;
  const number = state.lastNumber + 1;
  return { kind: "call", intent: { number, action, paymentId, amountMinor, payer, reference } };
}

function countFailures(state: ChargeState, action: Intent["action"]): number {
  return state.failures.filter((failure) => failure.action === action).length;
}

/** What failed is not tried again at once. */
function planRetry(
  state: ChargeState,
  action: Intent["action"],
  nowMs: number,
  plan: () => ChargePlan,
): ChargePlan {
  const last = state.failures.findLast((failure) => failure.action === action);
  if (last === undefined || nowMs >= last.atMs + RETRY_GAP_MS) return plan();
  return { kind: "wait", untilMs: last.atMs + RETRY_GAP_MS };
}
