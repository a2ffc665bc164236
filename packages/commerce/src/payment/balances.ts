/**
 * Gift cards and points in a charge. The chain holds what a card has before the shop may count on it; what is taken of
 * the hold, and what goes back, the journal says, and the chain follows it. So a capture waits for no line.
 */
import type { BalanceKind, ReleaseCause } from "@saunter/protocol/balance-kinds";
import { accept, type Result, refuse } from "../refusal.ts";
import type { ChargeEvent } from "./events.ts";
import { type ChargeState, evolveCharge, findMissing } from "./evolve.ts";

/** Cards that may pay for one visit together. */
export const BALANCES_MAX = 5;

/** Requests for one visit, those that hold nothing too: nobody tries numbers and codes without end. */
export const REQUESTS_MAX = 20;

/** What the chain says to a request. */
export type BalanceAnswer =
  | {
      readonly isHeld: true;
      readonly balanceId: string;
      readonly kind: BalanceKind;
      readonly lastFour: string;
      readonly amountMinor: number;
    }
  | { readonly isHeld: false; readonly cause: ReleaseCause };

/** @param busy why more money might be on its way already; null: none is */
export function requestBalance(
  holdId: string,
  state: ChargeState,
  busy: Result<never> | null,
): Result<ChargeEvent[]> {
  if (state.balances.has(holdId))
    return refuse("version-conflict", "the hold was asked for before");
  if (state.dueMinor !== null) {
    if (findMissing(state) <= 0) return refuse("charge-not-open", "there is nothing to pay");
    if (busy !== null) return busy;
  }
  const open = [...state.balances.values()].filter(({ status }) => status !== "released");
  if (open.length >= BALANCES_MAX) {
    return refuse("charge-not-open", `no more than ${BALANCES_MAX} cards can pay for one visit`);
  }
  if (state.balances.size >= REQUESTS_MAX) {
    return refuse("charge-not-open", "too many cards were tried in this visit");
  }
  return accept([{ type: "BalanceRequested", holdId }]);
}

/**
 * An answer that comes too late, or again, changes nothing.
 *
 * @param busy as in `requestBalance`: the card pays nothing then, or the same would be paid twice
 */
export function answerBalance(
  holdId: string,
  answer: BalanceAnswer,
  state: ChargeState,
  busy: Result<never> | null,
): Result<ChargeEvent[]> {
  if (state.balances.get(holdId)?.status !== "requested") return accept([]);
  if (!answer.isHeld) {
    return accept([{ type: "BalanceReleased", holdId, cause: answer.cause }]);
  }
  if (isCardKnown(answer.balanceId, state)) {
    return accept([{ type: "BalanceReleased", holdId, cause: "card-known" }]);
  }
  const { balanceId, kind, lastFour, amountMinor } = answer;
  const held: ChargeEvent = { type: "BalanceHeld", holdId, balanceId, kind, lastFour, amountMinor };
  if (state.dueMinor === null) return accept([held]);
  if (busy !== null) {
    return accept([held, { type: "BalanceReleased", holdId, cause: "paid-otherwise" }]);
  }
  return accept([held, ...settleBalances(evolveCharge(state, held, 0))]);
}

function isCardKnown(balanceId: string, state: ChargeState): boolean {
  return [...state.balances.values()].some(
    ({ card, status }) => card?.balanceId === balanceId && status !== "released",
  );
}

export function releaseBalance(holdId: string, state: ChargeState): Result<ChargeEvent[]> {
  const balance = state.balances.get(holdId);
  if (balance === undefined) return refuse("not-found", "there is no such card in this visit");
  if (balance.status === "released") return accept([]);
  if (balance.status === "captured") return refuse("charge-not-open", "the card has paid already");
  return accept([{ type: "BalanceReleased", holdId, cause: "removed" }]);
}

/**
 * What follows for gift cards and points once it is known what is due: they pay first, in the order in which they were
 * given, and are given back first, the last of them first. All holds end.
 */
export function settleBalances(state: ChargeState): ChargeEvent[] {
  const events: ChargeEvent[] = [];
  const missing = findMissing(state);
  let unpaid = Math.max(0, missing);
  for (const { holdId, status, heldMinor } of state.balances.values()) {
    if (status === "requested") {
      events.push({ type: "BalanceReleased", holdId, cause: "unavailable" });
    }
    if (status !== "held") continue;
    const amountMinor = Math.min(heldMinor, unpaid);
    unpaid -= amountMinor;
    events.push(
      amountMinor > 0
        ? { type: "BalanceCaptured", holdId, amountMinor }
        : { type: "BalanceReleased", holdId, cause: "not-needed" },
    );
  }
  let excess = Math.max(0, -missing);
  for (const { holdId, capturedMinor, refundedMinor } of [...state.balances.values()].reverse()) {
    const amountMinor = Math.min(excess, capturedMinor - refundedMinor);
    if (amountMinor <= 0) continue;
    excess -= amountMinor;
    // What was refunded before tells refunds of one hold apart.
    const refundId = `${holdId}.${refundedMinor}`;
    events.push({ type: "BalanceRefunded", holdId, refundId, amountMinor });
  }
  return events;
}
