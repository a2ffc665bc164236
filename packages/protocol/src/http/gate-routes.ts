/** Whoever stands at a gate: what the display there shows, what their phone is told, and asks. */
import Type from "typebox";
import { ADMISSION, ENTRY_CODES, GATE_PARAMS, PARTY_SIZE_OF_CODE } from "./entry-routes.ts";
import { GATE } from "./gate-schemas.ts";
import { RECEIPT_URL } from "./receipt-link-schemas.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, nullable, oneOf } from "./schemas.ts";

const VERSION = Type.String({ pattern: "^[A-Za-z0-9_-]{12}$" });

export const HAVE = closed({
  version: Type.Optional(
    Type.String({
      pattern: "^[A-Za-z0-9_-]{12}$",
      description:
        "Of the last answer: the next comes when there is something else, or in a while.",
    }),
  ),
});

const KIND = oneOf(
  ["asking", "refused", "admitted"],
  "The bank is asked; the way in was refused; the gate is open.",
);

const TOLD = closed({
  kind: KIND,
  code: nullable(Type.String({ description: "Why it was refused, as errors have it." })),
  atMs: atMs("When"),
});

export const GET_GATE_WATCH = route({
  method: "GET",
  path: "/gates/:gateId/watch",
  tag: "entry",
  summary: "What the display at a gate has to show",
  params: GATE_PARAMS,
  query: HAVE,
  answers: {
    200: {
      description: "What there is now.",
      schema: closed({
        version: VERSION,
        gate: GATE,
        told: nullable(TOLD),
        receiptUrl: RECEIPT_URL,
        inviteUrl: nullable(
          Type.String({
            description:
              "A page on which a phone that is at the gate comes in by passkey; another every 15 s.",
          }),
        ),
      }),
    },
  },
  codes: ["gate-unknown"],
});

export const GET_ME_ENTRY = route({
  method: "GET",
  path: "/me/entry",
  tag: "me",
  summary: "What has just become of your code at a gate",
  description: "Events tell of visits; that none was begun is told here alone.",
  query: HAVE,
  answers: {
    200: {
      description: "What there is now.",
      schema: closed({ version: VERSION, told: nullable(TOLD) }),
    },
  },
});

const INVITATION = Type.String({
  pattern: "^[A-Za-z0-9_-]{27}$",
  description: "Of the address that the gate's display shows.",
});

export const POST_GATE_INVITED_PASSKEY_OPTIONS = route({
  method: "POST",
  path: "/gates/:gateId/invited/passkey-options",
  tag: "entry",
  summary: "What a phone at this gate has to ask its passkey",
  params: GATE_PARAMS,
  body: closed(
    { invitation: INVITATION },
    { examples: [{ invitation: "B2tVYwABAgMEBQYHCAkKCwwNDg8" }] },
  ),
  answers: {
    200: { description: "Options for `navigator.credentials.get`.", schema: Type.Object({}) },
  },
  codes: [
    "gate-unknown",
    "gate-leads-out",
    "entry-method-unavailable",
    "entry-code-invalid",
    "entry-code-expired",
  ],
  rate: "signIn",
});

export const POST_GATE_INVITED_ENTRIES = route({
  method: "POST",
  path: "/gates/:gateId/invited/entries",
  tag: "entry",
  summary: "Come in by a passkey on your phone",
  description:
    "The passkey answers a question that only those at the gate have: nobody needs to be signed in.",
  params: GATE_PARAMS,
  body: closed(
    {
      response: Type.Object(
        {},
        { description: "As `navigator.credentials.get` gives it, as JSON." },
      ),
      partySize: PARTY_SIZE_OF_CODE,
    },
    { examples: [{ response: {}, partySize: 1 }] },
  ),
  answers: { 201: { description: "Come in.", schema: ADMISSION } },
  codes: ENTRY_CODES,
  rate: "signIn",
});
