import type { CallOutcome, ChargeEvent, ChargePayer, Intent, PaymentSnapshot } from "./events.ts";

export interface ChargeState {
  readonly status: "unopened" | "open";
  readonly chargeId: string;
  readonly payer: ChargePayer;
  readonly currency: string;
  /** Null while the visit goes on. */
  readonly dueMinor: number | null;
  /** The call that was written down and has no answer. */
  readonly pending: (Intent & { readonly writtenMs: number }) | null;
  /** By payment id, in order of the first intent. */
  readonly payments: ReadonlyMap<string, PaymentSnapshot>;
  readonly takenCashMinor: number;
  readonly returnedCashMinor: number;
  readonly forgivenMinor: number;
  readonly debt: Debt | null;
  /** The last intent's number. */
  readonly lastNumber: number;
  /** Answers other than done, since the last one that was. */
  readonly failures: readonly Failure[];
  /** Cash movements known, so that none counts twice. */
  readonly cashIds: ReadonlySet<string>;
}

export interface Debt {
  readonly amountMinor: number;
  readonly sinceMs: number;
  readonly code: string;
}

export interface Failure {
  readonly action: Intent["action"];
  readonly paymentId: string;
  readonly atMs: number;
  readonly outcome: Exclude<CallOutcome, { kind: "done" }>;
}

export const UNOPENED_CHARGE: ChargeState = {
  status: "unopened",
  chargeId: "",
  payer: { kind: "cash" },
  currency: "",
  dueMinor: null,
  pending: null,
  payments: new Map(),
  takenCashMinor: 0,
  returnedCashMinor: 0,
  forgivenMinor: 0,
  debt: null,
  lastNumber: 0,
  failures: [],
  cashIds: new Set(),
};

export function evolveCharge(state: ChargeState, event: ChargeEvent, atMs: number): ChargeState {
  switch (event.type) {
    case "ChargeOpened": {
      const { chargeId, payer, currency } = event;
      return { ...state, status: "open", chargeId, payer, currency };
    }
    case "IntentWritten": {
      const { intent } = event;
      return { ...state, pending: { ...intent, writtenMs: atMs }, lastNumber: intent.number };
    }
    case "CallAnswered":
      return answer(state, event, atMs);
    case "PaymentObserved":
      return { ...state, payments: withPayment(state.payments, event.payment) };
    case "DueSet":
      return { ...state, dueMinor: event.dueMinor };
    case "CashTaken":
      return {
        ...withCashId(state, event.cashId),
        takenCashMinor: state.takenCashMinor + event.amountMinor,
      };
    case "CashReturned":
      return {
        ...withCashId(state, event.cashId),
        returnedCashMinor: state.returnedCashMinor + event.amountMinor,
      };
    case "DebtOpened": {
      const { amountMinor, code } = event;
      const sinceMs = state.debt?.sinceMs ?? atMs;
      return { ...state, debt: { amountMinor, code, sinceMs } };
    }
    case "DebtSettled":
      return { ...state, debt: null, failures: [] };
    case "DebtForgiven":
      return {
        ...state,
        debt: null,
        failures: [],
        forgivenMinor: state.forgivenMinor + event.amountMinor,
      };
    default:
      return event satisfies never;
  }
}

function answer(
  state: ChargeState,
  event: Extract<ChargeEvent, { type: "CallAnswered" }>,
  atMs: number,
): ChargeState {
  const { pending } = state;
  if (pending === null || pending.number !== event.number) {
    throw new Error(`an answer to intent ${event.number}, which is not pending`);
  }
  const payments =
    event.payment === null ? state.payments : withPayment(state.payments, event.payment);
  const { outcome } = event;
  if (outcome.kind === "done") return { ...state, pending: null, payments, failures: [] };
  const failure = { action: pending.action, paymentId: pending.paymentId, atMs, outcome };
  return { ...state, pending: null, payments, failures: [...state.failures, failure] };
}

/**
 * A newer word on a payment takes the older one's place, unless it is the older one that comes late:
 * what was captured and refunded only grows, and an end is an end.
 */
function withPayment(
  payments: ChargeState["payments"],
  payment: PaymentSnapshot,
): ChargeState["payments"] {
  const known = payments.get(payment.paymentId);
  if (known !== undefined && isOlder(payment, known)) return payments;
  return new Map(payments).set(payment.paymentId, payment);
}

const RANK: Readonly<Record<PaymentSnapshot["status"], number>> = {
  "needs-action": 0,
  processing: 1,
  declined: 2,
  held: 3,
  captured: 4,
  released: 4,
};

export function isOlder(payment: PaymentSnapshot, known: PaymentSnapshot): boolean {
  return (
    payment.capturedMinor < known.capturedMinor ||
    payment.refundedMinor < known.refundedMinor ||
    RANK[payment.status] < RANK[known.status]
  );
}

function withCashId(state: ChargeState, cashId: string): ChargeState {
  return { ...state, cashIds: new Set(state.cashIds).add(cashId) };
}

/** What has been taken less what has been given back, minor units. */
export function findNet(state: ChargeState): number {
  let net = state.takenCashMinor - state.returnedCashMinor;
  for (const payment of state.payments.values()) {
    net += payment.capturedMinor - payment.refundedMinor;
  }
  return net;
}

/** What is still missing (above 0) or too much (below 0); 0 while nothing is due yet. */
export function findMissing(state: ChargeState): number {
  if (state.dueMinor === null) return 0;
  return state.dueMinor - state.forgivenMinor - findNet(state);
}
