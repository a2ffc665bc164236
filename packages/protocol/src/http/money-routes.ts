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
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  paidMinor,
} from "./schemas.ts";

export const PARAMS = closed({ chargeId: id("The charge's id: that of its visit.") });

const WORK = oneOf(
  ["now", "debt", "cash", "none"],
  "Who has to do with it: the process; the process, once the debt is asked for again; staff; nobody.",
);

export const CHARGE_ROW = closed({
  chargeId: Type.String(),
  payer: PAYER,
  currency: Type.String(),
  dueMinor: nullable(minor("What the receipt says; null while the visit goes on")),
  netMinor: minor("Taken less given back"),
  missingMinor: minor("Still to be taken, or below 0 to be given back"),
  forgivenMinor: minor("Let off"),
  withdrawnMinor: minor(WITHDRAWN),
  debtMinor: minor("Owed"),
  debtSinceMs: nullable(atMs("Since when")),
  work: WORK,
});

const CHARGES = { 200: { description: "A page of charges.", schema: pageOf(CHARGE_ROW) } };

export const GET_CHARGES = route({
  method: "GET",
  path: "/charges",
  tag: "money",
  summary: "Charges, the newest first",
  query: closed({ ...PAGE_QUERY, work: Type.Optional(WORK) }),
  answers: CHARGES,
});

export const GET_DEBTS = route({
  method: "GET",
  path: "/debts",
  tag: "money",
  summary: "What is owed, the oldest first",
  query: closed(PAGE_QUERY),
  answers: CHARGES,
});

export const GET_CHARGE = route({
  method: "GET",
  path: "/charges/:chargeId",
  tag: "money",
  summary: "The money of one visit",
  params: PARAMS,
  answers: { 200: { description: "The charge.", schema: CHARGE } },
  codes: ["not-found"],
});

export const GET_CHARGE_HISTORY = route({
  method: "GET",
  path: "/charges/:chargeId/history",
  tag: "money",
  summary: "What has become of the money of one visit, in order",
  params: PARAMS,
  answers: { 200: { description: "All of it.", schema: CHARGE_HISTORY } },
  codes: ["not-found"],
});

export const POST_CHARGE_PAY = route({
  method: "POST",
  path: "/charges/:chargeId/pay",
  tag: "money",
  summary: "Pay a debt with a card, at a kiosk",
  description:
    "The provider is asked; look at the charge for its answer, and for where the payer has to " +
    "confirm it, where their bank wants that.",
  params: PARAMS,
  body: CARD,
  answers: {
    202: {
      description: "It is being taken.",
      schema: closed({ chargeId: Type.String(), amountMinor: minor("What is taken") }),
    },
  },
  codes: [
    ...(["not-found", "debt-not-open", "charge-not-open"] as const),
    ...(["entry-card-refused", "entry-offline", "entry-method-unavailable"] as const),
  ],
});

export const POST_CHARGE_CALL_OFF = route({
  method: "POST",
  path: "/charges/:chargeId/call-off",
  tag: "money",
  summary: "Call off a payment that waits to be confirmed, to pay in another way",
  params: PARAMS,
  answers: { 202: { description: "It is being called off.", schema: CHARGE } },
  codes: ["not-found", "charge-not-open"],
});

export const CASH = closed({ amountMinor: paidMinor() }, { examples: [{ amountMinor: 250 }] });

const CHARGE_NOW = { 201: { description: "The charge as it is now.", schema: CHARGE } };

const CASH_CODES = ["not-found", "charge-not-open", "cash-amount-wrong"] as const;

export const POST_CHARGE_CASH = route({
  method: "POST",
  path: "/charges/:chargeId/cash",
  tag: "money",
  summary: "Cash has been taken for what is missing",
  params: PARAMS,
  body: CASH,
  answers: CHARGE_NOW,
  codes: CASH_CODES,
});

export const POST_CHARGE_CASH_RETURN = route({
  method: "POST",
  path: "/charges/:chargeId/cash-return",
  tag: "money",
  summary: "Cash has been given back for what is too much",
  params: PARAMS,
  body: CASH,
  answers: CHARGE_NOW,
  codes: CASH_CODES,
});

export const POST_CHARGE_FORGIVE = route({
  method: "POST",
  path: "/charges/:chargeId/forgive",
  tag: "money",
  summary: "Let somebody off what is missing",
  params: PARAMS,
  answers: { 200: { description: "The charge as it is now.", schema: CHARGE } },
  codes: ["not-found", "debt-not-open", "charge-not-open"],
});

export const POST_PAYMENTS_NOTICES = route({
  method: "POST",
  path: "/payments/notices",
  tag: "money",
  summary: "The payment provider's webhook",
  description: "Needs no idempotency key: a notice that comes twice is known by itself.",
  body: Type.Unknown({ examples: [{ id: "evt_1", type: "payment_intent.succeeded" }] }),
  answers: {
    200: {
      description: "Genuine.",
      schema: closed({ isTaken: Type.Boolean({ description: "Whether it says anything." }) }),
    },
  },
  codes: ["notice-forged"],
});
