/** Gift cards and member cards of the shop's chain, which pay for a visit before the card does. */
import Type from "typebox";
import { CARD_CODE_CHARS_MAX, CARD_NUMBER_CHARS_MAX } from "../chain/balance-messages.ts";
import { BALANCE } from "./charge-schemas.ts";
import { route } from "./route-spec.ts";
import { closed, id } from "./schemas.ts";

const PARAMS = closed({ visitId: id("A visit.") });
const OF_VISIT = closed({
  visitId: Type.String(),
  isOffered: Type.Boolean({
    description: "The shop belongs to a chain, and the visit is not paid.",
  }),
  currency: Type.String(),
  cards: Type.Array(BALANCE),
});

export const GET_VISIT_BALANCES = route({
  method: "GET",
  path: "/visits/:visitId/balances",
  tag: "money",
  summary: "List the gift cards and member cards that pay for a visit",
  params: PARAMS,
  answers: { 200: { description: "In the order in which they were given.", schema: OF_VISIT } },
  codes: ["not-found"],
});

export const POST_VISIT_BALANCES = route({
  method: "POST",
  path: "/visits/:visitId/balances",
  tag: "money",
  summary: "Pay for a visit with a gift card or a member card",
  description:
    "Asks the chain to hold what the card has. Answered once the chain has; where it holds nothing, or cannot be " +
    "reached, the card is listed as released with its cause, and the visit is paid as before.",
  params: PARAMS,
  body: closed(
    {
      number: Type.String({
        minLength: 1,
        maxLength: CARD_NUMBER_CHARS_MAX,
        description: "Of the card; spaces do not count.",
      }),
      code: Type.String({
        minLength: 1,
        maxLength: CARD_CODE_CHARS_MAX,
        description: "The card's secret code. It is not kept.",
      }),
    },
    { examples: [{ number: "4071 9925 3380", code: "7KQ4MWXZ" }] },
  ),
  answers: {
    202: {
      description: "The chain was asked; read the visit's cards for its answer.",
      schema: closed({ visitId: Type.String(), holdId: Type.String() }),
    },
  },
  codes: ["not-found", "charge-not-open"],
  rate: "lookUp",
});

export const POST_VISIT_BALANCE_REMOVE = route({
  method: "POST",
  path: "/visits/:visitId/balances/:holdId/remove",
  tag: "money",
  summary: "Take away a card that has not paid yet",
  params: closed({ visitId: id("A visit."), holdId: id("A card of it.") }),
  answers: { 200: { description: "The visit's cards.", schema: OF_VISIT } },
  codes: ["not-found", "charge-not-open"],
});
