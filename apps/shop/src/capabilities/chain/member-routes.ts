/** Members of the chain by themselves, and what a card has: asked of the chain, and kept nowhere. */
import type { Member } from "@saunter/protocol/chain/member-messages";
import {
  GET_ME_MEMBERSHIP,
  POST_CHAIN_CARD,
  POST_ME_MEMBERSHIP_CHANGE,
  POST_ME_MEMBERSHIP_JOIN,
  POST_ME_MEMBERSHIP_LEAVE,
  POST_ME_MEMBERSHIP_SHOW,
} from "@saunter/protocol/http/member-routes";
import type { MemberRefused, Members } from "../../chain/ask-members.ts";
import { addAction, addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import type { BalanceServices } from "./balance-routes.ts";

export interface MemberServices extends BalanceServices {
  /** Null where the shop belongs to no chain. */
  readonly members: Members | null;
}

const UNAVAILABLE: MemberRefused = { refusal: "unavailable" };

export function addMemberRoutes(context: HttpContext<MemberServices>): void {
  const { balances, members } = context.deps;

  addRead(context, GET_ME_MEMBERSHIP, async () => {
    const offer = members === null ? UNAVAILABLE : await members.offer();
    if (members === null || "refusal" in offer) return { isOffered: false, rule: null };
    const { currency } = members;
    return { isOffered: true, rule: offer.rule === null ? null : { currency, ...offer.rule } };
  });
  addAction(context, POST_ME_MEMBERSHIP_JOIN, async () => {
    const answer = (await members?.join()) ?? UNAVAILABLE;
    return "refusal" in answer
      ? { card: null, cause: answer.refusal }
      : { card: answer, cause: null };
  });
  addAction(context, POST_ME_MEMBERSHIP_SHOW, async ({ body }) =>
    describe((await members?.show(body)) ?? UNAVAILABLE),
  );
  addAction(context, POST_ME_MEMBERSHIP_CHANGE, async ({ body }) =>
    describe((await members?.change(body)) ?? UNAVAILABLE),
  );
  addAction(context, POST_ME_MEMBERSHIP_LEAVE, async ({ body }) => {
    const answer = (await members?.leave(body)) ?? UNAVAILABLE;
    return "refusal" in answer
      ? { isErased: false, cause: answer.refusal }
      : { isErased: true, cause: null };
  });
  addAction(context, POST_CHAIN_CARD, async ({ body }) => {
    if (balances === null || members === null) return { card: null, cause: "unavailable" };
    const shown = await balances.show(body);
    return "cause" in shown
      ? { card: null, cause: shown.cause }
      : { card: { ...shown, currency: members.currency }, cause: null };
  });
}

function describe(answer: Member | MemberRefused) {
  return "refusal" in answer
    ? { member: null, cause: answer.refusal }
    : { member: answer, cause: null };
}
