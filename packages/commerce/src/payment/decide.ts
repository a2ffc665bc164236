import { accept, type Result, refuse } from "../refusal.ts";
import {
  answerBalance,
  type BalanceAnswer,
  releaseBalance,
  requestBalance,
  settleBalances,
} from "./balances.ts";
import type {
  CallOutcome,
  ChargeEvent,
  ChargePayer,
  Intent,
  IntentAction,
  PaymentSnapshot,
  Withdrawal,
} from "./events.ts";
import { type ChargeState, evolveCharge, findMissing, isOlder, listUnconfirmed } from "./evolve.ts";
import { makeCollectIntent, makeHoldIntent, makeReleaseIntent } from "./plan.ts";

export type ChargeCommand =
  | {
      readonly type: "OpenCharge";
      readonly chargeId: string;
      readonly payer: ChargePayer;
      readonly currency: string;
      /** Held at once, minor units; 0 where nothing is. */
      readonly holdMinor: number;
    }
  /** The provider's identifier of the payer's card; recorded each time it is received. */
  | { readonly type: "RecogniseCard"; readonly cardHash: string }
  | { readonly type: "WriteIntent"; readonly intent: Intent }
  | {
      readonly type: "RecordAnswer";
      readonly number: number;
      readonly outcome: CallOutcome;
      readonly payment: PaymentSnapshot | null;
    }
  | { readonly type: "ObservePayment"; readonly payment: PaymentSnapshot }
  /** What others took from a payment, as the provider has it now. */
  | {
      readonly type: "SeeWithdrawals";
      readonly paymentId: string;
      readonly withdrawals: readonly Withdrawal[];
    }
  | { readonly type: "SetDue"; readonly dueMinor: number; readonly cause: string }
  | {
      readonly type: "TakeCash" | "ReturnCash";
      readonly cashId: string;
      readonly amountMinor: number;
      readonly by: string;
    }
  /** A gift card or points are to pay first. */
  | { readonly type: "RequestBalance"; readonly holdId: string }
  | {
      readonly type: "AnswerBalance";
      readonly holdId: string;
      readonly answer: BalanceAnswer;
    }
  /** Whoever pays wants to keep it. */
  | { readonly type: "ReleaseBalance"; readonly holdId: string }
  | { readonly type: "OpenDebt"; readonly amountMinor: number; readonly code: string }
  | { readonly type: "SettleDebt" }
  /** Somebody pays a debt with another card, at a kiosk. */
  | { readonly type: "PayDebt"; readonly payer: Extract<ChargePayer, { kind: "card" }> }
  /** Somebody who has yet to confirm what their bank asked pays in another way. */
  | { readonly type: "CallOffPayment" }
  | { readonly type: "ForgiveDebt"; readonly by: string };

export function decideCharge(command: ChargeCommand, state: ChargeState): Result<ChargeEvent[]> {
  if (command.type === "OpenCharge") return openCharge(command, state);
  if (state.status === "unopened") return refuse("not-found", "there is no such charge");
  switch (command.type) {
    case "RecogniseCard": {
      const { cardHash } = command;
      return accept(state.cardHash === cardHash ? [] : [{ type: "CardRecognised", cardHash }]);
    }
    case "WriteIntent":
      return writeIntent(command.intent, state);
    case "RecordAnswer":
      return recordAnswer(command, state);
    case "ObservePayment":
      return observePayment(command.payment, state);
    case "SeeWithdrawals":
      return seeWithdrawals(command, state);
    case "SetDue":
      return setDue(command, state);
    case "TakeCash":
    case "ReturnCash":
      return moveCash(command, state);
    case "RequestBalance":
      return requestBalance(command.holdId, state, refuseWhileUnpaid(state));
    case "AnswerBalance": {
      if (command.answer.isHeld && !isAmount(command.answer.amountMinor)) {
        return refuseAmount(command.answer.amountMinor);
      }
      return answerBalance(command.holdId, command.answer, state, refuseWhileUnpaid(state));
    }
    case "ReleaseBalance":
      return releaseBalance(command.holdId, state);
    case "OpenDebt": {
      const { amountMinor, code } = command;
      if (state.debt?.amountMinor === amountMinor) return accept([]);
      return accept([{ type: "DebtOpened", amountMinor, code }]);
    }
    case "SettleDebt":
      return accept(state.debt === null ? [] : [{ type: "DebtSettled" }]);
    case "PayDebt":
      return payDebt(command.payer, state);
    case "CallOffPayment":
      return callOffPayment(state);
    case "ForgiveDebt":
      return forgiveDebt(command.by, state);
    default:
      return command satisfies never;
  }
}

function openCharge(
  command: Extract<ChargeCommand, { type: "OpenCharge" }>,
  state: ChargeState,
): Result<ChargeEvent[]> {
  if (state.status !== "unopened") throw new Error("a charge was opened twice");
  const { chargeId, payer, currency, holdMinor } = command;
  if (!isAmount(holdMinor)) return refuseAmount(holdMinor);
  const opened: ChargeEvent = { type: "ChargeOpened", chargeId, payer, currency };
  if (holdMinor === 0 || payer.kind === "cash") return accept([opened]);
  const intent = makeHoldIntent({ ...state, chargeId }, payer, holdMinor);
  return accept([opened, { type: "IntentWritten", intent }]);
}

function writeIntent(intent: Intent, state: ChargeState): Result<ChargeEvent[]> {
  if (state.pending !== null) {
    return refuse("version-conflict", `intent ${state.pending.number} has no answer yet`);
  }
  if (intent.number !== state.lastNumber + 1) {
    return refuse("version-conflict", `intent ${intent.number} is not the next one`);
  }
  if (!isAmount(intent.amountMinor)) return refuseAmount(intent.amountMinor);
  return accept([{ type: "IntentWritten", intent }]);
}

/** An answer that is already known, or that comes to another intent, changes nothing. */
function recordAnswer(
  command: Extract<ChargeCommand, { type: "RecordAnswer" }>,
  state: ChargeState,
): Result<ChargeEvent[]> {
  const { number, outcome, payment } = command;
  const { pending } = state;
  if (pending?.number !== number) return accept([]);
  if (payment !== null) checkSnapshot(payment);
  if (payment !== null && payment.paymentId !== pending.paymentId) {
    throw new Error(`an answer on ${payment.paymentId} to a call on ${pending.paymentId}`);
  }
  if (outcome.kind === "done") checkDone(pending, payment);
  return accept([{ type: "CallAnswered", number, outcome, payment }]);
}

/**
 * What is called done and has left no mark would be done again, with real money. A hold is let off:
 * it is there or it is not, and may have lapsed by the time that it is looked up.
 */
function checkDone(intent: Intent, payment: PaymentSnapshot | null): void {
  if (payment !== null && (intent.action === "hold" || hasHappened(intent, payment))) return;
  const status = payment?.status ?? "not there";
  throw new Error(`a ${intent.action} is said to be done, and its payment is ${status}`);
}

function hasHappened({ action, amountMinor }: Intent, payment: PaymentSnapshot): boolean {
  const { status, heldMinor, refundedMinor } = payment;
  switch (action) {
    case "hold":
      return status === "held" || status === "captured";
    case "increase":
      return status === "held" && heldMinor >= amountMinor;
    case "capture":
    case "collect":
      return status === "captured";
    case "release":
      return status === "released";
    case "refund":
      return refundedMinor >= amountMinor;
    default:
      return action satisfies never;
  }
}

function observePayment(payment: PaymentSnapshot, state: ChargeState): Result<ChargeEvent[]> {
  checkSnapshot(payment);
  const { paymentId } = payment;
  if (!isOurs(paymentId, state)) throw new Error(`payment ${paymentId} is of another charge`);
  const known = state.payments.get(paymentId);
  if (known !== undefined && isOlder(payment, known)) return accept([]);
  const { pending } = state;
  const outcome = pending === null ? null : readOutcome(pending, known, payment);
  if (pending !== null && outcome !== null) {
    return accept([{ type: "CallAnswered", number: pending.number, outcome, payment }]);
  }
  if (known !== undefined && isSame(payment, known)) return accept([]);
  return accept([{ type: "PaymentObserved", payment }]);
}

/** What is new of them. What came back stays back: a word that it was taken is an older one. */
function seeWithdrawals(
  { paymentId, withdrawals }: Extract<ChargeCommand, { type: "SeeWithdrawals" }>,
  state: ChargeState,
): Result<ChargeEvent[]> {
  if (!isOurs(paymentId, state)) throw new Error(`payment ${paymentId} is of another charge`);
  const news = withdrawals.filter(({ withdrawalId, amountMinor }) => {
    if (!isAmount(amountMinor)) throw new Error(`a withdrawal of ${amountMinor}`);
    const knownMinor = state.withdrawals.get(withdrawalId)?.amountMinor;
    return knownMinor !== 0 && knownMinor !== amountMinor;
  });
  return accept(
    news.map((withdrawal) => ({ type: "WithdrawalSeen", paymentId, withdrawal }) as const),
  );
}

/** An intent names it; or one did that was lost with the disk, and the charge's payer was asked. */
function isOurs(paymentId: string, { chargeId, payer, payers }: ChargeState): boolean {
  if (payers.has(paymentId)) return true;
  return payer.kind !== "cash" && paymentId.startsWith(`${chargeId}.`);
}

/**
 * What a payment that was seen says of the call on it that has no answer; null where it says
 * nothing. A bank that takes its time never notifies us otherwise: the provider answers the same call
 * as it did the first time.
 */
function readOutcome(
  pending: Intent,
  known: PaymentSnapshot | undefined,
  payment: PaymentSnapshot,
): CallOutcome | null {
  // Which refund it was that a payment shows cannot be seen from the sum.
  if (payment.paymentId !== pending.paymentId || pending.action === "refund") return null;
  if (hasHappened(pending, payment)) return { kind: "done" };
  const isAsking = pending.action === "hold" || pending.action === "collect";
  if (isAsking && known?.status === "processing" && payment.status === "declined") {
    return { kind: "declined", code: "declined", isRetryable: true };
  }
  return null;
}

function isSame(a: PaymentSnapshot, b: PaymentSnapshot): boolean {
  return (
    a.status === b.status &&
    a.heldMinor === b.heldMinor &&
    a.capturedMinor === b.capturedMinor &&
    a.refundedMinor === b.refundedMinor
  );
}

/** The provider's own books must add up, or nothing that follows does. */
function checkSnapshot({ capturedMinor, refundedMinor, heldMinor }: PaymentSnapshot): void {
  if (![capturedMinor, refundedMinor, heldMinor].every(isAmount) || refundedMinor > capturedMinor) {
    throw new Error(`a payment of ${capturedMinor} captured and ${refundedMinor} refunded`);
  }
}

function setDue(
  { dueMinor, cause }: Extract<ChargeCommand, { type: "SetDue" }>,
  state: ChargeState,
): Result<ChargeEvent[]> {
  if (!isAmount(dueMinor)) return refuseAmount(dueMinor);
  if (state.dueMinor === dueMinor) return accept([]);
  const due: ChargeEvent = { type: "DueSet", dueMinor, cause };
  // What does not change what a charge is owed needs no time.
  return accept([due, ...settleBalances(evolveCharge(state, due, 0))]);
}

function moveCash(
  { type, cashId, amountMinor, by }: Extract<ChargeCommand, { type: "TakeCash" | "ReturnCash" }>,
  state: ChargeState,
): Result<ChargeEvent[]> {
  const isTaken = type === "TakeCash";
  const known = state.cashMovements.get(cashId);
  if (known === (isTaken ? amountMinor : -amountMinor)) return accept([]);
  if (known !== undefined) return refuse("idempotency-key-reused", "other cash has this id");
  const busy = isTaken ? refuseWhileUnpaid(state) : refuseWhilePending(state);
  if (busy !== null) return busy;
  const missing = findMissing(state);
  const wanted = isTaken ? missing : -missing;
  if (wanted <= 0) return refuse("charge-not-open", "there is nothing to settle in cash");
  if (amountMinor !== wanted) {
    return refuse("cash-amount-wrong", `it is ${wanted} that has to be settled`);
  }
  return accept([{ type: isTaken ? "CashTaken" : "CashReturned", cashId, amountMinor, by }]);
}

function payDebt(
  payer: Extract<ChargePayer, { kind: "card" }>,
  state: ChargeState,
): Result<ChargeEvent[]> {
  const missing = findMissing(state);
  if (missing <= 0) return refuse("debt-not-open", "there is nothing to pay");
  const busy = refuseWhileUnpaid(state);
  if (busy !== null) return busy;
  const intent = { ...makeCollectIntent(state, payer, missing), isPayerPresent: true } as const;
  return accept([{ type: "IntentWritten", intent }]);
}

function callOffPayment(state: ChargeState): Result<ChargeEvent[]> {
  const busy = refuseWhilePending(state);
  if (busy !== null) return busy;
  const [open] = listUnconfirmed(state);
  if (open === undefined) return accept([]);
  const intent = makeReleaseIntent(state, state.payments.get(open.paymentId)!);
  return accept([{ type: "IntentWritten", intent }]);
}

function forgiveDebt(by: string, state: ChargeState): Result<ChargeEvent[]> {
  const missing = findMissing(state);
  if (missing <= 0) return refuse("debt-not-open", "there is nothing to waive");
  const busy = refuseWhilePending(state);
  if (busy !== null) return busy;
  return accept([{ type: "DebtForgiven", amountMinor: missing, by }]);
}

function refuseWhilePending({ pending }: ChargeState): Result<never> | null {
  if (pending === null) return null;
  return refuse("charge-not-open", "the provider has not answered yet; try again in a moment");
}

/** Money may be on its way, or still be confirmed: who took more now might take it twice. */
function refuseWhileUnpaid(state: ChargeState): Result<never> | null {
  const isProcessing = [...state.payments.values()].some(({ status }) => status === "processing");
  if (isProcessing) return refuse("charge-not-open", "the bank has not decided yet; try later");
  if (state.pending === null && listUnconfirmed(state).length > 0) {
    return refuse("charge-not-open", "a payment waits for confirmation; confirm or cancel it");
  }
  return refuseWhilePending(state);
}

function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function refuseAmount(value: number): Result<never> {
  return refuse("amount-invalid", `${value} is no amount in minor units`);
}

/** The provider keeps keys by this name: the same intent never has two. */
export function nameKey(chargeId: string, number: number, action: IntentAction): string {
  return `${chargeId}.${number}.${action}`;
}
