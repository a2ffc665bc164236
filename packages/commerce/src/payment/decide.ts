import { accept, type Result, refuse } from "../refusal.ts";
import type {
  CallOutcome,
  ChargeEvent,
  ChargePayer,
  Intent,
  IntentAction,
  PaymentSnapshot,
} from "./events.ts";
import { type ChargeState, findMissing, isOlder } from "./evolve.ts";
import { makeCollectIntent, makeHoldIntent } from "./plan.ts";

export type ChargeCommand =
  | {
      readonly type: "OpenCharge";
      readonly chargeId: string;
      readonly payer: ChargePayer;
      readonly currency: string;
      /** Held at once, minor units; 0 where nothing is. */
      readonly holdMinor: number;
    }
  | { readonly type: "WriteIntent"; readonly intent: Intent }
  | {
      readonly type: "RecordAnswer";
      readonly number: number;
      readonly outcome: CallOutcome;
      readonly payment: PaymentSnapshot | null;
    }
  | { readonly type: "ObservePayment"; readonly payment: PaymentSnapshot }
  | { readonly type: "SetDue"; readonly dueMinor: number; readonly cause: string }
  | {
      readonly type: "TakeCash" | "ReturnCash";
      readonly cashId: string;
      readonly amountMinor: number;
      readonly by: string;
    }
  | { readonly type: "OpenDebt"; readonly amountMinor: number; readonly code: string }
  | { readonly type: "SettleDebt" }
  /** Somebody pays a debt with another card, at a kiosk. */
  | { readonly type: "PayDebt"; readonly payer: Extract<ChargePayer, { kind: "card" }> }
  | { readonly type: "ForgiveDebt"; readonly by: string };

export function decideCharge(command: ChargeCommand, state: ChargeState): Result<ChargeEvent[]> {
  if (command.type === "OpenCharge") return openCharge(command, state);
  if (state.status === "unopened") return refuse("not-found", "there is no such charge");
  switch (command.type) {
    case "WriteIntent":
      return writeIntent(command.intent, state);
    case "RecordAnswer":
      return recordAnswer(command, state);
    case "ObservePayment":
      return observePayment(command.payment, state);
    case "SetDue":
      return setDue(command, state);
    case "TakeCash":
    case "ReturnCash":
      return moveCash(command, state);
    case "OpenDebt": {
      const { amountMinor, code } = command;
      if (state.debt?.amountMinor === amountMinor) return accept([]);
      return accept([{ type: "DebtOpened", amountMinor, code }]);
    }
    case "SettleDebt":
      return accept(state.debt === null ? [] : [{ type: "DebtSettled" }]);
    case "PayDebt":
      return payDebt(command.payer, state);
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
  if (state.pending?.number !== number) return accept([]);
  if (payment !== null) checkSnapshot(payment);
  return accept([{ type: "CallAnswered", number, outcome, payment }]);
}

function observePayment(payment: PaymentSnapshot, state: ChargeState): Result<ChargeEvent[]> {
  checkSnapshot(payment);
  const known = state.payments.get(payment.paymentId);
  const isOurs = known !== undefined || state.pending?.paymentId === payment.paymentId;
  if (!isOurs && !payment.paymentId.startsWith(`${state.chargeId}.`)) {
    throw new Error(`payment ${payment.paymentId} is of another charge`);
  }
  if (known !== undefined && (isOlder(payment, known) || isSame(payment, known))) {
    return accept([]);
  }
  return accept([{ type: "PaymentObserved", payment }]);
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
  return accept([{ type: "DueSet", dueMinor, cause }]);
}

function moveCash(
  { type, cashId, amountMinor, by }: Extract<ChargeCommand, { type: "TakeCash" | "ReturnCash" }>,
  state: ChargeState,
): Result<ChargeEvent[]> {
  if (state.cashIds.has(cashId)) return accept([]);
  if (state.pending !== null) {
    return refuse("charge-not-open", "the provider has not answered yet; try again in a moment");
  }
  const missing = findMissing(state);
  const wanted = type === "TakeCash" ? missing : -missing;
  if (wanted <= 0) return refuse("charge-not-open", "there is nothing to settle in cash");
  if (amountMinor !== wanted) {
    return refuse("cash-amount-wrong", `it is ${wanted} that has to be settled`);
  }
  const moved = type === "TakeCash" ? "CashTaken" : "CashReturned";
  return accept([{ type: moved, cashId, amountMinor, by }]);
}

function payDebt(
  payer: Extract<ChargePayer, { kind: "card" }>,
  state: ChargeState,
): Result<ChargeEvent[]> {
  const missing = findMissing(state);
  if (missing <= 0 || state.dueMinor === null) {
    return refuse("debt-not-open", "there is nothing to pay");
  }
  if (state.pending !== null) {
    return refuse("charge-not-open", "the provider has not answered yet; try again in a moment");
  }
  return accept([{ type: "IntentWritten", intent: makeCollectIntent(state, payer, missing) }]);
}

function forgiveDebt(by: string, state: ChargeState): Result<ChargeEvent[]> {
  const missing = findMissing(state);
  if (missing <= 0) return refuse("debt-not-open", "there is nothing to forgive");
  if (state.pending !== null) {
    return refuse("charge-not-open", "the provider has not answered yet; try again in a moment");
  }
  return accept([{ type: "DebtForgiven", amountMinor: missing, by }]);
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
