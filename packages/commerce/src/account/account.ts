import { accept, type Result, refuse } from "../refusal.ts";
import type { AccountEvent } from "./events.ts";

export interface AccountPayment {
  readonly reservedMinor: number;
  readonly postedMinor: number;
  readonly reversedMinor: number;
  readonly isReleased: boolean;
  readonly reversals: readonly { readonly refundId: string; readonly amountMinor: number }[];
  readonly atMs: number;
}

export interface AccountState {
  readonly payments: ReadonlyMap<string, AccountPayment>;
}

export const EMPTY_ACCOUNT: AccountState = { payments: new Map() };

const NO_PAYMENT: AccountPayment = {
  reservedMinor: 0,
  postedMinor: 0,
  reversedMinor: 0,
  isReleased: false,
  reversals: [],
  atMs: 0,
};

export function evolveAccount(
  state: AccountState,
  event: AccountEvent,
  atMs: number,
): AccountState {
  const known = state.payments.get(event.paymentId) ?? { ...NO_PAYMENT, atMs };
  const payments = new Map(state.payments);
  return { payments: payments.set(event.paymentId, evolvePayment(known, event)) };
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

/**
 * What has been spent or is reserved since a time, less what was given back, minor units. A payment
 * counts to the time that it began at.
 */
export function findSpent(state: AccountState, sinceMs: number): number {
  let spent = 0;
  for (const { atMs, reservedMinor, postedMinor, reversedMinor } of state.payments.values()) {
    if (atMs >= sinceMs) spent += reservedMinor + postedMinor - reversedMinor;
  }
  return spent;
}

export type AccountCommand =
  | {
      /** Reserves, or raises what is reserved; refused past the limit. */
      readonly type: "Reserve";
      readonly paymentId: string;
      readonly amountMinor: number;
      readonly limitMinor: number;
      readonly sinceMs: number;
    }
  | {
      /** Reserves and posts at once. */
      readonly type: "Take";
      readonly paymentId: string;
      readonly amountMinor: number;
      readonly limitMinor: number;
      readonly sinceMs: number;
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
  const known = state.payments.get(command.paymentId) ?? null;
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
        return refuse("refund-exceeds-captured", `only ${left} can be given back`);
      }
      return accept([{ type: "AmountReversed", paymentId, refundId, amountMinor }]);
    }
    default:
      return command satisfies never;
  }
}

type Charge = Omit<Extract<AccountCommand, { type: "Reserve" }>, "type">;

function reserve(
  { paymentId, amountMinor, limitMinor, sinceMs }: Charge,
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
  const isCounted = known !== null && known.atMs >= sinceMs;
  const others = findSpent(state, sinceMs) - (isCounted ? reservedMinor : 0);
  if (others + amountMinor > limitMinor) {
    return refuse("account-limit-exceeded", "the account's limit would be exceeded");
  }
  return accept([{ type: "AmountReserved", paymentId, amountMinor }]);
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
