/** Entry at gates, and what the gates do. */
import Type from "typebox";
import { PARTY_MAX } from "../limits.ts";
import { GATE } from "./gate-schemas.ts";
import { RECEIPT_URL } from "./receipt-link-schemas.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, count, id, minor, nullable, oneOf } from "./schemas.ts";

export const METHODS = ["qr", "card", "badge", "passkey"] as const;

export const GATE_PARAMS = closed({ gateId: id("The gate's id.") });

const PARTY_SIZE = Type.Integer({ minimum: 1, maximum: PARTY_MAX, description: "People let in." });

/** A gate that does not ask how many they are leaves it to the code. */
export const PARTY_SIZE_OF_CODE = Type.Optional(
  Type.Integer({
    minimum: 1,
    maximum: PARTY_MAX,
    description: "People let in; where left out as many as a code says, else one.",
  }),
);

export const ADMISSION = closed({
  visitId: Type.String(),
  isHoldPending: Type.Boolean({ description: "The provider could not be asked for the hold yet." }),
  receiptUrl: RECEIPT_URL,
});

export const GET_ENTRY_TERMS = route({
  method: "GET",
  path: "/entry/terms",
  tag: "entry",
  summary: "What whoever comes in agrees to",
  answers: {
    200: {
      description: "The terms of now.",
      schema: closed({
        shopName: Type.String(),
        isOpen: Type.Boolean({ description: "Whether there is a gate that lets people in." }),
        gates: Type.Array(closed({ gateId: Type.String(), name: Type.String() }), {
          description: "All gates, as signs at them call them.",
        }),
        currency: Type.String({ description: "ISO 4217." }),
        holdMinor: minor("Held at entry; 0 where nothing is"),
        releaseText: Type.String({
          description: "When what is held is let go, in the shop's language.",
        }),
        releaseTexts: Type.Array(
          closed({ language: Type.String({ description: "BCP 47." }), text: Type.String() }),
          { description: "The same in other languages." },
        ),
        methods: Type.Array(oneOf(METHODS)),
        partyMax: count("People of one entry."),
        contestMs: count("How long a receipt can be contested, ms."),
        reviewWithinMs: count("A review is over after so long, in the shopper's favour; ms."),
        notice: Type.String({
          description: "What is recorded of people, in the shop's language.",
        }),
      }),
    },
  },
});

export const GET_GATES = route({
  method: "GET",
  path: "/gates",
  tag: "entry",
  summary: "What each gate does now",
  answers: { 200: { description: "All gates.", schema: closed({ items: Type.Array(GATE) }) } },
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
  summary: "What a passkey has to be asked at this gate",
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
  summary: "Show something at the gate",
  description:
    "The gate opens on 201 alone. Sent again with its key, the same request opens no second visit.",
  params: GATE_PARAMS,
  body: closed(
    {
      method: oneOf(METHODS),
      shown: Type.Unknown({
        description:
          "By method: the code's text; `{requestId}` of a card; `{badgeNumber, readingId}`; the passkey's response.",
      }),
      partySize: PARTY_SIZE_OF_CODE,
    },
    { examples: [{ method: "qr", shown: "AQR0…" }] },
  ),
  answers: { 201: { description: "Come in.", schema: ADMISSION } },
  codes: ENTRY_CODES,
});

export const POST_GATE_ADMISSIONS = route({
  method: "POST",
  path: "/gates/:gateId/admissions",
  tag: "entry",
  summary: "Let somebody in who pays in cash, or who works here",
  params: GATE_PARAMS,
  body: closed(
    {
      partySize: PARTY_SIZE,
      payer: oneOf(["cash", "staff"]),
      staffId: nullable(id("Whose visit it is; null: your own. Of `staff`.")),
    },
    { examples: [{ partySize: 1, payer: "cash", staffId: null }] },
  ),
  answers: { 201: { description: "They may come in.", schema: ADMISSION } },
  codes: ["gate-unknown", "gate-leads-out", "gate-closed", "gate-busy", "party-size-invalid"],
});

export const POST_GATE_MODE = route({
  method: "POST",
  path: "/gates/:gateId/mode",
  tag: "entry",
  summary: "Hold a gate open, close it, or leave it to itself",
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
