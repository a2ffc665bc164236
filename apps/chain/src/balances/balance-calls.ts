/** What shops ask of gift cards and points. */
import { HOLD_REQUEST } from "@saunter/protocol/chain/balance-messages";
import { Check } from "typebox/value";
import type { ChainDatabase } from "../database/open-database.ts";
import { type AnswerCall, CallRefused } from "../hub/answer-calls.ts";
import { holdBalance } from "./hold-balance.ts";

export function listBalanceCalls(
  db: ChainDatabase,
  nowMs: () => number,
): Readonly<Record<string, AnswerCall>> {
  return {
    "hold-balance": async (shopId, body) => {
      if (!Check(HOLD_REQUEST, body)) throw new CallRefused("this asks for no hold");
      return holdBalance(db, shopId, body, nowMs());
    },
  };
}
