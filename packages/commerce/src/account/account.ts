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

/** What has been spent or is reserved since a time, less what was given back, minor units. */
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

export function decideAccount(
  command: AccountCommand,
  state: AccountState,
): Result<AccountEvent[]> {
  const { paymentId } = command;
  const known = state.payments.get(paymentId) ?? null;
  switch (command.type) {
    case "Reserve": {
      const { amountMinor, limitMinor, sinceMs } = command;
      if (known !== null && (known.isReleased || known.postedMinor > 0)) {
        return refuse("charge-not-open", "the payment is closed");
      }
      const others = findSpent(state, sinceMs) - (known?.reservedMinor ?? 0);
      if (others + amountMinor > limitMinor) {
        return refuse("account-limit-exceeded", "the account's limit would be exceeded");
      }
      if (known?.reservedMinor === amountMinor) return accept([]);
      return accept([{ type: "AmountReserved", paymentId, amountMinor }]);
    }
    case "Take": {
      const { amountMinor } = command;
      if (known?.postedMinor === amountMinor) return accept([]);
      const reserved = decideAccount({ ...command, type: "Reserve" }, state);
      if (!reserved.ok) return reserved;
      return accept([...reserved.value, { type: "AmountPosted", paymentId, amountMinor }]);
    }
    case "Post": {
      const { amountMinor } = command;
      if (known !== null && known.postedMinor > 0) return accept([]);
      if (known === null || known.isReleased || known.reservedMinor < amountMinor) {
        return refuse("charge-not-open", "less is reserved than is to be posted");
      }
      return accept([{ type: "AmountPosted", paymentId, amountMinor }]);
    }
    case "Release": {
      if (known === null || known.postedMinor > 0) {
        return refuse("charge-not-open", "there is no reservation to release");
      }
      return accept(known.isReleased ? [] : [{ type: "ReservationReleased", paymentId }]);
    }
    case "Reverse": {
      const { refundId, amountMinor } = command;
      if (known?.reversals.some((one) => one.refundId === refundId) === true) return accept([]);
      const left = known === null ? 0 : known.postedMinor - known.reversedMinor;
      if (amountMinor > left) {
        return refuse("refund-exceeds-captured", `only ${left} can be given back`);
      }
      return accept([{ type: "AmountReversed", paymentId, refundId, amountMinor }]);
    }
    default:
      return command satisfies never;
  }
}
