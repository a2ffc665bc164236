/** Receipts and disputes. */
import Type, { type TSchema } from "typebox";
import { CLAIMED_QUANTITY_MAX } from "../limits.ts";
import { RECEIPT_SCHEMA } from "../receipt-schema.ts";
import { CART, CART_DESCRIPTION } from "./cart-schemas.ts";
import { RECEIPT_TOKEN } from "./receipt-link-schemas.ts";
import { RECEIPT_STATUSES } from "./receipt-list-routes.ts";
import { route } from "./route-spec.ts";
import { CLAIMED_WEIGHT, closed, gtin, id, minor, named, nullable, oneOf } from "./schemas.ts";

const STATUS = oneOf(RECEIPT_STATUSES);

const RECEIPT_ANSWER = {
  200: {
    description: "The receipt, in the requested format.",
    schema: RECEIPT_SCHEMA,
    content: {
      "text/html": Type.String(),
      "application/pdf": Type.String({ contentMediaType: "application/pdf" }),
    },
  },
};

const FORMS = "May end in `.json`, `.html` or `.pdf`; otherwise `Accept` decides.";

const TOKEN = closed({
  token: Type.String({
    pattern: "^[A-Za-z0-9_-]{16,128}(\\.(json|html|pdf))?$",
    description: "The secret part of the receipt's link.",
  }),
});

export const DISPUTE = named(
  "Dispute",
  closed(
    {
      kind: oneOf(["wrong-item", "wrong-count", "missing"]),
      lineId: nullable(id("The wrong line; null for a missing product.")),
      gtin: nullable(
        gtin(
          "The missing product; of a wrong item, the right one if known, which replaces it when the dispute is granted.",
        ),
      ),
      claimedQuantity: Type.Integer({
        minimum: 0,
        maximum: CLAIMED_QUANTITY_MAX,
        description: "The right quantity; of a wrong item, that of the right product.",
      }),
      ...CLAIMED_WEIGHT,
    },
    {
      examples: [{ kind: "wrong-count", lineId: "5000112637922", gtin: null, claimedQuantity: 1 }],
    },
  ),
);

const DISPUTED = {
  status: oneOf(["open", "granted", "refused"]),
  receiptStatus: STATUS,
  totalMinor: minor("The receipt's total now"),
};

const describeSaved = <Schema extends TSchema>(schema: Schema) =>
  ({ 201: { description: "Saved.", schema } }) as const;

const DISPUTE_DESCRIPTION =
  "Small amounts are refunded at once. Larger ones are reviewed; if nobody decides by the deadline, the shopper is refunded. What another system disputes is always reviewed.";

const DISPUTE_CODES = [
  "not-found",
  "receipt-not-final",
  "receipt-line-unknown",
  "product-unknown",
  "quantity-invalid",
  "contest-too-late",
  "contest-already-open",
] as const;

export const GET_RECEIPT = route({
  method: "GET",
  path: "/receipts/:visitId",
  tag: "receipts",
  summary: "Get a visit's receipt",
  params: closed({ visitId: id(`The visit's id. ${FORMS}`) }),
  answers: RECEIPT_ANSWER,
  codes: ["not-found", "not-acceptable", "receipts-busy"],
});

export const GET_LINKED_RECEIPT = route({
  method: "GET",
  path: "/r/:token",
  tag: "receipts",
  summary: "Get a receipt by its link",
  description: `Anybody with the link can see it; until there is a receipt, the page says so. ${FORMS}`,
  params: TOKEN,
  answers: RECEIPT_ANSWER,
  codes: ["not-found", "not-acceptable", "receipt-yet-to-come", "receipts-busy"],
  rate: "lookUp",
});

export const GET_LINKED_RECEIPT_CART = route({
  method: "GET",
  path: "/r/:token/cart",
  tag: "receipts",
  summary: "Show a visit's cart and what it would cost now, by the receipt's link",
  params: RECEIPT_TOKEN,
  answers: { 200: { description: CART_DESCRIPTION, schema: CART } },
  codes: ["not-found"],
  rate: "lookUp",
});

export const POST_RECEIPT_DISPUTES = route({
  method: "POST",
  path: "/receipts/:visitId/disputes",
  tag: "receipts",
  summary: "Dispute a line of a receipt",
  description: DISPUTE_DESCRIPTION,
  params: closed({ visitId: id("The visit's id.") }),
  body: DISPUTE,
  answers: describeSaved(closed({ disputeId: Type.String(), ...DISPUTED })),
  codes: DISPUTE_CODES,
});

export const POST_LINKED_RECEIPT_DISPUTES = route({
  method: "POST",
  path: "/r/:token/disputes",
  tag: "receipts",
  summary: "Dispute a line of a receipt, by its link",
  description: DISPUTE_DESCRIPTION,
  params: RECEIPT_TOKEN,
  body: DISPUTE,
  answers: describeSaved(closed({ disputeId: Type.String(), ...DISPUTED })),
  codes: DISPUTE_CODES,
  rate: "lookUp",
});

export const POST_RECEIPT_CONTESTS = route({
  ...POST_RECEIPT_DISPUTES,
  path: "/receipts/:visitId/contests",
  replacedBy: "POST /v1/receipts/{visitId}/disputes",
  answers: describeSaved(closed({ contestId: Type.String(), ...DISPUTED })),
});

export const POST_LINKED_RECEIPT_CONTESTS = route({
  ...POST_LINKED_RECEIPT_DISPUTES,
  path: "/r/:token/contests",
  replacedBy: "POST /v1/r/{token}/disputes",
  answers: describeSaved(closed({ contestId: Type.String(), ...DISPUTED })),
});
