/** Entry at gates, and what the gates do. */

import Type from "typebox";
import { ENTRY_METHODS } from "../entry-methods.ts";
import { PARTY_MAX } from "../limits.ts";
import { GATE } from "./gate-schemas.ts";
import { RECEIPT_URL } from "./receipt-link-schemas.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  count,
  deprecated,
  id,
  LIST_QUERY,
  minor,
  nullable,
  oneOf,
  pageOf,
} from "./schemas.ts";

export const GATE_PARAMS = closed({ gateId: id("The gate's id.") });

const PARTY_SIZE = Type.Integer({
  minimum: 1,
  maximum: PARTY_MAX,
  description: "People admitted.",
});

/** A gate that does not ask how many they are leaves it to the code. */
export const PARTY_SIZE_OF_CODE = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: PARTY_MAX,
    description: "People admitted; left out: as many as the code says, else one.",
  }),
);

export const ADMISSION = closed({
  visitId: Type.String(),
  isHoldPending: Type.Boolean({
    description: "The hold is not authorised yet: the payment provider did not answer.",
  }),
  receiptUrl: RECEIPT_URL,
});

export const GET_ENTRY_TERMS = route({
  method: "GET",
  path: "/entry/terms",
  tag: "entry",
  summary: "Show the terms of entry",
  answers: {
    200: {
      description: "The current terms.",
      schema: closed({
        shopName: Type.String(),
        isOpen: Type.Boolean({ description: "Whether any gate admits people now." }),
        gates: Type.Array(closed({ gateId: Type.String(), name: Type.String() }), {
          description: "All gates, with the names on their signs.",
        }),
        currency: Type.String({ description: "ISO 4217." }),
        holdMinor: minor("Amount held at entry; 0: none"),
        releaseText: Type.String({
          description: "When the hold is released, in words, in the shop's language.",
        }),
        releaseTexts: Type.Array(
          closed({ language: Type.String({ description: "BCP 47." }), text: Type.String() }),
          { description: "The same in other languages." },
        ),
        methods: Type.Array(oneOf(ENTRY_METHODS)),
        partyMax: count("People admitted on one entry, at most."),
        disputeMs: count("How long a receipt can be disputed, ms."),
        contestMs: deprecated(count("The same, by its former name")),
        reviewWithinMs: count(
          "A review that nobody decides is settled in the shopper's favour after this time, ms.",
        ),
        notice: Type.String({
          description: "What the shop records of people, in its language.",
        }),
      }),
    },
  },
});

export const GET_GATES = route({
  method: "GET",
  path: "/gates",
  tag: "entry",
  summary: "Show the state of each gate",
  query: closed(LIST_QUERY),
  answers: { 200: { description: "A page of gates.", schema: pageOf(GATE) } },
});

export const ENTRY_CODES = [
  "gate-unknown",
  "gate-leads-out",
  "gate-closed",
  "gate-busy",
  "entry-method-unavailable",
  "entry-code-invalid",
  "entry-code-expired",
  "entry-code-replayed",
  "entry-card-refused",
  "entry-badge-unknown",
  "entry-badge-blocked",
  "entry-passkey-refused",
  "entry-barred-by-debt",
  "entry-hold-declined",
  "entry-hold-refused",
  "entry-offline",
  "entry-interrupted",
  "party-size-invalid",
] as const;

export const POST_GATE_PASSKEY_OPTIONS = route({
  method: "POST",
  path: "/gates/:gateId/passkey-options",
  tag: "entry",
  summary: "Get the browser's options for a passkey at this gate",
  params: GATE_PARAMS,
  answers: {
    200: { description: "Options for `navigator.credentials.get`.", schema: Type.Object({}) },
  },
  codes: ["gate-unknown", "gate-leads-out", "entry-method-unavailable"],
});

export const POST_GATE_ENTRIES = route({
  method: "POST",
  path: "/gates/:gateId/entries",
  tag: "entry",
  summary: "Request entry at a gate",
  description:
    "Open the gate on 201 only. Repeated with the same idempotency key, the request opens no second visit.",
  params: GATE_PARAMS,
  body: closed(
    {
      method: oneOf(ENTRY_METHODS),
      shown: Type.Unknown({
        description:
          "By method: the code's text; `{requestId}` of a card; `{badgeNumber, readingId}`; the passkey's response.",
      }),
      partySize: PARTY_SIZE_OF_CODE,
    },
    { examples: [{ method: "qr", shown: "AQR0…" }] },
  ),
  answers: { 201: { description: "Admitted: the gate opens.", schema: ADMISSION } },
  codes: ENTRY_CODES,
});

export const POST_GATE_ADMISSIONS = route({
  method: "POST",
  path: "/gates/:gateId/admissions",
  tag: "entry",
  summary: "Admit a shopper who pays in cash, or a colleague",
  params: GATE_PARAMS,
  body: closed(
    {
      partySize: PARTY_SIZE,
      payer: oneOf(["cash", "staff"]),
      staffId: nullable(id("Of `staff`: whose visit it is; null: yours.")),
    },
    { examples: [{ partySize: 1, payer: "cash", staffId: null }] },
  ),
  answers: { 201: { description: "Admitted.", schema: ADMISSION } },
  codes: ["gate-unknown", "gate-leads-out", "gate-closed", "gate-busy", "party-size-invalid"],
});

export const POST_GATE_MODE = route({
  method: "POST",
  path: "/gates/:gateId/mode",
  tag: "entry",
  summary: "Hold a gate open, close it, or set it to automatic",
  params: GATE_PARAMS,
  body: closed(
    { mode: oneOf(["automatic", "held-open", "closed"]) },
    { examples: [{ mode: "held-open" }] },
  ),
  answers: {
    200: {
      description: "The mode is set.",
      schema: closed({
        gateId: Type.String(),
        mode: oneOf(["automatic", "held-open", "closed"]),
        setMs: atMs("When"),
      }),
    },
  },
  codes: ["gate-unknown"],
});
