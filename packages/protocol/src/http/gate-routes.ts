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
        "The last answer's tag: the next answer comes when something changes, or after a while.",
    }),
  ),
});

const KIND = oneOf(
  ["asking", "refused", "admitted"],
  "`asking`: the bank is being asked; `refused`; `admitted`: the gate is open.",
);

const TOLD = closed({
  kind: KIND,
  code: nullable(Type.String({ description: "Why it was refused: an error code." })),
  atMs: atMs("When"),
});

export const GET_GATE_WATCH = route({
  method: "GET",
  path: "/gates/:gateId/watch",
  tag: "entry",
  summary: "Get what a gate's display shows",
  params: GATE_PARAMS,
  query: HAVE,
  answers: {
    200: {
      description: "The current state.",
      schema: closed({
        version: VERSION,
        gate: GATE,
        told: nullable(TOLD),
        receiptUrl: RECEIPT_URL,
        inviteUrl: nullable(
          Type.String({
            description:
              "Link to the page where a phone at the gate enters by passkey; a new one every 15 s.",
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
  summary: "Show what a gate answered to your code",
  description: "Events report visits; only this route reports that no visit was opened.",
  query: HAVE,
  answers: {
    200: {
      description: "The current state.",
      schema: closed({ version: VERSION, told: nullable(TOLD) }),
    },
  },
});

const INVITATION = Type.String({
  pattern: "^[A-Za-z0-9_-]{27}$",
  description: "From the address on the gate's display.",
});

export const POST_GATE_INVITED_PASSKEY_OPTIONS = route({
  method: "POST",
  path: "/gates/:gateId/invited/passkey-options",
  tag: "entry",
  summary: "Get the options for a phone's passkey at this gate",
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
  summary: "Enter with a passkey on your phone",
  description:
    "The passkey signs a challenge that only phones at the gate get: no sign-in is needed.",
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
  answers: { 201: { description: "Admitted: the gate opens.", schema: ADMISSION } },
  codes: ENTRY_CODES,
  rate: "signIn",
});
