/** The shop's own accounts in its own journal: what badges charge to, within limits. */
import {
  type AccountCommand,
  type AccountPayment,
  decideAccount,
  findPayment,
} from "@saunter/commerce/account/account";
import { findInstant, findWallMs } from "@saunter/commerce/calendar/shop-instant";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import type { AccountBook, AccountCharge, AccountEntry } from "./account-book.ts";

export interface ShopAccount {
  readonly accountId: string;
  /** What may be spent in a period, minor units. */
  readonly limitMinor: number;
  readonly period: "day" | "week" | "month";
}

/**
 * A book whose every step is on the disk before it is answered.
 *
 * @param timeZone the shop's, an IANA name: periods begin on its clock.
 */
export function createStoreAccountBook(
  store: Store,
  accounts: ReadonlyMap<string, ShopAccount>,
  currency: string,
  timeZone: string,
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
      const periodMs = findPeriodStart(account.period, tx.atMs, timeZone);
      const command: AccountCommand = { type, paymentId, amountMinor, limitMinor, periodMs };
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
      const payment = findPayment(store.read("account", accountId), paymentId);
      return payment === null ? null : toEntry(accountId, paymentId, payment, currency);
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
  const payment = findPayment(tx.read("account", accountId), command.paymentId);
  if (payment === null) throw new Error("an account's step wrote nothing");
  return accept(toEntry(accountId, command.paymentId, payment, currency));
}

function findAccountOf({ db }: Pick<Transaction, "db">, paymentId: string): string | null {
  const row = prepared(db, "SELECT account_id FROM account_payments WHERE payment_id = ?").get(
    paymentId,
  );
  return row === undefined ? null : (row.account_id as string);
}

const DAY_MS = 86_400_000;

/** When the day, the week (on Mondays) or the month began that it is on the shop's clock, Unix ms. */
export function findPeriodStart(
  period: ShopAccount["period"],
  atMs: number,
  timeZone: string,
): number {
  const wall = new Date(findWallMs(atMs, timeZone));
  const daysBack = { day: 0, week: (wall.getUTCDay() + 6) % 7, month: wall.getUTCDate() - 1 };
  const first = new Date(wall.getTime() - daysBack[period] * DAY_MS);
  return findInstant(
    Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), first.getUTCDate()),
    timeZone,
  );
}

function toEntry(
  accountId: string,
  paymentId: string,
  payment: AccountPayment,
  currency: string,
): AccountEntry {
  const { reservedMinor, postedMinor, isReleased, reversals } = payment;
  return {
    paymentId,
    accountId,
    currency,
    reservedMinor,
    postedMinor,
    reversals,
    state: postedMinor > 0 ? "posted" : isReleased ? "released" : "reserved",
  };
}
