/**
 * Asks the chain for shoppers who join as members by themselves. The shop keeps nothing of it: neither who has joined,
 * nor a card's number or code.
 */
import {
  JOIN_ANSWER,
  type JoinAnswer,
  LEAVE_ANSWER,
  type LeaveAnswer,
  MEMBER_ANSWER,
  MEMBER_OFFER,
  type MemberAnswer,
  type MemberChange,
  type MemberOffer,
  type MemberRefusal,
  type MemberRequest,
} from "@saunter/protocol/chain/member-messages";
import type { Static, TSchema } from "typebox";
import { Check } from "typebox/value";
import type { HubLine } from "./hub-line.ts";

/** Why the chain does not do it, or that it did not answer in time. */
export interface MemberRefused {
  readonly refusal: MemberRefusal | "unavailable";
}

export interface Members {
  readonly currency: string;
  offer(): Promise<MemberOffer | MemberRefused>;
  join(): Promise<JoinAnswer | MemberRefused>;
  show(card: MemberRequest): Promise<MemberAnswer | MemberRefused>;
  change(change: MemberChange): Promise<MemberAnswer | MemberRefused>;
  leave(card: MemberRequest): Promise<LeaveAnswer | MemberRefused>;
}

export function createMembers(line: Pick<HubLine, "call">, currency: string): Members {
  async function ask<Schema extends TSchema>(
    what: string,
    body: unknown,
    schema: Schema,
  ): Promise<Static<Schema> | MemberRefused> {
    const answer = await line.call(what, body).catch(() => null);
    return Check(schema, answer) ? (answer as Static<Schema>) : { refusal: "unavailable" };
  }
  return {
    currency,
    offer: () => ask("member-offer", { currency }, MEMBER_OFFER),
    join: () => ask("join-member", { currency }, JOIN_ANSWER),
    show: (card) => ask("show-member", card, MEMBER_ANSWER),
    change: (change) => ask("change-member", change, MEMBER_ANSWER),
    leave: (card) => ask("leave-member", card, LEAVE_ANSWER),
  };
}
