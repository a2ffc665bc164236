/** How the process and its sensors are. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { atMs, closed, count, deprecated, nullable, oneOf } from "./schemas.ts";

const CAMERA = closed({
  cameraId: Type.String({ description: "As the file of cameras has it." }),
  state: oneOf(["starting", "live", "stalled", "waiting", "ended"], "How its stream is."),
  isResting: Type.Boolean({ description: "Pictures come now and then, as nobody is there." }),
  message: Type.String({ description: "The same in words." }),
  framesPerS: Type.Number({ minimum: 0, description: "Frames that are looked at, a second." }),
  droppedShare: Type.Number({
    ...{ minimum: 0, maximum: 1 },
    description: "Of its frames, those that gave way to newer ones.",
  }),
  lastFrameMs: nullable(atMs("When its last picture came")),
  isLeftOut: Type.Boolean({ description: "What it sees does not count now." }),
  faults: Type.Array(
    closed({
      kind: Type.String({ description: "What is wrong, in a word." }),
      sinceMs: nullable(atMs("Since when; null of a film")),
      message: Type.String({ description: "What is wrong, and what to look at." }),
    }),
  ),
});

const HEALTH = closed({
  nowMs: atMs("By the shop's clock"),
  startedMs: atMs("When the process began"),
  lagMs: Type.Number({ minimum: 0, description: "How late the loop was, 99th percentile, ms." }),
  memoryBytes: count("Memory of the process."),
  diskFreeBytes: count("Room on the disk of the shop's folder."),
  diskBytes: count("Size of that disk."),
  isDiskLow: Type.Boolean({ description: "It is nearly full: there is an alert." }),
  isSlow: Type.Boolean({ description: "The loop has been late for a minute: there is an alert." }),
  journalEvents: count("Events of the journal."),
  providerSilentSinceMs: nullable(atMs("Since when the payment provider is silent")),
  sensors: Type.Array(
    closed({
      name: Type.String(),
      lastMessageMs: nullable(
        atMs("When its last message came; null: none since the process started"),
      ),
      heardMs: deprecated(nullable(atMs("The same, by its former name"))),
      isQuiet: Type.Boolean({ description: "Its messages have stopped for too long." }),
    }),
  ),
  cameras: Type.Array(CAMERA, { description: "None where the shop looks through none." }),
  backlog: closed({
    charges: count("Charges that are being worked on."),
    reviews: count("Reviews that wait for a person."),
    webhooks: count("Deliveries that are on their way."),
    mails: count("Mails that are on their way."),
  }),
});

export const GET_HEALTHZ = route({
  method: "GET",
  path: "/healthz",
  tag: "health",
  summary: "Whether the process lives",
  answers: {
    200: { description: "It does.", schema: closed({ status: Type.Literal("alive") }) },
  },
});

export const GET_READYZ = route({
  method: "GET",
  path: "/readyz",
  tag: "health",
  summary: "Whether the shop can serve",
  answers: {
    200: {
      description: "It can.",
      schema: closed({
        status: Type.Literal("ready"),
        position: count("Events of the journal."),
        providerSilentSinceMs: nullable(atMs("Since when the payment provider is silent")),
      }),
    },
  },
  codes: ["not-ready"],
});

export const GET_HEALTH = route({
  method: "GET",
  path: "/health",
  tag: "health",
  summary: "How the process and its sensors are at this moment",
  answers: { 200: { description: "What there is.", schema: HEALTH } },
});

export const GET_METRICS = route({
  method: "GET",
  path: "/metrics",
  tag: "health",
  summary: "Figures for Prometheus",
  answers: { 200: { description: "Text.", content: { "text/plain": Type.String() } } },
});

export const GET_OPENAPI_JSON = route({
  method: "GET",
  path: "/openapi.json",
  tag: "health",
  summary: "This document: OpenAPI 3.1",
  answers: {
    200: { description: "All routes.", schema: Type.Object({ openapi: Type.String() }) },
  },
});
