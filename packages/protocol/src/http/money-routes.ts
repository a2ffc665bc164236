/** Charges, debts and cash. */
import Type from "typebox";
import { CARD } from "./card-schemas.ts";
import { CHARGE, CHARGE_HISTORY, PAYER, WITHDRAWN } from "./charge-schemas.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  id,
  minor,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  paidMinor,
} from "./schemas.ts";

export const PARAMS = closed({ chargeId: id("The charge's id: that of its visit.") });

const WORK = oneOf(
  ["now", "debt", "cash", "none"],
  "Who acts next: the process; the process, when the debt is collected again; staff; nobody.",
);

export const CHARGE_ROW = named(
  "ChargeRow",
  closed({
    chargeId: Type.String(),
    payer: PAYER,
    currency: Type.String(),
    dueMinor: nullable(minor("The receipt's total; null during the visit")),
    netMinor: minor("Charged less refunded"),
    missingMinor: minor("Still to be charged; below 0: to be refunded"),
    forgivenMinor: minor("Waived"),
    withdrawnMinor: minor(WITHDRAWN),
    debtMinor: minor("Owed"),
    debtSinceMs: nullable(atMs("Since when")),
    work: WORK,
  }),
);

const CHARGES = { 200: { description: "A page of charges.", schema: pageOf(CHARGE_ROW) } };

export const GET_CHARGES = route({
  method: "GET",
  path: "/charges",
  tag: "money",
  summary: "List charges, newest first",
  query: closed({ ...PAGE_QUERY, work: Type.Optional(WORK) }),
  answers: CHARGES,
});

export const GET_DEBTS = route({
  method: "GET",
  path: "/debts",
  tag: "money",
  summary: "List debts, oldest first",
  query: closed(PAGE_QUERY),
  answers: CHARGES,
});

export const GET_CHARGE = route({
  method: "GET",
  path: "/charges/:chargeId",
  tag: "money",
  summary: "Show the charge of a visit",
  params: PARAMS,
  answers: { 200: { description: "The charge.", schema: CHARGE } },
  codes: ["not-found"],
});

export const GET_CHARGE_HISTORY = route({
  method: "GET",
  path: "/charges/:chargeId/history",
  tag: "money",
  summary: "List what happened to a charge, in order",
  params: PARAMS,
  answers: { 200: { description: "All of it.", schema: CHARGE_HISTORY } },
  codes: ["not-found"],
});

export const POST_CHARGE_PAY = route({
  method: "POST",
  path: "/charges/:chargeId/pay",
  tag: "money",
  summary: "Pay a debt by card at a kiosk",
  description:
    "Asks the payment provider; read the charge for its answer, and for where the payer has to " +
    "confirm the payment, if their bank asks for that.",
  params: PARAMS,
  body: CARD,
  answers: {
    202: {
      description: "The payment is in progress.",
      schema: closed({ chargeId: Type.String(), amountMinor: minor("Amount charged") }),
    },
  },
  codes: [
    "not-found",
    "debt-not-open",
    "charge-not-open",
    "entry-card-refused",
    "entry-offline",
    "entry-method-unavailable",
  ],
});

export const POST_CHARGE_CALL_OFF = route({
  method: "POST",
  path: "/charges/:chargeId/call-off",
  tag: "money",
  summary: "Cancel a payment that waits for confirmation, to pay another way",
  params: PARAMS,
  answers: { 202: { description: "The payment is being cancelled.", schema: CHARGE } },
  codes: ["not-found", "charge-not-open"],
});

export const CASH = closed({ amountMinor: paidMinor() }, { examples: [{ amountMinor: 250 }] });

const CHARGE_NOW = { 201: { description: "The updated charge.", schema: CHARGE } };

const CASH_CODES = ["not-found", "charge-not-open", "cash-amount-wrong"] as const;

export const POST_CHARGE_CASH = route({
  method: "POST",
  path: "/charges/:chargeId/cash",
  tag: "money",
  summary: "Record cash received for what is due",
  params: PARAMS,
  body: CASH,
  answers: CHARGE_NOW,
  codes: CASH_CODES,
});

export const POST_CHARGE_CASH_RETURN = route({
  method: "POST",
  path: "/charges/:chargeId/cash-return",
  tag: "money",
  summary: "Record cash refunded",
  params: PARAMS,
  body: CASH,
  answers: CHARGE_NOW,
  codes: CASH_CODES,
});

export const POST_CHARGE_FORGIVE = route({
  method: "POST",
  path: "/charges/:chargeId/forgive",
  tag: "money",
  summary: "Waive what is due",
  params: PARAMS,
  answers: { 200: { description: "The updated charge.", schema: CHARGE } },
  codes: ["not-found", "debt-not-open", "charge-not-open"],
});

export const POST_PAYMENTS_NOTICES = route({
  method: "POST",
  path: "/payments/notices",
  tag: "money",
  summary: "The payment provider's webhook",
  description: "Needs no idempotency key: a repeated notice is recognised.",
  body: Type.Unknown({ examples: [{ id: "evt_1", type: "payment_intent.succeeded" }] }),
  answers: {
    200: {
      description: "Genuine.",
      schema: closed({ isTaken: Type.Boolean({ description: "Whether it changed anything." }) }),
    },
  },
  codes: ["notice-forged"],
});
