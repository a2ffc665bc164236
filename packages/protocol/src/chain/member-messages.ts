/**
 * Members of a chain by themselves: what a shop asks for whoever holds a member card, or wants one. A card's number and
 * code are the proof, and nothing else: no name or address is ever looked up.
 */
import Type, { type Static } from "typebox";
import { EMAIL_CHARS_MAX } from "../limits.ts";
import { CARD_CODE_CHARS_MAX, CARD_NUMBER_CHARS_MAX } from "./balance-messages.ts";

export const MEMBER_NAME_CHARS_MAX = 100;

const CURRENCY = Type.String({ pattern: "^[A-Z]{3}$" });
const CARD = {
  number: Type.String({ minLength: 1, maxLength: CARD_NUMBER_CHARS_MAX }),
  code: Type.String({ minLength: 1, maxLength: CARD_CODE_CHARS_MAX }),
};
const PERSON = {
  name: Type.Union([Type.String({ maxLength: MEMBER_NAME_CHARS_MAX }), Type.Null()]),
  email: Type.Union([Type.String({ maxLength: EMAIL_CHARS_MAX }), Type.Null()]),
};

/** On `call.SHOP.member-offer`, and on `call.SHOP.join-member`. */
export const MEMBER_OFFER_REQUEST = Type.Object({ currency: CURRENCY });

const COUNT = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

/** Null where shoppers may not join by themselves. */
export const MEMBER_OFFER = Type.Object({
  rule: Type.Union([
    Type.Object({ earnedPoints: COUNT, perMinor: COUNT, pointsPerMinor: COUNT }),
    Type.Null(),
  ]),
});
export type MemberOffer = Static<typeof MEMBER_OFFER>;

/** On `call.SHOP.show-member`, and on `call.SHOP.leave-member`. */
export const MEMBER_REQUEST = Type.Object(CARD);
export type MemberRequest = Static<typeof MEMBER_REQUEST>;

/** On `call.SHOP.change-member`. */
export const MEMBER_CHANGE = Type.Object({ ...CARD, ...PERSON });
export type MemberChange = Static<typeof MEMBER_CHANGE>;

export const MEMBER_REFUSALS = [
  /** Of the number or of the code, which is not said; or it is another retailer's. */
  "card-unknown",
  "card-blocked",
  "too-many-attempts",
  /** Shoppers may not join by themselves. */
  "closed",
] as const;
export type MemberRefusal = (typeof MEMBER_REFUSALS)[number];

const REFUSED = Type.Object({ refusal: Type.Enum(MEMBER_REFUSALS) });

/** The code is told once. */
export const JOIN_ANSWER = Type.Union([
  Type.Object({ number: Type.String({ maxLength: 40 }), code: Type.String({ maxLength: 40 }) }),
  REFUSED,
]);
export type JoinAnswer = Static<typeof JOIN_ANSWER>;

/** All that is stored of a member, besides receipts, which name nobody. */
export const MEMBER = Type.Object({
  points: COUNT,
  /** Of points that were spent and taken back. */
  owed: COUNT,
  ...PERSON,
  joinedMs: COUNT,
});
export type Member = Static<typeof MEMBER>;

export const MEMBER_ANSWER = Type.Union([MEMBER, REFUSED]);
export type MemberAnswer = Static<typeof MEMBER_ANSWER>;

export const LEAVE_ANSWER = Type.Union([Type.Object({ isErased: Type.Literal(true) }), REFUSED]);
export type LeaveAnswer = Static<typeof LEAVE_ANSWER>;
