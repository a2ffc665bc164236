/**
 * What each public event says. No schema has a place for who somebody is: no tokens, cards, links or
 * addresses; people who work here appear by their ids.
 */
import Type, { type Static, type TProperties } from "typebox";
import { DRAWER_MOVES } from "./drawer-moves.ts";
import {
  CLAIMED_WEIGHT,
  closed,
  deprecated,
  named,
  nullable,
  oneOf,
  PRICED_WEIGHING,
  WEIGHING,
} from "./http/schemas.ts";
import type { PublicEventType } from "./public-event.ts";
import { REFUND_KINDS, REFUND_REASONS } from "./refund-reasons.ts";

const makeFacts = <P extends TProperties>(description: string, properties: P) =>
  closed(properties, { description });

const TEXT = Type.String({ minLength: 1 });
const COUNT = Type.Integer({ minimum: 0 });
const AMOUNT_MINOR = Type.Integer({ description: "Minor units of the currency" });
const TIME_MS = Type.Integer({ description: "Unix milliseconds" });
const PROBABILITY = Type.Number({ minimum: 0, maximum: 1 });
const CURRENCY = Type.String({ pattern: "^[A-Z]{3}$" });
const PAYER_KIND = oneOf(["customer", "card", "account", "cash", "staff"]);

const CART_LINE = makeFacts("How many of a product", {
  gtin: TEXT,
  ...WEIGHING,
  quantity: Type.Integer(),
});

const CHARGE = {
  payerKind: oneOf(["card", "account", "cash"]),
  currency: CURRENCY,
  dueMinor: nullable(Type.Integer({ description: "The receipt's total; null during the visit" })),
  netMinor: Type.Integer({ description: "Charged less refunded" }),
  heldMinor: Type.Integer({ description: "Held and not captured" }),
  missingMinor: Type.Integer({ description: "Still to be charged; below 0: to be refunded" }),
  forgivenMinor: AMOUNT_MINOR,
  withdrawnMinor: Type.Integer({
    description:
      "Refunded at the provider, or charged back by the payer's bank; not collected again",
  }),
  debtMinor: AMOUNT_MINOR,
};

const RECEIPT_LINE = named(
  "PricedLine",
  makeFacts("A priced line", {
    lineId: TEXT,
    gtin: TEXT,
    name: Type.String(),
    quantity: Type.Integer({ description: "Units, or weighings of one weight" }),
    ...PRICED_WEIGHING,
    unitMinor: AMOUNT_MINOR,
    discountMinor: AMOUNT_MINOR,
    depositMinor: AMOUNT_MINOR,
    taxRate: Type.String(),
    taxMinor: AMOUNT_MINOR,
    payableMinor: AMOUNT_MINOR,
    probability: PROBABILITY,
  }),
);

const RECEIPT = {
  currency: CURRENCY,
  lines: Type.Array(RECEIPT_LINE),
  netMinor: AMOUNT_MINOR,
  taxMinor: AMOUNT_MINOR,
  roundingMinor: AMOUNT_MINOR,
  totalMinor: AMOUNT_MINOR,
  probabilityExact: PROBABILITY,
};

const DOCUMENT_NUMBER = Type.Integer({ minimum: 1 });

export const PUBLIC_EVENT_SCHEMAS = {
  "visit.opened": makeFacts("A party was admitted", {
    method: TEXT,
    payerKind: PAYER_KIND,
    staffId: nullable(TEXT),
    partySize: COUNT,
    gateId: TEXT,
    isMember: Type.Boolean(),
    currency: CURRENCY,
    holdMinor: AMOUNT_MINOR,
    isHoldPending: Type.Boolean(),
  }),
  "visit.closed": makeFacts(
    "The last of a party has left, or was lost; again if somebody comes back who was believed gone",
    {
      cause: oneOf(["exit", "lost", "attendant"]),
      payerKind: PAYER_KIND,
      openedMs: TIME_MS,
    },
  ),
  "cart.updated": makeFacts(
    "One shopper's cart; a visit's cart is the sum over its shoppers. Replaces earlier carts of the same shopper and visit",
    {
      shopperId: TEXT,
      lines: Type.Array(CART_LINE),
      probability: PROBABILITY,
      isConcluded: Type.Boolean({ description: "The engine will not revise it" }),
    },
  ),
  "interaction.decided": makeFacts(
    "A pick, a put-back or a hand-over. Later events (by id) of the same evidence replace it",
    {
      evidenceId: TEXT,
      status: oneOf(["provisional", "revised", "final", "retracted"]),
      kind: oneOf(["pick", "putback", "handover"]),
      shopperId: nullable(TEXT),
      gtin: TEXT,
      ...WEIGHING,
      quantity: Type.Integer(),
      shelfDelta: Type.Integer({ description: "What it changes on the shelf, units" }),
      probability: PROBABILITY,
      occurredMs: TIME_MS,
      gondola: Type.Integer(),
      shelf: Type.Integer(),
      plates: Type.Array(Type.Integer()),
    },
  ),
  "receipt.drafted": makeFacts("A draft, or a changed draft", {
    ...RECEIPT,
    reviewDueMs: nullable(TIME_MS),
  }),
  "receipt.finalised": makeFacts("The document", {
    ...RECEIPT,
    documentNumber: DOCUMENT_NUMBER,
    cause: oneOf(["sure", "reviewed", "lapsed"]),
  }),
  "receipt.contested": makeFacts("A shopper disputed a line; again when the dispute is settled", {
    disputeId: TEXT,
    contestId: deprecated(TEXT),
    kind: oneOf(["wrong-item", "wrong-count", "missing"]),
    lineId: nullable(TEXT),
    gtin: Type.String(),
    claimedQuantity: Type.Integer(),
    ...CLAIMED_WEIGHT,
    instead: nullable(
      makeFacts("The right product, as the shopper says; null: they do not say", {
        gtin: TEXT,
        ...WEIGHING,
        quantity: COUNT,
      }),
    ),
    worthMinor: AMOUNT_MINOR,
    isGranted: nullable(Type.Boolean({ description: "Null while it is open" })),
  }),
  "receipt.corrected": makeFacts("The document that replaces an earlier one", {
    ...RECEIPT,
    documentNumber: DOCUMENT_NUMBER,
    correctsNumber: DOCUMENT_NUMBER,
    differenceMinor: AMOUNT_MINOR,
  }),
  "receipt.refunded": makeFacts("Staff refunded a receipt, lines of it or an amount", {
    refundId: TEXT,
    kind: oneOf(REFUND_KINDS),
    currency: CURRENCY,
    amountMinor: Type.Integer({ minimum: 1, description: "By how much less is due, minor units" }),
    documentNumber: nullable(
      Type.Integer({ minimum: 1, description: "The correction; null: an amount has none" }),
    ),
    reason: oneOf(REFUND_REASONS),
    staffId: TEXT,
  }),
  "charge.updated": makeFacts("The charge of a visit", CHARGE),
  "debt.opened": makeFacts("What is due could not be collected", CHARGE),
  "debt.settled": makeFacts("Nothing is owed any more", {
    ...CHARGE,
    isForgiven: Type.Boolean(),
  }),
  "review.opened": makeFacts(
    "A review was opened, a decision was undone, or the deadline was moved",
    {
      reviewId: TEXT,
      subjectKind: oneOf(["interaction", "gap", "binding", "age", "contest"]),
      worthMinor: AMOUNT_MINOR,
      dueMs: TIME_MS,
    },
  ),
  "review.ended": makeFacts("A reviewer decided, or the review lapsed", {
    reviewId: TEXT,
    subjectKind: oneOf(["interaction", "gap", "binding", "age", "contest"]),
    outcome: oneOf(["decided", "lapsed"]),
    choiceKind: nullable(
      oneOf(["candidate", "other", "nothing", "add", "remove", "replace", "grant", "refuse"]),
    ),
    reviewerId: nullable(TEXT),
    tookMs: nullable(COUNT),
  }),
  "stock.changed": makeFacts(
    "Staff counted or refilled a facing or took waste from it, or picks and put-backs changed what " +
      "should be there: sent within half a minute, for counted facings",
    {
      cause: oneOf(["counted", "refilled", "wasted", "reckoned"]),
      facing: TEXT,
      gtin: TEXT,
      quantity: nullable(
        Type.Integer({
          minimum: 0,
          description:
            "Counted: what is there. Refilled: what was added. Wasted: what was taken away. Reckoned: what should be there now; null: " +
            "more were picked than were there; count it again",
        }),
      ),
      staffId: nullable(TEXT),
    },
  ),
  "drawer.changed": makeFacts("Staff counted the till’s cash, banked some, or added change", {
    cause: oneOf(["counted", ...DRAWER_MOVES]),
    currency: CURRENCY,
    amountMinor: Type.Integer({
      minimum: 0,
      description: "Counted: what is there. Banked, added: how much; minor units",
    }),
    expectedMinor: nullable(
      Type.Integer({
        description:
          "Counted: what should have been there; the difference is missing, or too much. Null: it had never been counted, or it was moved",
      }),
    ),
    staffId: TEXT,
  }),
  "goods.changed": makeFacts("Staff changed products, planogram or offers", {
    products: COUNT,
    facings: COUNT,
    offers: COUNT,
    staffId: TEXT,
  }),
  "alert.raised": makeFacts("An alert was raised", {
    alertKey: TEXT,
    kind: TEXT,
    message: Type.String(),
    isOver: Type.Optional(
      Type.Boolean({
        description: "Where a rule sends it: it was cleared before it could be sent",
      }),
    ),
    sentCount: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: "Where a rule sends it: how often before; above 0 it is a reminder",
      }),
    ),
  }),
  "alert.acknowledged": makeFacts("An alert was acknowledged", {
    alertKey: TEXT,
    acknowledgedBy: TEXT,
  }),
  "alert.cleared": makeFacts("An alert was cleared", { alertKey: TEXT, clearedBy: TEXT }),
} satisfies Record<PublicEventType, unknown>;

export type PublicData<T extends PublicEventType> = Static<(typeof PUBLIC_EVENT_SCHEMAS)[T]>;
