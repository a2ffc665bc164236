/** An account book that lasts as long as the process: for tests and demonstrations. */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import {
  type AccountBook,
  type AccountCharge,
  type AccountEntry,
  sumReversals,
} from "./account-book.ts";

export interface MemoryAccount {
  readonly accountId: string;
  readonly currency: string;
  /** What may stand open: taken and set aside, less what was given back. */
  readonly limitMinor: number;
}

/** Steps that are remembered; the book is full then. */
export const STEPS_MAX = 100_000;

interface KeptStep {
  readonly asked: string;
  readonly result: Result<AccountEntry>;
}

interface BookState {
  readonly accounts: ReadonlyMap<string, MemoryAccount>;
  readonly entries: Map<string, AccountEntry>;
  readonly steps: Map<string, KeptStep>;
}

type Reverse = Parameters<AccountBook["reverse"]>[0];

/** @throws RangeError from its functions where the book is full. */
export function createMemoryAccountBook(accounts: readonly MemoryAccount[]): AccountBook {
  const state: BookState = {
    accounts: new Map(accounts.map((account) => [account.accountId, account])),
    entries: new Map(),
    steps: new Map(),
  };
  return {
    reserve: async (step) => once(state, "reserve", step, () => reserve(state, step)),
    take: async (step) => once(state, "take", step, () => take(state, step)),
    post: async (step) => once(state, "post", step, () => post(state, step.paymentId, step.amountMinor)),
    release: async (step) => once(state, "release", step, () => release(state, step.paymentId)),
    reverse: async (step) => once(state, "reverse", step, () => reverse(state, step)),
    find: async (paymentId) => state.entries.get(paymentId) ?? null,
  };
}

function once(
  state: BookState,
  name: string,
  step: { readonly key: string },
  act: () => Result<AccountEntry>,
): Result<AccountEntry> {
  const asked = JSON.stringify([name, Object.entries(step).toSorted()]);
  const kept = state.steps.get(step.key);
  if (kept !== undefined) {
    if (kept.asked === asked) return kept.result;
    return refuse("idempotency-key-reused", `another step was asked with ${step.key}`);
  }
  if (state.steps.size >= STEPS_MAX) throw new RangeError("the account book is full");
  const result = act();
  if (result.ok) state.entries.set(result.value.paymentId, result.value);
  state.steps.set(step.key, { asked, result });
  return result;
}

function reserve(
  { accounts, entries }: BookState,
  { paymentId, accountId, amountMinor, currency }: AccountCharge,
): Result<AccountEntry> {
  const account = accounts.get(accountId);
  if (account === undefined) return refuse("account-unknown", accountId);
  if (account.currency !== currency) return refuse("currency-mismatch", account.currency);
  const before = entries.get(paymentId);
  if (before !== undefined && (before.state !== "reserved" || before.accountId !== accountId)) {
    return refuse("charge-not-open", `the payment is ${before.state}`);
  }
  if (before !== undefined && amountMinor < before.reservedMinor) {
    return refuse("amount-invalid", "less than is set aside");
  }
  const open = sumOpen(entries, accountId) - (before?.reservedMinor ?? 0);
  if (open + amountMinor > account.limitMinor) {
    return refuse("account-limit-exceeded", `${account.limitMinor - open} is left`);
  }
  return accept({
    paymentId,
    accountId,
    currency,
    state: "reserved",
    reservedMinor: amountMinor,
    postedMinor: 0,
    reversals: [],
  });
}

function take(state: BookState, step: AccountCharge): Result<AccountEntry> {
  if (state.entries.has(step.paymentId)) return refuse("charge-not-open", "there is one already");
  const reserved = reserve(state, step);
  return reserved.ok ? accept(takeReserved(reserved.value, step.amountMinor)) : reserved;
}

function takeReserved(entry: AccountEntry, amountMinor: number): AccountEntry {
  return { ...entry, state: "posted", reservedMinor: 0, postedMinor: amountMinor };
}

function sumOpen(entries: BookState["entries"], accountId: string): number {
  let open = 0;
  for (const entry of entries.values()) {
    if (entry.accountId !== accountId) continue;
    open += entry.reservedMinor + entry.postedMinor - sumReversals(entry);
  }
  return open;
}

function post(
  { entries }: BookState,
  paymentId: string,
  amountMinor: number,
): Result<AccountEntry> {
  const entry = entries.get(paymentId);
  if (entry === undefined) return refuse("not-found", paymentId);
  if (entry.state !== "reserved") return refuse("charge-not-open", `it is ${entry.state}`);
  if (amountMinor > entry.reservedMinor) return refuse("amount-invalid", "more than set aside");
  return accept(takeReserved(entry, amountMinor));
}

function release({ entries }: BookState, paymentId: string): Result<AccountEntry> {
  const entry = entries.get(paymentId);
  if (entry === undefined) return refuse("not-found", paymentId);
  if (entry.state !== "reserved") return refuse("charge-not-open", `it is ${entry.state}`);
  return accept({ ...entry, state: "released", reservedMinor: 0 });
}

function reverse(
  { entries }: BookState,
  { paymentId, refundId, amountMinor }: Reverse,
): Result<AccountEntry> {
  const entry = entries.get(paymentId);
  if (entry === undefined) return refuse("not-found", paymentId);
  if (entry.reversals.some((reversal) => reversal.refundId === refundId)) return accept(entry);
  if (entry.state !== "posted") return refuse("charge-not-open", `it is ${entry.state}`);
  if (sumReversals(entry) + amountMinor > entry.postedMinor) {
    return refuse("refund-exceeds-captured", `of ${entry.postedMinor}`);
  }
  return accept({ ...entry, reversals: [...entry.reversals, { refundId, amountMinor }] });
}
