import { accept, type Result, refuse } from "../refusal.ts";
import { findIn, putInto, type Trie } from "../trie.ts";
import type { AccountEvent } from "./events.ts";

export interface AccountPayment {
  readonly reservedMinor: number;
  readonly postedMinor: number;
  readonly reversedMinor: number;
  readonly isReleased: boolean;
  readonly reversals: readonly { readonly refundId: string; readonly amountMinor: number }[];
  /** When it was first asked for. */
  readonly atMs: number;
  /** Beginning of the period that all of it counts in. */
  readonly periodMs: number;
}

export interface AccountState {
  /** By id. */
  readonly payments: Trie<AccountPayment>;
  /** What counts in each period, minor units, by the period's beginning as text. */
  readonly spent: Trie<number>;
}

export const EMPTY_ACCOUNT: AccountState = { payments: null, spent: null };

const NO_PAYMENT: Omit<AccountPayment, "atMs" | "periodMs"> = {
  reservedMinor: 0,
  postedMinor: 0,
  reversedMinor: 0,
  isReleased: false,
  reversals: [],
};

export function evolveAccount(
  state: AccountState,
  event: AccountEvent,
  atMs: number,
): AccountState {
  const { paymentId } = event;
  const before = findPayment(state, paymentId) ?? beginPayment(event, atMs);
  const after = evolvePayment(before, event);
  const { periodMs } = after;
  const spentMinor = findSpent(state, periodMs) + sumPayment(after) - sumPayment(before);
  return {
    payments: putInto(state.payments, paymentId, after),
    spent: putInto(state.spent, String(periodMs), spentMinor),
  };
}

function beginPayment(event: AccountEvent, atMs: number): AccountPayment {
  if (event.type !== "AmountReserved") throw new Error(`${event.type} before AmountReserved`);
  return { ...NO_PAYMENT, atMs, periodMs: event.periodMs };
}

export function findPayment(state: AccountState, paymentId: string): AccountPayment | null {
  return findIn(state.payments, paymentId) ?? null;
}

/**
 * What counts in the period that began then: what is reserved or was posted of its payments, less
 * what was given back of them, whenever that was. Minor units.
 */
export function findSpent(state: AccountState, periodMs: number): number {
  return findIn(state.spent, String(periodMs)) ?? 0;
}

function sumPayment({ reservedMinor, postedMinor, reversedMinor }: AccountPayment): number {
  return reservedMinor + postedMinor - reversedMinor;
}

function evolvePayment(known: AccountPayment, event: AccountEvent): AccountPayment {
  switch (event.type) {
    case "AmountReserved":
      return { ...known, reservedMinor: event.amountMinor };
    case "AmountPosted":
      return { ...known, reservedMinor: 0, postedMinor: event.amountMinor };
    case "ReservationReleased":
      return { ...known, reservedMinor: 0, isReleased: true };
    case "AmountReversed": {
      const { refundId, amountMinor } = event;
      return {
        ...known,
        reversedMinor: known.reversedMinor + amountMinor,
        reversals: [...known.reversals, { refundId, amountMinor }],
      };
    }
    default:
      return event satisfies never;
  }
}

export type AccountCommand =
  | {
      /** Reserves, or raises what is reserved. */
      readonly type: "Reserve";
      readonly paymentId: string;
      readonly amountMinor: number;
      /** Of the period that the payment counts in; refused past it. */
      readonly limitMinor: number;
      /** Beginning of the period that it is now: a new payment counts in it. */
      readonly periodMs: number;
    }
  | {
      /** Reserves and posts at once. */
      readonly type: "Take";
      readonly paymentId: string;
      readonly amountMinor: number;
      readonly limitMinor: number;
      readonly periodMs: number;
    }
  | { readonly type: "Post"; readonly paymentId: string; readonly amountMinor: number }
  | { readonly type: "Release"; readonly paymentId: string }
  | {
      readonly type: "Reverse";
      readonly paymentId: string;
      readonly refundId: string;
      readonly amountMinor: number;
    };

/**
 * A step asked again changes nothing. Refused with `amount-invalid`, `account-limit-exceeded`,
 * `not-found`, `charge-not-open`, `refund-exceeds-captured`.
 */
export function decideAccount(
  command: AccountCommand,
  state: AccountState,
): Result<AccountEvent[]> {
  if (command.type !== "Release" && !isAmount(command.amountMinor)) {
    return refuse("amount-invalid", `${command.amountMinor} is no amount in minor units`);
  }
  const known = findPayment(state, command.paymentId);
  if (command.type === "Reserve") return reserve(command, state, known);
  if (command.type === "Take") return take(command, state, known);
  if (known === null) return refuse("not-found", "there is no such payment");
  const { paymentId } = command;
  switch (command.type) {
    case "Post":
      return post(command, known);
    case "Release":
      if (known.postedMinor > 0) return refuse("charge-not-open", "it has been posted");
      return accept(known.isReleased ? [] : [{ type: "ReservationReleased", paymentId }]);
    case "Reverse": {
      const { refundId, amountMinor } = command;
      if (known.reversals.some((one) => one.refundId === refundId)) return accept([]);
      if (known.postedMinor === 0) return refuse("charge-not-open", "nothing has been posted");
      const left = known.postedMinor - known.reversedMinor;
      if (amountMinor > left) {
        return refuse("refund-exceeds-captured", `only ${left} can be refunded`);
      }
      return accept([{ type: "AmountReversed", paymentId, refundId, amountMinor }]);
    }
    default:
      return command satisfies never;
  }
}

type Charge = Omit<Extract<AccountCommand, { type: "Reserve" }>, "type">;

function reserve(
  { paymentId, amountMinor, limitMinor, periodMs: nowPeriodMs }: Charge,
  state: AccountState,
  known: AccountPayment | null,
): Result<AccountEvent[]> {
  if (known !== null && (known.isReleased || known.postedMinor > 0)) {
    return refuse("charge-not-open", "the payment is closed");
  }
  const reservedMinor = known?.reservedMinor ?? 0;
  if (amountMinor === reservedMinor) return accept([]);
  if (amountMinor < reservedMinor) {
    return refuse("amount-invalid", `${reservedMinor} is reserved: it is raised, never lowered`);
  }
  // What was begun yesterday is raised within yesterday's limit: it counts nowhere else.
  const periodMs = known?.periodMs ?? nowPeriodMs;
  const others = findSpent(state, periodMs) - reservedMinor;
  if (others + amountMinor > limitMinor) {
    return refuse("account-limit-exceeded", "the account's limit would be exceeded");
  }
  return accept([{ type: "AmountReserved", paymentId, amountMinor, periodMs }]);
}

function take(
  charge: Charge,
  state: AccountState,
  known: AccountPayment | null,
): Result<AccountEvent[]> {
  const { paymentId, amountMinor } = charge;
  if (known?.postedMinor === amountMinor) return accept([]);
  const reserved = reserve(charge, state, known);
  if (!reserved.ok) return reserved;
  return accept([...reserved.value, { type: "AmountPosted", paymentId, amountMinor }]);
}

function post(
  { paymentId, amountMinor }: Extract<AccountCommand, { type: "Post" }>,
  { postedMinor, isReleased, reservedMinor }: AccountPayment,
): Result<AccountEvent[]> {
  if (postedMinor === amountMinor) return accept([]);
  if (postedMinor > 0 || isReleased) return refuse("charge-not-open", "the payment is closed");
  if (amountMinor > reservedMinor) {
    return refuse("amount-invalid", `only ${reservedMinor} is reserved`);
  }
  return accept([{ type: "AmountPosted", paymentId, amountMinor }]);
}

function isAmount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
