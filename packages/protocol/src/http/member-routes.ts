/** Members of the shop's chain by themselves, and what a card of the chain has. */
import Type from "typebox";
import { BALANCE_KINDS, RELEASE_CAUSES } from "../balance-kinds.ts";
import { CARD_CODE_CHARS_MAX, CARD_NUMBER_CHARS_MAX } from "../chain/balance-messages.ts";
import { MEMBER_NAME_CHARS_MAX, MEMBER_REFUSALS } from "../chain/member-messages.ts";
import { EMAIL_CHARS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, count, minor, nullable, oneOf } from "./schemas.ts";

const CARD = {
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
};
const EXAMPLE = { number: "4071 9925 3380", code: "7KQ4MWXZ" };

const CAUSE = nullable(
  oneOf([...MEMBER_REFUSALS, "unavailable"], "Why not; `unavailable`: the chain did not answer."),
);
const MEMBER = closed({
  points: count("What can be spent."),
  owed: count("Points that were spent and are to be taken back: what is earned next pays them."),
  name: nullable(Type.String()),
  email: nullable(Type.String()),
  joinedMs: atMs("When the member joined"),
});
const MEMBER_ANSWER = closed({
  member: nullable(MEMBER),
  cause: CAUSE,
});

export const GET_ME_MEMBERSHIP = route({
  method: "GET",
  path: "/me/membership",
  tag: "me",
  summary: "Whether you may join the shop's chain as a member, and what it brings",
  answers: {
    200: {
      description: "What the chain says now.",
      schema: closed({
        isOffered: Type.Boolean({ description: "The shop belongs to a chain, and it answers." }),
        rule: nullable(
          closed({
            currency: Type.String(),
            earnedPoints: count("So many points."),
            perMinor: minor("For each so much of a receipt's total"),
            pointsPerMinor: count("So many points pay one minor unit."),
          }),
        ),
      }),
    },
  },
});

export const POST_ME_MEMBERSHIP_JOIN = route({
  method: "POST",
  path: "/me/membership/join",
  tag: "me",
  summary: "Join as a member: you get a member card",
  description:
    "Nothing of you is stored but the card's number and a hash of its code. Asked again, it gives another card; one " +
    "whose answer is lost is nobody's.",
  answers: {
    200: {
      description: "The card, or why there is none.",
      schema: closed({
        card: nullable(
          closed({
            number: Type.String(),
            code: Type.String({ description: "Shown once. The shop does not keep it." }),
          }),
        ),
        cause: CAUSE,
      }),
    },
  },
  rate: "lookUp",
});

export const POST_ME_MEMBERSHIP_SHOW = route({
  method: "POST",
  path: "/me/membership/show",
  tag: "me",
  summary: "Show all that is stored of a member, for whoever has the member card",
  body: closed(CARD, { examples: [EXAMPLE] }),
  answers: { 200: { description: "The member, or why not.", schema: MEMBER_ANSWER } },
  rate: "lookUp",
});

export const POST_ME_MEMBERSHIP_CHANGE = route({
  method: "POST",
  path: "/me/membership/change",
  tag: "me",
  summary: "Set or delete a member's name and e-mail address",
  body: closed(
    {
      ...CARD,
      name: nullable(Type.String({ maxLength: MEMBER_NAME_CHARS_MAX, description: "Null: none." })),
      email: nullable(Type.String({ maxLength: EMAIL_CHARS_MAX, description: "Null: none." })),
    },
    { examples: [{ ...EXAMPLE, name: "Ann Archer", email: null }] },
  ),
  answers: { 200: { description: "The member, or why not.", schema: MEMBER_ANSWER } },
  rate: "lookUp",
});

export const POST_ME_MEMBERSHIP_LEAVE = route({
  method: "POST",
  path: "/me/membership/leave",
  tag: "me",
  summary: "Leave: name, address and card are deleted at the chain, and points are lost",
  body: closed(CARD, { examples: [EXAMPLE] }),
  answers: {
    200: {
      description: "Whether it is done.",
      schema: closed({ isErased: Type.Boolean(), cause: CAUSE }),
    },
  },
  rate: "lookUp",
});

export const POST_CHAIN_CARD = route({
  method: "POST",
  path: "/chain/card",
  tag: "money",
  summary: "Show what a gift card or member card has, for whoever brings it",
  body: closed(CARD, { examples: [EXAMPLE] }),
  answers: {
    200: {
      description: "The card, or why the chain says nothing of it.",
      schema: closed({
        card: nullable(
          closed({
            kind: oneOf(BALANCE_KINDS),
            lastFour: Type.String(),
            amountMinor: minor("What can be spent now"),
            heldMinor: minor("What visits that go on hold"),
            currency: Type.String(),
            expiresMs: nullable(atMs("From then on it pays nothing; null: never")),
          }),
        ),
        cause: nullable(oneOf(RELEASE_CAUSES, "Null: it is shown.")),
      }),
    },
  },
  rate: "lookUp",
});
