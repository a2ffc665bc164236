/** How the process and its sensors are. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { atMs, closed, count, deprecated, named, nullable, oneOf } from "./schemas.ts";

export const CAMERA = named(
  "Camera",
  closed({
    cameraId: Type.String({ description: "As in the cameras file." }),
    state: oneOf(["starting", "live", "stalled", "waiting", "ended"], "State of its stream."),
    isResting: Type.Boolean({ description: "At a low frame rate, as nobody is in view." }),
    message: Type.String({ description: "The state in words." }),
    framesPerS: Type.Number({ minimum: 0, description: "Frames processed a second." }),
    droppedShare: Type.Number({
      minimum: 0,
      maximum: 1,
      description: "Share of frames dropped for newer ones.",
    }),
    lastFrameMs: nullable(atMs("When its last frame came")),
    isLeftOut: Type.Boolean({ description: "Its detections do not count now." }),
    clockOffsetMs: nullable(
      Type.Number({
        description:
          "How much later its frames are stamped than the readings of live scales, ms; null: not known, or no live scales.",
      }),
    ),
    faults: Type.Array(
      closed({
        kind: Type.String({ description: "The fault's code." }),
        sinceMs: nullable(atMs("Since when; null for a video file")),
        message: Type.String({ description: "What is wrong and what to check." }),
      }),
    ),
  }),
);

const HEALTH = named(
  "Health",
  closed({
    nowMs: atMs("By the shop's clock"),
    startedMs: atMs("When the process started"),
    lagMs: Type.Number({ minimum: 0, description: "Event loop delay, 99th percentile, ms." }),
    memoryBytes: count("Memory of the process."),
    diskFreeBytes: count("Free space on the disk of the shop's folder."),
    diskBytes: count("Size of that disk."),
    isDiskLow: Type.Boolean({ description: "It is nearly full; an alert is open." }),
    isSlow: Type.Boolean({
      description: "The event loop has been late for a minute; an alert is open.",
    }),
    journalEvents: count("Events of the journal."),
    providerSilentSinceMs: nullable(atMs("When the payment provider stopped answering")),
    sensors: Type.Array(
      closed({
        name: Type.String(),
        lastMessageMs: nullable(
          atMs("When its last message came; null: none since the process started"),
        ),
        heardMs: deprecated(nullable(atMs("The same, by its former name"))),
        isQuiet: Type.Boolean({ description: "Its messages have stopped for too long." }),
        hasFault: Type.Boolean({ description: "A plate or a controller of it has a fault." }),
      }),
    ),
    cameras: Type.Array(CAMERA, { description: "Empty in a shop without cameras." }),
    backlog: closed({
      charges: count("Charges in progress."),
      reviews: count("Open reviews."),
      webhooks: count("Webhook deliveries in progress."),
      mails: count("E-mails in progress."),
    }),
  }),
);

export const GET_HEALTHZ = route({
  method: "GET",
  path: "/healthz",
  tag: "health",
  summary: "Check that the process is alive",
  answers: {
    200: { description: "It is alive.", schema: closed({ status: Type.Literal("alive") }) },
  },
});

export const GET_READYZ = route({
  method: "GET",
  path: "/readyz",
  tag: "health",
  summary: "Check that the shop is ready",
  answers: {
    200: {
      description: "It is ready.",
      schema: closed({
        status: Type.Literal("ready"),
        position: count("Events of the journal."),
        providerSilentSinceMs: nullable(atMs("When the payment provider stopped answering")),
      }),
    },
  },
  codes: ["not-ready"],
});

export const GET_HEALTH = route({
  method: "GET",
  path: "/health",
  tag: "health",
  summary: "Show the state of the process, sensors and cameras",
  answers: { 200: { description: "The state.", schema: HEALTH } },
});

export const GET_METRICS = route({
  method: "GET",
  path: "/metrics",
  tag: "health",
  summary: "Metrics for Prometheus",
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
