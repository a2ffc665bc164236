/** What a shopper owes, and how they pay it on their own phone. */
import Type from "typebox";
import { RECEIPT_TOKEN } from "./receipt-link-schemas.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, id, minor, nullable } from "./schemas.ts";

const OWED = {
  owedMinor: minor("Still to be paid"),
  currency: Type.String(),
  sinceMs: nullable(atMs("Since when it is a debt; null where it is none, or none yet")),
  isUnconfirmed: Type.Boolean({ description: "A payment waits to be confirmed by the payer." }),
  actionUrl: nullable(Type.String({ description: "Where they confirm it with their bank." })),
};

export const DEBT = closed({ visitId: Type.String(), ...OWED });

const PARAMS = closed({ visitId: id("One of your visits.") });

export const GET_ME_DEBTS = route({
  method: "GET",
  path: "/me/debts",
  tag: "me",
  summary: "What you owe, the oldest first",
  answers: {
    200: { description: "Your debts.", schema: closed({ items: Type.Array(DEBT) }) },
  },
});

export const POST_ME_DEBT_PAY = route({
  method: "POST",
  path: "/me/debts/:visitId/pay",
  tag: "me",
  summary: "Pay what you owe for a visit, with your card of now",
  description: "The provider is asked; look at your debts for its answer.",
  params: PARAMS,
  answers: {
    202: {
      description: "It is being taken.",
      schema: closed({ visitId: Type.String(), amountMinor: minor("What is taken") }),
    },
  },
  codes: ["not-found", "debt-not-open", "charge-not-open", "entry-card-refused"],
});

export const POST_ME_DEBT_CALL_OFF = route({
  method: "POST",
  path: "/me/debts/:visitId/call-off",
  tag: "me",
  summary: "Call off a payment that you have yet to confirm, to pay with another card",
  params: PARAMS,
  answers: { 202: { description: "It is being called off.", schema: DEBT } },
  codes: ["not-found", "charge-not-open"],
});

export const GET_LINKED_RECEIPT_DEBT = route({
  method: "GET",
  path: "/r/:token/debt",
  tag: "receipts",
  summary: "What is still to be paid of a receipt, by its link",
  params: RECEIPT_TOKEN,
  answers: { 200: { description: "Nothing where it is paid.", schema: closed(OWED) } },
  codes: ["not-found"],
  rate: "lookUp",
});
