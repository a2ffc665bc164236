/** What a shopper owes, and how they pay it on their own phone. */
import Type from "typebox";
import { RECEIPT_TOKEN } from "./receipt-link-schemas.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, id, LIST_QUERY, minor, nullable, pageOf } from "./schemas.ts";

const OWED = {
  owedMinor: minor("Still to be paid"),
  currency: Type.String(),
  sinceMs: nullable(atMs("When it became a debt; null: it is none")),
  isUnconfirmed: Type.Boolean({ description: "A payment waits for the payer's confirmation." }),
  actionUrl: nullable(Type.String({ description: "Where the payer confirms it with their bank." })),
};

export const DEBT = closed({ visitId: Type.String(), ...OWED });

const PARAMS = closed({ visitId: id("One of your visits.") });

export const GET_ME_DEBTS = route({
  method: "GET",
  path: "/me/debts",
  tag: "me",
  summary: "List your debts, oldest first",
  query: closed(LIST_QUERY),
  answers: { 200: { description: "A page of your debts.", schema: pageOf(DEBT) } },
});

export const POST_ME_DEBT_PAY = route({
  method: "POST",
  path: "/me/debts/:visitId/pay",
  tag: "me",
  summary: "Pay a debt of yours with your current card",
  description: "Asks the payment provider; read your debts for its answer.",
  params: PARAMS,
  answers: {
    202: {
      description: "The payment is in progress.",
      schema: closed({ visitId: Type.String(), amountMinor: minor("Amount charged") }),
    },
  },
  codes: ["not-found", "debt-not-open", "charge-not-open", "entry-card-refused"],
});

export const POST_ME_DEBT_CALL_OFF = route({
  method: "POST",
  path: "/me/debts/:visitId/call-off",
  tag: "me",
  summary: "Cancel a payment that you have not confirmed, to pay with another card",
  params: PARAMS,
  answers: { 202: { description: "The payment is being cancelled.", schema: DEBT } },
  codes: ["not-found", "charge-not-open"],
});

export const GET_LINKED_RECEIPT_DEBT = route({
  method: "GET",
  path: "/r/:token/debt",
  tag: "receipts",
  summary: "Show what is still due of a receipt, by its link",
  params: RECEIPT_TOKEN,
  answers: { 200: { description: "Empty when it is paid.", schema: closed(OWED) } },
  codes: ["not-found"],
  rate: "lookUp",
});
