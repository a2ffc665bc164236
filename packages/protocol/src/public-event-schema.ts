/**
 * What each public event says. No schema has a place for who somebody is: no tokens, cards, links or
 * addresses; people who work here appear by their ids.
 */
import Type, { type Static, type TProperties } from "typebox";
import { closed, nullable, oneOf } from "./http/schemas.ts";
import type { PublicEventType } from "./public-event.ts";

const makeFacts = <P extends TProperties>(description: string, properties: P) =>
  closed(properties, { description });

const TEXT = Type.String({ minLength: 1 });
const COUNT = Type.Integer({ minimum: 0 });
const AMOUNT_MINOR = Type.Integer({ description: "Minor units of the currency" });
const TIME_MS = Type.Integer({ description: "Unix milliseconds" });
const PROBABILITY = Type.Number({ minimum: 0, maximum: 1 });
const CURRENCY = Type.String({ pattern: "^[A-Z]{3}$" });
const PAYER_KIND = oneOf(["customer", "card", "account", "cash", "staff"]);

const CART_LINE = makeFacts("How many of a product", { gtin: TEXT, quantity: Type.Integer() });

const CHARGE = {
  payerKind: oneOf(["card", "account", "cash"]),
  currency: CURRENCY,
  dueMinor: nullable(
    Type.Integer({ description: "What the receipt says; null while the visit goes on" }),
  ),
  netMinor: Type.Integer({ description: "Taken less given back" }),
  heldMinor: Type.Integer({ description: "Held and not taken" }),
  missingMinor: Type.Integer({ description: "Still to be taken, or below 0 to be given back" }),
  forgivenMinor: AMOUNT_MINOR,
  withdrawnMinor: Type.Integer({
    description: "Refunded at the provider or taken back by the payer's bank; not asked for again",
  }),
  debtMinor: AMOUNT_MINOR,
};

const RECEIPT_LINE = makeFacts("A line as it is priced", {
  lineId: TEXT,
  gtin: TEXT,
  name: Type.String(),
  quantity: Type.Integer(),
  unitMinor: AMOUNT_MINOR,
  discountMinor: AMOUNT_MINOR,
  depositMinor: AMOUNT_MINOR,
  taxRate: Type.String(),
  taxMinor: AMOUNT_MINOR,
  payableMinor: AMOUNT_MINOR,
  probability: PROBABILITY,
});

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
  "visit.opened": makeFacts("A party was let in", {
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
    "The last of a party has left, or is lost; once more where one comes back who was taken for gone",
    {
      cause: oneOf(["exit", "lost", "attendant"]),
      payerKind: PAYER_KIND,
      openedMs: TIME_MS,
    },
  ),
  "cart.updated": makeFacts(
    "One shopper's cart; a visit's is the sum over its shoppers. It takes the place of what was said of the same shopper and visit",
    {
      shopperId: TEXT,
      lines: Type.Array(CART_LINE),
      probability: PROBABILITY,
      isConcluded: Type.Boolean({ description: "The engine says no more of it" }),
    },
  ),
  "interaction.decided": makeFacts(
    "A pick, a put-back or a hand-over. What is said later (by the event's id) of the same evidence takes its place",
    {
      evidenceId: TEXT,
      status: oneOf(["provisional", "revised", "final", "retracted"]),
      kind: oneOf(["pick", "putback", "handover"]),
      shopperId: nullable(TEXT),
      gtin: TEXT,
      quantity: Type.Integer(),
      shelfDelta: Type.Integer({ description: "What it changes on the shelf, units" }),
      probability: PROBABILITY,
      occurredMs: TIME_MS,
      gondola: Type.Integer(),
      shelf: Type.Integer(),
      plates: Type.Array(Type.Integer()),
    },
  ),
  "receipt.drafted": makeFacts("A draft, or one that says something else than before", {
    ...RECEIPT,
    reviewDueMs: nullable(TIME_MS),
  }),
  "receipt.finalised": makeFacts("The document", {
    ...RECEIPT,
    documentNumber: DOCUMENT_NUMBER,
    cause: oneOf(["sure", "reviewed", "lapsed"]),
  }),
  "receipt.contested": makeFacts("A shopper says that a line is wrong; again when it is settled", {
    contestId: TEXT,
    kind: oneOf(["wrong-item", "wrong-count", "missing"]),
    lineId: nullable(TEXT),
    gtin: Type.String(),
    claimedQuantity: Type.Integer(),
    instead: nullable(
      makeFacts("What a wrong item was, as the shopper says; null where they do not", {
        gtin: TEXT,
        quantity: COUNT,
      }),
    ),
    worthMinor: AMOUNT_MINOR,
    isGranted: nullable(Type.Boolean({ description: "Null while it is open" })),
  }),
  "receipt.corrected": makeFacts("The document that takes an earlier one's place", {
    ...RECEIPT,
    documentNumber: DOCUMENT_NUMBER,
    correctsNumber: DOCUMENT_NUMBER,
    differenceMinor: AMOUNT_MINOR,
  }),
  "charge.updated": makeFacts("The money of a visit", CHARGE),
  "debt.opened": makeFacts("What is missing could not be taken", CHARGE),
  "debt.settled": makeFacts("Nothing is owed any more", {
    ...CHARGE,
    isForgiven: Type.Boolean(),
  }),
  "review.opened": makeFacts("A person has to look at something, or has taken a decision back", {
    reviewId: TEXT,
    subjectKind: oneOf(["interaction", "gap", "binding", "age", "contest"]),
    worthMinor: AMOUNT_MINOR,
    dueMs: TIME_MS,
  }),
  "review.ended": makeFacts("Somebody has decided, or nobody has in time", {
    reviewId: TEXT,
    subjectKind: oneOf(["interaction", "gap", "binding", "age", "contest"]),
    outcome: oneOf(["decided", "lapsed"]),
    choiceKind: nullable(
      oneOf(["candidate", "other", "nothing", "add", "remove", "grant", "refuse"]),
    ),
    reviewerId: nullable(TEXT),
    tookMs: nullable(COUNT),
  }),
  "stock.changed": makeFacts(
    "Staff have counted or refilled a facing, or what people took and put back has changed what " +
      "should be there: that is told within half a minute, of facings that have been counted",
    {
      cause: oneOf(["counted", "refilled", "reckoned"]),
      facing: TEXT,
      gtin: TEXT,
      quantity: nullable(
        Type.Integer({
          minimum: 0,
          description:
            "Counted: what is there. Refilled: what came. Reckoned: what should be there now; null " +
            "where more has gone than was there, and it is to be counted again",
        }),
      ),
      staffId: nullable(TEXT),
    },
  ),
  "goods.changed": makeFacts("Staff have changed products, places or offers", {
    products: COUNT,
    facings: COUNT,
    offers: COUNT,
    staffId: TEXT,
  }),
  "alert.raised": makeFacts("Somebody has to do something", {
    alertKey: TEXT,
    kind: TEXT,
    message: Type.String(),
  }),
  "alert.cleared": makeFacts("It is done, or has passed", { alertKey: TEXT, clearedBy: TEXT }),
} satisfies Record<PublicEventType, unknown>;

export type PublicData<T extends PublicEventType> = Static<(typeof PUBLIC_EVENT_SCHEMAS)[T]>;
