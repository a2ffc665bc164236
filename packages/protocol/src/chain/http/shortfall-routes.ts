/** Holds of gift cards and points: those that somebody ends, and captures that came short. */
import Type from "typebox";
import { BALANCE_KINDS } from "../../balance-kinds.ts";
import {
  atMs,
  closed,
  id,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "../../http/schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";

const NOTE_CHARS_MAX = 500;

export const POST_BALANCE_END_HOLDS = chainRoute({
  method: "POST",
  path: "/balances/:balanceId/end-holds",
  tag: "balances",
  isKeyed: true,
  summary: "End holds that are more than a day old, where their shop is gone for good",
  description:
    "Of a gift card or of a customer's points, by its `giftCardId` or `customerId`. A hold ends by itself once the shop " +
    "has been seen with a journal that is known as a whole. What a shop captures after its hold was ended is taken only " +
    "as far as the balance has it; the rest is listed as a shortfall.",
  params: closed({ balanceId: id("A gift card or a customer.") }),
  answers: {
    200: {
      description: "What was ended, and what is held still.",
      schema: closed({
        balanceId: Type.String(),
        ended: Type.Integer({ description: "Holds." }),
        held: Type.Integer({ description: "Minor units, or points." }),
      }),
    },
  },
  codes: ["not-found"],
});

const SHORTFALL = {
  shopId: Type.String(),
  holdId: Type.String(),
  visitId: Type.String(),
  balanceId: nullable(Type.String({ description: "Null: the chain never granted the hold." })),
  kind: nullable(oneOf(BALANCE_KINDS)),
  currency: nullable(Type.String({ description: "Null: neither card nor visit is known." })),
  capturedMinor: minor("Taken from the balance"),
  shortMinor: minor("What the shop's receipt counts on, and the balance did not have"),
  madeMs: atMs("When the hold was asked for"),
  settled: nullable(
    closed(
      { atMs: atMs("When"), by: Type.String(), note: Type.String() },
      {
        description: "Null: nobody has settled it.",
      },
    ),
  ),
};

export const GET_SHORTFALLS = chainRoute({
  method: "GET",
  path: "/shortfalls",
  tag: "balances",
  summary: "List captures that came short, newest first",
  query: closed({
    isSettled: Type.Optional(oneOf(["true", "false"], "Open ones when left out.")),
    ...PAGE_QUERY,
  }),
  answers: { 200: { description: "A page of them.", schema: pageOf(closed(SHORTFALL)) } },
});

export const POST_SHORTFALL_SETTLE = chainRoute({
  method: "POST",
  path: "/shortfalls/:shopId/:holdId/settle",
  tag: "balances",
  isKeyed: true,
  summary: "Settle a capture that came short: the chain bears it, or somebody has paid it",
  params: closed({ shopId: id("A shop."), holdId: id("A hold of it.") }),
  body: closed(
    { note: text(NOTE_CHARS_MAX, "Who bears it, and why.") },
    { examples: [{ note: "The shop's disk was lost; we bear it." }] },
  ),
  answers: { 200: { description: "The shortfall.", schema: closed(SHORTFALL) } },
  codes: ["not-found"],
});
