/** What shops ask of gift cards and points. */
import { HOLD_REQUEST, SHOW_CARD_REQUEST } from "@saunter/protocol/chain/balance-messages";
import {
  MEMBER_CHANGE,
  MEMBER_OFFER_REQUEST,
  MEMBER_REQUEST,
} from "@saunter/protocol/chain/member-messages";
import type { Static, TSchema } from "typebox";
import { Check } from "typebox/value";
import type { RandomBytes } from "../access/tokens.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import { type AnswerCall, CallRefused } from "../hub/answer-calls.ts";
import { holdBalance, showCard } from "./hold-balance.ts";
import { changeMember, joinMember, leaveMember, readOffer, showMember } from "./members.ts";

export function listBalanceCalls(
  db: ChainDatabase,
  nowMs: () => number,
  random: RandomBytes,
): Readonly<Record<string, AnswerCall>> {
  return {
    "hold-balance": answer(HOLD_REQUEST, (shopId, body) => holdBalance(db, shopId, body, nowMs())),
    "show-card": answer(SHOW_CARD_REQUEST, (shopId, body) => showCard(db, shopId, body, nowMs())),
    "member-offer": answer(MEMBER_OFFER_REQUEST, (shopId, { currency }) =>
      readOffer(db, shopId, currency, nowMs()),
    ),
    "join-member": answer(MEMBER_OFFER_REQUEST, (shopId, { currency }) =>
      joinMember(db, shopId, currency, nowMs(), random),
    ),
    "show-member": answer(MEMBER_REQUEST, (shopId, body) => showMember(db, shopId, body, nowMs())),
    "change-member": answer(MEMBER_CHANGE, (shopId, body) =>
      changeMember(db, shopId, body, nowMs()),
    ),
    "leave-member": answer(MEMBER_REQUEST, (shopId, body) =>
      leaveMember(db, shopId, body, nowMs()),
    ),
  };
}

function answer<Schema extends TSchema>(
  schema: Schema,
  work: (shopId: string, body: Static<Schema>) => Promise<unknown>,
): AnswerCall {
  return async (shopId, body) => {
    if (!Check(schema, body) || !isStorable(JSON.stringify(body))) {
      throw new CallRefused("the request has another form");
    }
    return work(shopId, body as Static<Schema>);
  };
}

/** PostgreSQL's texts hold neither NUL nor half of a surrogate pair. */
function isStorable(text: string): boolean {
  return !/\\u0000|\\ud[89a-f]/iu.test(text);
}
