/**
 * Asks the chain to hold what a gift card or a member card has for a visit. That it is asked is written down first, so
 * that a hold whose answer was lost is let go: the chain reads in the journal how each hold ended.
 */
import type { BalanceAnswer } from "@saunter/commerce/payment/balances";
import { decideCharge } from "@saunter/commerce/payment/decide";
import type { ReleaseCause } from "@saunter/protocol/balance-kinds";
import {
  HOLD_ANSWER,
  type HoldRequest,
  SHOW_CARD_ANSWER,
  type ShowCardAnswer,
  type ShowCardRequest,
} from "@saunter/protocol/chain/balance-messages";
import { Check } from "typebox/value";
import { decideInto } from "../domain/shop-context.ts";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import type { HubLine } from "./hub-line.ts";

export const BALANCE_SCHEMA = `
  -- Holds that the chain was asked for, and whose answers are not written down.
  CREATE TABLE IF NOT EXISTS balance_requests (
    hold_id TEXT PRIMARY KEY,
    visit_id TEXT NOT NULL
  ) STRICT;
`;

export interface BalanceOptions {
  readonly store: Pick<Store, "db" | "transact">;
  readonly line: Pick<HubLine, "call">;
  readonly currency: string;
  readonly makeId: () => string;
}

export type GivenCard = Pick<HoldRequest, "number" | "code">;

/** Why the chain says nothing of a card, as of a hold. */
export type ShownCard =
  | Exclude<ShowCardAnswer, { readonly reason: unknown }>
  | { readonly cause: ReleaseCause };

export interface Balances {
  /** Writes down that the chain is asked; returns the hold's id. Throws `RefusedError`. */
  request(tx: Transaction, visitId: string): string;
  /** Asks, and writes the answer down. A chain that does not answer in time holds nothing. */
  ask(visitId: string, holdId: string, card: GivenCard): Promise<void>;
  /** What a card has. A chain that does not answer in time says nothing of it. */
  show(card: GivenCard): Promise<ShownCard>;
  /** Lets go of holds that were asked for before the process ended: to be called at its start. */
  releaseLost(): Promise<void>;
}

export function createBalances({ store, line, currency, makeId }: BalanceOptions): Balances {
  const record = (visitId: string, holdId: string, answer: BalanceAnswer): Promise<unknown> =>
    store.transact((tx) => {
      decideInto(tx, "charge", visitId, decideCharge, { type: "AnswerBalance", holdId, answer });
      prepared(tx.db, "DELETE FROM balance_requests WHERE hold_id = ?").run(holdId);
    });

  return {
    request: (tx, visitId) => {
      const holdId = makeId();
      decideInto(tx, "charge", visitId, decideCharge, { type: "RequestBalance", holdId });
      prepared(tx.db, "INSERT INTO balance_requests VALUES (?, ?)").run(holdId, visitId);
      return holdId;
    },
    ask: async (visitId, holdId, card) => {
      const request: HoldRequest = { holdId, visitId, currency, ...card };
      const answer = await line.call("hold-balance", request).then(readAnswer, () => UNAVAILABLE);
      await record(visitId, holdId, answer);
    },
    show: async (card) => {
      const request: ShowCardRequest = { currency, ...card };
      const answer = await line.call("show-card", request).catch(() => null);
      if (!Check(SHOW_CARD_ANSWER, answer)) return { cause: "unavailable" };
      return "reason" in answer ? { cause: answer.reason } : answer;
    },
    releaseLost: async () => {
      const lost = prepared(store.db, "SELECT hold_id, visit_id FROM balance_requests").all();
      for (const { hold_id, visit_id } of lost) {
        await record(visit_id as string, hold_id as string, UNAVAILABLE);
      }
    },
  };
}

const UNAVAILABLE: BalanceAnswer = { isHeld: false, cause: "unavailable" };

function readAnswer(body: unknown): BalanceAnswer {
  if (!Check(HOLD_ANSWER, body)) return UNAVAILABLE;
  return body.isHeld ? body : { isHeld: false, cause: body.reason };
}
