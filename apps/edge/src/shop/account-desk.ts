/** The shop's own accounts in its own journal: what badges charge to, within limits. */
import {
  type AccountCommand,
  type AccountPayment,
  decideAccount,
} from "@saunter/commerce/account/account";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import type { AccountBook, AccountCharge, AccountEntry } from "../payments/account-book.ts";
import { prepared } from "../store/prepared.ts";
import type { Store, Transaction } from "../store/store.ts";

export interface ShopAccount {
  readonly accountId: string;
  /** What may be spent in a period, minor units. */
  readonly limitMinor: number;
  readonly period: "day" | "week" | "month";
}

const DAY_MS = 86_400_000;

/** A book whose every step is on the disk before it is answered. */
export function createStoreAccountBook(
  store: Store,
  accounts: ReadonlyMap<string, ShopAccount>,
  currency: string,
): AccountBook {
  const step = (paymentId: string, command: AccountCommand): Promise<Result<AccountEntry>> =>
    store.transact((tx) => {
      const accountId = findAccountOf(tx, paymentId);
      if (accountId === null) return refuse("not-found", "there is no such payment");
      return decideOn(tx, accountId, command, currency);
    });
  const charge = (type: "Reserve" | "Take", request: AccountCharge) => {
    const { accountId, paymentId, amountMinor } = request;
    const account = accounts.get(accountId);
    if (account === undefined) return refuse("account-unknown", "there is no such account");
    if (request.currency !== currency) {
      return refuse("currency-mismatch", `accounts are kept in ${currency}`);
    }
    const { limitMinor } = account;
    return store.transact((tx) => {
      const sinceMs = findPeriodStart(account, tx.atMs);
      const command: AccountCommand = { type, paymentId, amountMinor, limitMinor, sinceMs };
      return decideOn(tx, accountId, command, currency);
    });
  };
  return {
    reserve: async (request) => charge("Reserve", request),
    take: async (request) => charge("Take", request),
    post: ({ paymentId, amountMinor }) => step(paymentId, { type: "Post", paymentId, amountMinor }),
    release: ({ paymentId }) => step(paymentId, { type: "Release", paymentId }),
    reverse: ({ paymentId, refundId, amountMinor }) =>
      step(paymentId, { type: "Reverse", paymentId, refundId, amountMinor }),
    find: async (paymentId) => {
      const accountId = findAccountOf(store, paymentId);
      if (accountId === null) return null;
      const payment = store.read("account", accountId).payments.get(paymentId);
      return payment === undefined ? null : toEntry(accountId, paymentId, payment, currency);
    },
  };
}

function decideOn(
  tx: Transaction,
  accountId: string,
  command: AccountCommand,
  currency: string,
): Result<AccountEntry> {
  const decided = decideAccount(command, tx.read("account", accountId));
  if (!decided.ok) return decided;
  if (decided.value.length > 0) tx.append("account", accountId, decided.value);
  const payment = tx.read("account", accountId).payments.get(command.paymentId);
  if (payment === undefined) throw new Error("an account's step left nothing behind");
  return accept(toEntry(accountId, command.paymentId, payment, currency));
}

function findAccountOf({ db }: Pick<Transaction, "db">, paymentId: string): string | null {
  const row = prepared(db, "SELECT account_id FROM account_payments WHERE payment_id = ?").get(
    paymentId,
  );
  return row === undefined ? null : (row.account_id as string);
}

/** Limits begin anew with the day, the week or the month, in UTC. */
function findPeriodStart({ period }: ShopAccount, nowMs: number): number {
  switch (period) {
    case "week": {
      // The first day of 1970 was a Thursday; weeks begin on Mondays.
      const day = Math.floor(nowMs / DAY_MS);
      return (day - ((day + 3) % 7)) * DAY_MS;
    }
    case "day":
      return Math.floor(nowMs / DAY_MS) * DAY_MS;
    case "month": {
      const now = new Date(nowMs);
      return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
    }
    default:
      return period satisfies never;
  }
}

function toEntry(
  accountId: string,
  paymentId: string,
  payment: AccountPayment,
  currency: string,
): AccountEntry {
  const { reservedMinor, postedMinor, isReleased, reversals } = payment;
  return {
    ...{ paymentId, accountId, currency, reservedMinor, postedMinor, reversals },
    state: postedMinor > 0 ? "posted" : isReleased ? "released" : "reserved",
  };
}
