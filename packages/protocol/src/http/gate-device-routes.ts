/** What moves and watches gates: how each is, what its controller reports, and opening it by hand. */
import Type from "typebox";
import { GATE_DIRECTIONS, GATE_REPORT, GATE_STATES } from "../devices/gate-messages.ts";
import { GATE_PARAMS } from "./entry-routes.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, count, LIST_QUERY, nullable, oneOf, pageOf } from "./schemas.ts";

export const GATE_FAULT_KINDS = [
  "no-acknowledgement",
  "offline",
  "forced-open",
  "stuck-open",
  "fault",
  "tamper",
  "code-reader-offline",
  "card-reader-offline",
  "card-reader-refused",
] as const;

const FAULT = closed({
  kind: oneOf(GATE_FAULT_KINDS, "The fault's code."),
  sinceMs: atMs("Since when"),
  message: Type.String({ description: "What is wrong and what to check." }),
});

const GATE_DEVICE = closed({
  gateId: Type.String(),
  name: Type.String({ description: "Its name." }),
  deviceId: Type.String({ description: "Whose key its controller signs in with." }),
  actuator: nullable(oneOf(["mqtt", "http"], "How it is opened; null: not by the shop.")),
  state: nullable(oneOf(GATE_STATES, "The door, as reported; null: nothing was.")),
  lastCommand: nullable(
    closed({
      atMs: atMs("When it was told to open"),
      status: oneOf(["sent", "acknowledged", "not-acknowledged", "not-sent"]),
    }),
  ),
  lastPassage: nullable(closed({ atMs: atMs("When"), direction: oneOf(GATE_DIRECTIONS) })),
  counts: closed({
    in: count("People counted in since the process started."),
    out: count("People counted out."),
    withoutEntry: count("Of those in, for whom nobody was admitted."),
    refused: count("Messages that were no reports."),
  }),
  codeReader: nullable(oneOf(["reports", "mqtt", "serial"], "Where codes come from.")),
  cardReader: nullable(
    closed({
      readerId: Type.String({ description: "At the provider." }),
      status: oneOf(["starting", "waiting", "reading", "offline", "refused"]),
    }),
  ),
  faults: Type.Array(FAULT),
});

export const GET_GATE_DEVICES = route({
  method: "GET",
  path: "/gates/devices",
  tag: "devices",
  summary: "List the gates that the shop opens or watches itself",
  query: closed(LIST_QUERY),
  answers: {
    200: {
      description: "Those of the configuration that have a controller.",
      schema: pageOf(GATE_DEVICE),
    },
  },
});

export const POST_GATE_OPEN = route({
  method: "POST",
  path: "/gates/:gateId/open",
  tag: "devices",
  summary: "Open a gate once, without an entry",
  description:
    "For deliveries and repairs: nobody is admitted, and whoever comes in raises an alert. To admit a shopper, use `POST /v1/gates/{gateId}/admissions`.",
  params: GATE_PARAMS,
  answers: {
    200: {
      description: "The gate was told to open; `GET /v1/gates/devices` says whether it did.",
      schema: closed({ gateId: Type.String(), openedMs: atMs("When") }),
    },
  },
  codes: ["gate-unknown", "not-found"],
});

export const POST_GATE_REPORTS = route({
  method: "POST",
  path: "/gates/:gateId/reports",
  tag: "devices",
  summary: "Report what a gate's door, turnstile or code reader says",
  description:
    "For controllers without MQTT. Sign in with the key of a user of the controller's id and the role `sensor`.",
  params: GATE_PARAMS,
  body: Type.Union(GATE_REPORT.anyOf, {
    examples: [{ kind: "passage", direction: "in", passageId: "1041" }],
  }),
  answers: { 202: { description: "The report was taken.", schema: closed({}) } },
  codes: ["not-found"],
});
