/** Receipts and disputes. */
import Type from "typebox";
import { CLAIMED_QUANTITY_MAX } from "../limits.ts";
import { RECEIPT_SCHEMA } from "../receipt-schema.ts";
import { CART, CART_DESCRIPTION } from "./cart-schemas.ts";
import { RECEIPT_TOKEN } from "./receipt-link-schemas.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  count,
  gtin,
  id,
  minor,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  probability,
  SEARCH_QUERY,
} from "./schemas.ts";

const STATUSES = ["draft", "final", "contested", "reviewed"] as const;

const STATUS = oneOf(STATUSES);

const RECEIPT_ROW = closed({
  visitId: Type.String(),
  status: STATUS,
  documentNumber: nullable(Type.Integer({ description: "Null on a draft." })),
  totalMinor: minor("To be paid"),
  currency: Type.String(),
  probability: probability("That the receipt is exact."),
  draftedMs: atMs("When it was drafted"),
  finalMs: nullable(atMs("When it became final")),
  reviewDueMs: nullable(atMs("When it is final at the latest, where it waits for a reviewer")),
  units: count("Things on it."),
  payer: oneOf(["customer", "card", "account", "cash", "staff"]),
  lastFour: nullable(Type.String({ description: "Of a card." })),
  missingMinor: minor("Still to be paid, or below 0 to be given back; 0 of a draft"),
  refundedMinor: minor("What of what was taken has been given back"),
  contestsOpen: count("Lines that somebody has yet to look at."),
});

const RECEIPT_ANSWER = {
  200: {
    description: "The receipt, in the form asked for.",
    schema: RECEIPT_SCHEMA,
    content: {
      "text/html": Type.String(),
      "application/pdf": Type.String({ contentMediaType: "application/pdf" }),
    },
  },
};

const FORMS = "May end in `.json`, `.html` or `.pdf`; else `Accept` says which.";

const TOKEN = closed({
  token: Type.String({
    pattern: "^[A-Za-z0-9_-]{16,128}(\\.(json|html|pdf))?$",
    description: "The secret part of the receipt's link.",
  }),
});

export const CONTEST = closed(
  {
    kind: oneOf(["wrong-item", "wrong-count", "missing"]),
    lineId: nullable(id("The line that is wrong; null of what is missing.")),
    gtin: nullable(
      gtin(
        "What is missing; of a wrong item what it was, where it is known: granted, that takes its place.",
      ),
    ),
    claimedQuantity: Type.Integer({
      minimum: 0,
      maximum: CLAIMED_QUANTITY_MAX,
      description: "How many it were; of a wrong item, of what it was.",
    }),
  },
  { examples: [{ kind: "wrong-count", lineId: "5000112637922", gtin: null, claimedQuantity: 1 }] },
);

const CONTESTED = closed({
  contestId: Type.String(),
  status: oneOf(["open", "granted", "refused"]),
  receiptStatus: STATUS,
  totalMinor: minor("What the receipt says now"),
});

const CONTEST_ANSWER = { 201: { description: "It is written down.", schema: CONTESTED } };

const CONTEST_DESCRIPTION =
  "Small amounts come back at once; the rest when somebody has looked, or in the shopper's favour when nobody has in time.";

const CONTEST_CODES = [
  "not-found",
  "receipt-not-final",
  "receipt-line-unknown",
  "product-unknown",
  "quantity-invalid",
  "contest-too-late",
  "contest-already-open",
] as const;

export const GET_RECEIPTS = route({
  method: "GET",
  path: "/receipts",
  tag: "receipts",
  summary: "Receipts, the newest first; a shopper gets their own",
  query: closed({
    ...PAGE_QUERY,
    ...SEARCH_QUERY,
    status: Type.Optional(oneOf(STATUSES, "All where not given.")),
    money: Type.Optional(
      oneOf(["owed", "excess", "refunded"], "Still to be paid; to be given back; given back."),
    ),
  }),
  answers: { 200: { description: "A page of receipts.", schema: pageOf(RECEIPT_ROW) } },
});

export const GET_RECEIPT = route({
  method: "GET",
  path: "/receipts/:visitId",
  tag: "receipts",
  summary: "A visit's receipt",
  params: closed({ visitId: id(`The visit's id. ${FORMS}`) }),
  answers: RECEIPT_ANSWER,
  codes: ["not-found", "not-acceptable"],
});

export const GET_LINKED_RECEIPT = route({
  method: "GET",
  path: "/r/:token",
  tag: "receipts",
  summary: "A receipt by its link",
  description: `Whoever has the link may see it; a page says so where it is yet to come. ${FORMS}`,
  params: TOKEN,
  answers: RECEIPT_ANSWER,
  codes: ["not-found", "not-acceptable", "receipt-yet-to-come"],
  rate: "lookUp",
});

export const GET_LINKED_RECEIPT_CART = route({
  method: "GET",
  path: "/r/:token/cart",
  tag: "receipts",
  summary: "What a visit holds, and what it would cost now, by the receipt's link",
  params: RECEIPT_TOKEN,
  answers: { 200: { description: CART_DESCRIPTION, schema: CART } },
  codes: ["not-found"],
  rate: "lookUp",
});

export const POST_RECEIPT_CONTESTS = route({
  method: "POST",
  path: "/receipts/:visitId/contests",
  tag: "receipts",
  summary: "Say that a receipt is wrong",
  description: CONTEST_DESCRIPTION,
  params: closed({ visitId: id("The visit's id.") }),
  body: CONTEST,
  answers: CONTEST_ANSWER,
  codes: CONTEST_CODES,
});

export const POST_LINKED_RECEIPT_CONTESTS = route({
  method: "POST",
  path: "/r/:token/contests",
  tag: "receipts",
  summary: "Say that a receipt is wrong, by its link",
  description: CONTEST_DESCRIPTION,
  params: RECEIPT_TOKEN,
  body: CONTEST,
  answers: CONTEST_ANSWER,
  codes: CONTEST_CODES,
  rate: "lookUp",
});
