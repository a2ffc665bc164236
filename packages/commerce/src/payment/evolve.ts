import type { BalanceKind, ReleaseCause } from "@saunter/protocol/balance-kinds";
import type {
  CallOutcome,
  ChargeEvent,
  ChargePayer,
  Intent,
  PaymentSnapshot,
  Withdrawal,
} from "./events.ts";

export interface ChargeState {
  readonly status: "unopened" | "open";
  readonly chargeId: string;
  readonly payer: ChargePayer;
  /** Of the payer's card; null where the provider does not tell cards apart. */
  readonly cardHash: string | null;
  readonly currency: string;
  /** Null while the visit goes on. */
  readonly dueMinor: number | null;
  /** The call that was written down and has no answer. */
  readonly pending: (Intent & { readonly writtenMs: number }) | null;
  /** By payment id, in the order in which they were first seen. */
  readonly payments: ReadonlyMap<string, PaymentSnapshot>;
  /** What others took, by the provider's id. */
  readonly withdrawals: ReadonlyMap<string, Withdrawal & { readonly paymentId: string }>;
  /** Refunds that were written down, as `nameRefund` names them; any other is not of this journal. */
  readonly refundIds: ReadonlySet<string>;
  /** Whom each payment was asked of, by payment id: the same get it back. */
  readonly payers: ReadonlyMap<string, Intent["payer"]>;
  readonly takenCashMinor: number;
  readonly returnedCashMinor: number;
  readonly forgivenMinor: number;
  readonly debt: Debt | null;
  /** The last intent's number. */
  readonly lastNumber: number;
  /** Answers other than done, since the same was done last with the same payer. */
  readonly failures: readonly Failure[];
  /** Cash movements by their ids, so that none counts twice: taken above 0, returned below. */
  readonly cashMovements: ReadonlyMap<string, number>;
  /** Holds on gift cards and points by their ids, in the order in which they were asked for. */
  readonly balances: ReadonlyMap<string, ChargeBalance>;
}

export interface ChargeBalance {
  readonly holdId: string;
  readonly status: "requested" | "held" | "captured" | "released";
  /** Null until the chain has answered. */
  readonly card: {
    readonly balanceId: string;
    readonly kind: BalanceKind;
    readonly lastFour: string;
  } | null;
  readonly heldMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Why it was released; null where it was not. */
  readonly cause: ReleaseCause | null;
}

export interface Debt {
  readonly amountMinor: number;
  readonly sinceMs: number;
  readonly code: string;
}

export interface Failure {
  readonly action: Intent["action"];
  readonly paymentId: string;
  readonly payer: Intent["payer"];
  readonly atMs: number;
  readonly outcome: Exclude<CallOutcome, { kind: "done" }>;
}

export const UNOPENED_CHARGE: ChargeState = {
  status: "unopened",
  chargeId: "",
  payer: { kind: "cash" },
  cardHash: null,
  currency: "",
  dueMinor: null,
  pending: null,
  payments: new Map(),
  withdrawals: new Map(),
  refundIds: new Set(),
  payers: new Map(),
  takenCashMinor: 0,
  returnedCashMinor: 0,
  forgivenMinor: 0,
  debt: null,
  lastNumber: 0,
  failures: [],
  cashMovements: new Map(),
  balances: new Map(),
};

export function evolveCharge(state: ChargeState, event: ChargeEvent, atMs: number): ChargeState {
  switch (event.type) {
    case "ChargeOpened": {
      const { chargeId, payer, currency } = event;
      return { ...state, status: "open", chargeId, payer, currency };
    }
    case "CardRecognised":
      return { ...state, cardHash: event.cardHash };
    case "IntentWritten": {
      const { intent } = event;
      if (state.pending !== null || intent.number !== state.lastNumber + 1) {
        throw new Error(`intent ${intent.number} follows ${state.lastNumber}`);
      }
      const payers = new Map(state.payers).set(intent.paymentId, intent.payer);
      const pending = { ...intent, writtenMs: atMs };
      const refundIds =
        intent.action === "refund"
          ? new Set(state.refundIds).add(nameRefund(intent))
          : state.refundIds;
      return { ...state, pending, payers, refundIds, lastNumber: intent.number };
    }
    case "CallAnswered":
      return answer(state, event, atMs);
    case "PaymentObserved":
      return { ...state, payments: withPayment(state.payments, event.payment) };
    case "WithdrawalSeen": {
      const { paymentId, withdrawal } = event;
      const withdrawals = new Map(state.withdrawals);
      withdrawals.set(withdrawal.withdrawalId, { ...withdrawal, paymentId });
      return { ...state, withdrawals };
    }
    case "DueSet": {
      const { dueMinor } = event;
      // What is not due any more is not forgiven either: nobody gets back what they never paid.
      const owedMinor = Math.max(0, dueMinor - findSettled(state));
      return { ...state, dueMinor, forgivenMinor: Math.min(state.forgivenMinor, owedMinor) };
    }
    case "CashTaken": {
      const { cashId, amountMinor } = event;
      const cashMovements = new Map(state.cashMovements).set(cashId, amountMinor);
      return { ...state, cashMovements, takenCashMinor: state.takenCashMinor + amountMinor };
    }
    case "CashReturned": {
      const { cashId, amountMinor } = event;
      const cashMovements = new Map(state.cashMovements).set(cashId, -amountMinor);
      return { ...state, cashMovements, returnedCashMinor: state.returnedCashMinor + amountMinor };
    }
    case "BalanceRequested":
    case "BalanceHeld":
    case "BalanceCaptured":
    case "BalanceReleased":
    case "BalanceRefunded": {
      const before = state.balances.get(event.holdId) ?? { ...NO_BALANCE, holdId: event.holdId };
      const balances = new Map(state.balances).set(event.holdId, evolveBalance(before, event));
      return { ...state, balances };
    }
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

const NO_BALANCE: Omit<ChargeBalance, "holdId"> = {
  status: "requested",
  card: null,
  heldMinor: 0,
  capturedMinor: 0,
  refundedMinor: 0,
  cause: null,
};

function evolveBalance(
  balance: ChargeBalance,
  event: Extract<ChargeEvent, { holdId: string }>,
): ChargeBalance {
  switch (event.type) {
    case "BalanceRequested":
      return balance;
    case "BalanceHeld": {
      const { balanceId, kind, lastFour, amountMinor } = event;
      const card = { balanceId, kind, lastFour };
      return { ...balance, status: "held", card, heldMinor: amountMinor };
    }
    case "BalanceCaptured":
      return { ...balance, status: "captured", heldMinor: 0, capturedMinor: event.amountMinor };
    case "BalanceReleased":
      return { ...balance, status: "released", heldMinor: 0, cause: event.cause };
    case "BalanceRefunded":
      return { ...balance, refundedMinor: balance.refundedMinor + event.amountMinor };
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
  const { action, paymentId, payer } = pending;
  const failures =
    outcome.kind === "done"
      ? state.failures.filter((one) => one.action !== action || !isSamePayer(one.payer, payer))
      : [...state.failures, { action, paymentId, payer, atMs, outcome }];
  return { ...state, pending: null, payments, failures };
}

/** What a refund is known by at the provider. */
export function nameRefund({ paymentId, number }: Intent): string {
  return `${paymentId}.r${number}`;
}

export function isSamePayer(a: ChargePayer, b: ChargePayer): boolean {
  if (a.kind === "card") return b.kind === "card" && a.token === b.token;
  if (a.kind === "account") return b.kind === "account" && a.accountId === b.accountId;
  return b.kind === "cash";
}

/**
 * A newer word on a payment takes the older one's place, unless it is the older one that comes late:
 * what was captured and refunded only grows, a hold too while it lasts, and an end is an end.
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
    RANK[payment.status] < RANK[known.status] ||
    (payment.status === known.status && payment.heldMinor < known.heldMinor)
  );
}

/** A payment that waits for the payer, and where they confirm it. */
export interface Unconfirmed {
  readonly paymentId: string;
  /** Null where the provider does not say any more. */
  readonly actionUrl: string | null;
  readonly atMs: number;
}

/** Payments that their payers have yet to confirm, in the order in which they were asked for. */
export function listUnconfirmed({ payments, failures }: ChargeState): Unconfirmed[] {
  return failures.flatMap(({ paymentId, outcome, atMs }) => {
    const isOpen = payments.get(paymentId)?.status === "needs-action";
    if (outcome.kind !== "needs-action" || !isOpen) return [];
    return [{ paymentId, actionUrl: outcome.actionUrl || null, atMs }];
  });
}

/** What we have taken less what we have given back, whatever others did since; minor units. */
function findSettled(state: ChargeState): number {
  let settled = state.takenCashMinor - state.returnedCashMinor;
  for (const { capturedMinor, refundedMinor } of state.payments.values()) {
    settled += capturedMinor - refundedMinor;
  }
  for (const { capturedMinor, refundedMinor } of state.balances.values()) {
    settled += capturedMinor - refundedMinor;
  }
  return settled;
}

/** What of what was taken has been given back: by the provider, in cash, and to gift cards and points. */
export function findGivenBack({ payments, balances, returnedCashMinor }: ChargeState): number {
  let givenBack = returnedCashMinor;
  for (const { refundedMinor } of payments.values()) givenBack += refundedMinor;
  for (const { refundedMinor } of balances.values()) givenBack += refundedMinor;
  return givenBack;
}

export interface Withdrawn {
  /** By refunds at the provider. */
  readonly refundMinor: number;
  /** By disputes. */
  readonly disputeMinor: number;
  readonly totalMinor: number;
}

/**
 * What others took from a payment: never more than was left of it. A bank may take back what was
 * refunded at the same time.
 */
export function findWithdrawn({ withdrawals }: ChargeState, payment: PaymentSnapshot): Withdrawn {
  const told = { refund: 0, dispute: 0 };
  for (const { paymentId, kind, amountMinor } of withdrawals.values()) {
    if (paymentId === payment.paymentId) told[kind] += amountMinor;
  }
  const leftMinor = payment.capturedMinor - payment.refundedMinor;
  const refundMinor = Math.min(told.refund, leftMinor);
  const disputeMinor = Math.min(told.dispute, leftMinor - refundMinor);
  return { refundMinor, disputeMinor, totalMinor: refundMinor + disputeMinor };
}

/** What others took as the provider reports it, also where a payment had less left; minor units. */
export function sumReported({ withdrawals }: ChargeState): number {
  return [...withdrawals.values()].reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** What others took from all payments. */
export function sumWithdrawn(state: ChargeState): Withdrawn {
  const sum = { refundMinor: 0, disputeMinor: 0, totalMinor: 0 };
  for (const payment of state.payments.values()) {
    const { refundMinor, disputeMinor, totalMinor } = findWithdrawn(state, payment);
    sum.refundMinor += refundMinor;
    sum.disputeMinor += disputeMinor;
    sum.totalMinor += totalMinor;
  }
  return sum;
}

/** What has been taken less what has been given back or taken by others, minor units. */
export function findNet(state: ChargeState): number {
  return findSettled(state) - sumWithdrawn(state).totalMinor;
}

/** Whether the payer's own card or account has paid something that they have not got back. */
export function hasPayerPaid(state: ChargeState): boolean {
  return [...state.payments.values()].some((payment) => {
    const asked = state.payers.get(payment.paymentId) ?? state.payer;
    const withdrawnMinor = findWithdrawn(state, payment).totalMinor;
    const keptMinor = payment.capturedMinor - payment.refundedMinor - withdrawnMinor;
    return keptMinor > 0 && isSamePayer(asked, state.payer);
  });
}

/**
 * What is still missing (above 0) or too much (below 0); 0 while nothing is due yet. What others took
 * is not asked for again; and it counts where a receipt is corrected, so that nobody gets it twice.
 */
export function findMissing(state: ChargeState): number {
  if (state.dueMinor === null) return 0;
  const wanted = state.dueMinor - state.forgivenMinor;
  const missing = wanted - findSettled(state);
  return missing > 0 ? missing : Math.min(0, wanted - findNet(state));
}

/**
 * What of the amount due was neither forgiven nor taken back by others: 0 while nothing is due yet. What others took
 * counts as far as it did not have to go back in any case.
 */
export function findKept(state: ChargeState): number {
  if (state.dueMinor === null) return 0;
  const wanted = state.dueMinor - state.forgivenMinor;
  const tooMuch = Math.max(0, findSettled(state) - wanted);
  const lost = Math.max(0, sumWithdrawn(state).totalMinor - tooMuch);
  return Math.max(0, wanted - lost);
}
