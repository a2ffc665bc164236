/** Gift cards and points: what a shop asks of the chain on `call.SHOP.WHAT`, and what the chain says. */
import Type, { type Static } from "typebox";
import { BALANCE_KINDS, HOLD_REFUSALS } from "../balance-kinds.ts";
import { STALE } from "./ask-messages.ts";

export const BALANCE_ENTRY_KINDS = [
  "issued",
  "topped-up",
  "captured",
  "refunded",
  "earned",
  /** Points of a receipt that was corrected. */
  "taken-back",
] as const;
export type BalanceEntryKind = (typeof BALANCE_ENTRY_KINDS)[number];

/** Ids that a shop makes. */
const ID = Type.String({ minLength: 1, maxLength: 100, pattern: "^[\\x21-\\x7E]+$" });

/** As somebody typed it: spaces and hyphens may be in it. */
export const CARD_NUMBER_CHARS_MAX = 40;
export const CARD_CODE_CHARS_MAX = 40;

const CARD = {
  number: Type.String({ minLength: 1, maxLength: CARD_NUMBER_CHARS_MAX }),
  code: Type.String({ minLength: 1, maxLength: CARD_CODE_CHARS_MAX }),
};

/** On `call.SHOP.hold-balance`: the same hold asked for again is answered as before. */
export const HOLD_REQUEST = Type.Object({
  /** The shop's; it is never used for another. */
  holdId: ID,
  visitId: ID,
  currency: Type.String({ pattern: "^[A-Z]{3}$" }),
  ...CARD,
});
export type HoldRequest = Static<typeof HOLD_REQUEST>;

const MINOR = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const HOLD_ANSWER = Type.Union([
  Type.Object({
    isHeld: Type.Literal(true),
    balanceId: ID,
    kind: Type.Enum(BALANCE_KINDS),
    lastFour: Type.String({ maxLength: 4 }),
    /** All that can be spent; of points 0 where there are none. */
    amountMinor: MINOR,
  }),
  Type.Object({ isHeld: Type.Literal(false), reason: Type.Enum(HOLD_REFUSALS) }),
]);
export type HoldAnswer = Static<typeof HOLD_ANSWER>;

/** On `call.SHOP.show-card`: what a card has, for whoever holds it in their hand. */
export const SHOW_CARD_REQUEST = Type.Object({
  currency: Type.String({ pattern: "^[A-Z]{3}$" }),
  ...CARD,
});
export type ShowCardRequest = Static<typeof SHOW_CARD_REQUEST>;

export const SHOW_CARD_ANSWER = Type.Union([
  Type.Object({
    kind: Type.Enum(BALANCE_KINDS),
    lastFour: Type.String({ maxLength: 4 }),
    /** What can be spent now; visits that go on hold the rest. */
    amountMinor: MINOR,
    heldMinor: MINOR,
    expiresMs: Type.Union([MINOR, Type.Null()]),
  }),
  Type.Object({ reason: Type.Enum(HOLD_REFUSALS) }),
]);
export type ShowCardAnswer = Static<typeof SHOW_CARD_ANSWER>;

/** What a call is answered with: a fault is a call that the chain could not do, and may be asked again. */
export const CALL_REPLY = Type.Union([
  Type.Object({ answer: Type.Unknown() }),
  Type.Object({ fault: Type.String() }),
  STALE,
]);
