/** A provider of payments for property tests, as small as can be: what has really moved is known. */
import { nameKey } from "./decide.ts";
import type { CallOutcome, Intent, PaymentSnapshot, Withdrawal } from "./events.ts";

const HOLD_MS = 48 * 3_600_000;
export const KEYS_KEPT_MS = 24 * 3_600_000;

/** What bank and provider make of a call. */
export type Mood =
  | "yes"
  | "no"
  | "never"
  /** The payer has to confirm. */
  | "confirm"
  /** The bank takes its time. */
  | "ponder";

interface Payment extends PaymentSnapshot {
  readonly isHold: boolean;
  /** What is to be held or taken. */
  readonly wantedMinor: number;
}

export interface Reply {
  /** Null: nobody can say yet. */
  readonly outcome: CallOutcome | null;
  readonly payment: PaymentSnapshot | null;
}

export type ModelWithdrawal = Withdrawal & { readonly paymentId: string };

export interface ProviderModel {
  nowMs: number;
  readonly payments: Map<string, Payment>;
  readonly keys: Map<string, { readonly atMs: number; readonly reply: Reply }>;
  readonly refundKeys: Set<string>;
  /** What others took, by its id. */
  readonly withdrawals: Map<string, ModelWithdrawal>;
  /** Every state that a withdrawal was ever in. */
  readonly toldWithdrawals: ModelWithdrawal[];
  /** Every state that a payment was ever in: notices of it come late, twice and in any order. */
  readonly told: PaymentSnapshot[];
}

export function createModel(): ProviderModel {
  return {
    nowMs: 0,
    payments: new Map(),
    keys: new Map(),
    refundKeys: new Set(),
    told: [],
    withdrawals: new Map(),
    toldWithdrawals: [],
  };
}

function toSnapshot({ isHold: _, wantedMinor: __, ...snapshot }: Payment): PaymentSnapshot {
  return snapshot;
}

/** The state of a payment, or null where there is none. */
export function findPayment({ payments }: ProviderModel, paymentId: string) {
  const payment = payments.get(paymentId);
  return payment === undefined ? null : toSnapshot(payment);
}

/** Holds lapse and keys are forgotten. */
export function passTime(model: ProviderModel, byMs: number): void {
  model.nowMs += byMs;
  for (const payment of model.payments.values()) {
    if (payment.status === "held" && payment.holdExpiresMs! <= model.nowMs) {
      keep(model, { ...payment, status: "released", heldMinor: 0, holdExpiresMs: null });
    }
  }
  for (const [key, { atMs }] of model.keys) {
    if (atMs + KEYS_KEPT_MS <= model.nowMs) model.keys.delete(key);
  }
}

/** The payer, or the bank, makes up their mind; "slow" hands a confirmed payment to the bank. */
export function settleOpen(
  model: ProviderModel,
  from: "needs-action" | "processing",
  at: number,
  to: "yes" | "no" | "slow",
): void {
  const open = [...model.payments.values()].filter(({ status }) => status === from);
  const payment = open[at % open.length];
  if (payment === undefined) return;
  if (to === "yes") keep(model, take(model, payment));
  else keep(model, { ...payment, status: to === "no" ? "declined" : "processing", heldMinor: 0 });
}

/** What the shop charged less what it refunded. */
export function sumSettled({ payments }: ProviderModel): number {
  let settled = 0;
  for (const { capturedMinor, refundedMinor } of payments.values()) {
    settled += capturedMinor - refundedMinor;
  }
  return settled;
}

/** What the payer is without in the end. */
export function sumNet(model: ProviderModel): number {
  return sumSettled(model) - sumTaken(model, [...model.payments.keys()]);
}

function sumTaken({ withdrawals }: ProviderModel, paymentIds: readonly string[]): number {
  return [...withdrawals.values()]
    .filter(({ paymentId }) => paymentIds.includes(paymentId))
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

function findLeft(model: ProviderModel, { paymentId, capturedMinor, refundedMinor }: Payment) {
  return capturedMinor - refundedMinor - sumTaken(model, [paymentId]);
}

/** Others take from a payment of which something is left, at most so much. */
export function withdraw(
  model: ProviderModel,
  at: number,
  kind: Withdrawal["kind"],
  mostMinor: number,
): void {
  const open = [...model.payments.values()].filter((payment) => findLeft(model, payment) > 0);
  const payment = open[at % open.length];
  if (payment === undefined) return;
  const amountMinor = Math.min(mostMinor, findLeft(model, payment));
  const withdrawalId = `w${model.withdrawals.size}`;
  putWithdrawal(model, { withdrawalId, kind, amountMinor, paymentId: payment.paymentId });
}

/** What was taken comes back. */
export function undoWithdrawal(model: ProviderModel, at: number): void {
  const withdrawal = [...model.withdrawals.values()][at];
  if (withdrawal !== undefined) putWithdrawal(model, { ...withdrawal, amountMinor: 0 });
}

function putWithdrawal(model: ProviderModel, withdrawal: ModelWithdrawal): void {
  model.withdrawals.set(withdrawal.withdrawalId, withdrawal);
  model.toldWithdrawals.push(withdrawal);
}

export function callModel(
  model: ProviderModel,
  chargeId: string,
  intent: Intent,
  mood: Mood,
): Reply {
  const key = nameKey(chargeId, intent.number, intent.action);
  const kept = model.keys.get(key);
  if (kept !== undefined) return kept.reply;
  const reply = perform(model, intent, mood, key);
  model.keys.set(key, { atMs: model.nowMs, reply });
  return reply;
}

function keep(model: ProviderModel, payment: Payment): Payment {
  const { capturedMinor, refundedMinor, paymentId } = payment;
  if (refundedMinor > capturedMinor) throw new Error("more was refunded than was charged");
  model.payments.set(paymentId, payment);
  model.told.push(toSnapshot(payment));
  return payment;
}

function take(model: ProviderModel, payment: Payment): Payment {
  const { isHold, wantedMinor } = payment;
  if (!isHold) return { ...payment, status: "captured", capturedMinor: wantedMinor };
  const holdExpiresMs = model.nowMs + HOLD_MS;
  return { ...payment, status: "held", heldMinor: wantedMinor, holdExpiresMs };
}

const done = (payment: Payment): Reply => ({
  outcome: { kind: "done" },
  payment: toSnapshot(payment),
});

const refused = (payment: Payment): Reply => ({
  outcome: { kind: "refused", code: `payment-${payment.status}`, message: "" },
  payment: toSnapshot(payment),
});

const declined = (payment: Payment, mood: Mood): Reply => ({
  outcome: { kind: "declined", code: mood, isRetryable: mood === "no" },
  payment: toSnapshot(payment),
});

function perform(model: ProviderModel, intent: Intent, mood: Mood, key: string): Reply {
  const { action, paymentId, amountMinor, reference } = intent;
  if (action === "hold" || action === "collect") return create(model, intent, mood);
  const payment = model.payments.get(paymentId);
  if (payment === undefined || payment.reference !== reference) throw new Error("no such payment");
  const { status, heldMinor, capturedMinor, refundedMinor } = payment;
  if (action !== "release" && amountMinor <= 0) throw new Error(`a ${action} of nothing`);
  switch (action) {
    case "increase":
      if (status !== "held" || amountMinor <= heldMinor) return refused(payment);
      if (mood !== "yes") return declined(payment, "no");
      return done(keep(model, { ...payment, heldMinor: amountMinor }));
    case "capture":
      if (status !== "held" || amountMinor > heldMinor || mood === "never") return refused(payment);
      return done(
        keep(model, { ...payment, status: "captured", heldMinor: 0, capturedMinor: amountMinor }),
      );
    case "release":
      if (status === "released") return done(payment);
      if ((status !== "held" && status !== "needs-action") || mood === "never") {
        return refused(payment);
      }
      return done(keep(model, { ...payment, status: "released", heldMinor: 0 }));
    case "refund":
      if (model.refundKeys.has(key)) return done(payment);
      if (amountMinor > capturedMinor - refundedMinor) throw new Error("a refund of too much");
      if (mood === "never" || amountMinor > findLeft(model, payment)) return refused(payment);
      model.refundKeys.add(key);
      return done(keep(model, { ...payment, refundedMinor: refundedMinor + amountMinor }));
    default:
      return action satisfies never;
  }
}

function create(model: ProviderModel, intent: Intent, mood: Mood): Reply {
  const { action, paymentId, amountMinor } = intent;
  if (model.payments.has(paymentId)) throw new Error("a payment is asked for twice");
  if (amountMinor <= 0) throw new Error(`a ${action} of nothing`);
  const reference = `ref-${paymentId}`;
  const blank: Payment = {
    paymentId,
    reference,
    status: "declined",
    heldMinor: 0,
    capturedMinor: 0,
    refundedMinor: 0,
    holdExpiresMs: null,
    isHold: action === "hold",
    wantedMinor: amountMinor,
  };
  switch (mood) {
    case "yes":
      return done(keep(model, take(model, blank)));
    case "no":
    case "never":
      return declined(keep(model, blank), mood);
    case "confirm": {
      const outcome = { kind: "needs-action", actionUrl: "https://bank.invalid/1" } as const;
      return { outcome, payment: toSnapshot(keep(model, { ...blank, status: "needs-action" })) };
    }
    case "ponder":
      return {
        outcome: null,
        payment: toSnapshot(keep(model, { ...blank, status: "processing" })),
      };
    default:
      return mood satisfies never;
  }
}
