/** Where events are sent, and what became of each. */
import Type from "typebox";
import { OVERLAP_HOURS_MAX, WEBHOOK_URL_CHARS_MAX } from "../limits.ts";
import { EVENT_PATTERNS } from "../public-event.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  count,
  id,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "./schemas.ts";
import { PUBLIC_EVENT } from "./visit-routes.ts";

const PARAMS = closed({ endpointId: id("The endpoint's id.") });

const TEST = closed({
  testedMs: atMs("When it was sent"),
  isAccepted: Type.Boolean({ description: "It answered with a status from 200 to 299." }),
  answer: Type.String({ description: "Its status and the beginning of its answer." }),
  tookMs: count("How long it took."),
});

const ENDPOINT = named(
  "WebhookEndpoint",
  closed({
    endpointId: Type.String(),
    url: Type.String(),
    eventTypes: Type.Array(Type.String()),
    isEnabled: Type.Boolean({
      description:
        "False after the endpoint answered that it is gone, or once somebody disabled it.",
    }),
    isAdded: Type.Boolean({
      description: "Added over the API; false: it is in the configuration, and changed there.",
    }),
    formerSecretUntilMs: nullable(
      atMs("While a secret is replaced: until when the one before signs, too"),
    ),
    pending: count("Pending deliveries."),
    dead: count("Failed deliveries, no longer retried."),
    lastTest: nullable(TEST),
  }),
);

const EVENT_ID = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

const DELIVERY = named(
  "WebhookDelivery",
  closed({
    eventId: EVENT_ID,
    status: oneOf(["pending", "delivered", "dead"]),
    attempts: count("How often it was sent."),
    nextMs: nullable(atMs("When it is retried")),
    deliveredMs: nullable(atMs("When it was accepted")),
    lastAnswer: nullable(Type.String()),
    event: nullable(PUBLIC_EVENT),
  }),
);

const EVENT_TYPES = Type.Array(
  Type.String({
    enum: EVENT_PATTERNS,
    description: "A type, a group such as `receipt.*`, or `*`.",
  }),
  { minItems: 1, maxItems: EVENT_PATTERNS.length, uniqueItems: true },
);

const SECRET = nullable(
  Type.String({
    description:
      "Signs messages. Shown in this answer alone, and again where the request is repeated with its idempotency key; null: it cannot be opened any more.",
  }),
);

const ENDPOINT_ID = closed({ endpointId: Type.String() });

export const GET_WEBHOOKS = route({
  method: "GET",
  path: "/webhooks",
  tag: "events",
  summary: "List webhook endpoints",
  query: closed(PAGE_QUERY),
  answers: { 200: { description: "A page of endpoints.", schema: pageOf(ENDPOINT) } },
});

export const POST_WEBHOOKS = route({
  method: "POST",
  path: "/webhooks",
  tag: "events",
  summary: "Add a webhook endpoint: it is sent what happens from now on",
  body: closed(
    {
      url: text(
        WEBHOOK_URL_CHARS_MAX,
        "Address that begins with https:// and leads out of the shop.",
      ),
      eventTypes: EVENT_TYPES,
    },
    { examples: [{ url: "https://books.example/saunter", eventTypes: ["receipt.*"] }] },
  ),
  answers: {
    201: {
      description: "Added.",
      schema: closed({ endpointId: Type.String(), secret: SECRET }),
    },
  },
});

export const POST_WEBHOOK_EVENTS = route({
  method: "POST",
  path: "/webhooks/:endpointId/events",
  tag: "events",
  summary: "Choose which events an endpoint is sent",
  params: PARAMS,
  body: closed({ eventTypes: EVENT_TYPES }, { examples: [{ eventTypes: ["receipt.*"] }] }),
  answers: { 200: { description: "Changed.", schema: ENDPOINT_ID } },
  codes: ["not-found", "webhook-configured"],
});

export const POST_WEBHOOK_SECRET = route({
  method: "POST",
  path: "/webhooks/:endpointId/secret",
  tag: "events",
  summary: "Replace an endpoint's secret; the one before may sign for some hours more",
  params: PARAMS,
  body: closed(
    {
      overlapHours: Type.Integer({
        minimum: 0,
        maximum: OVERLAP_HOURS_MAX,
        description: "How long messages are signed with both.",
      }),
    },
    { examples: [{ overlapHours: 24 }] },
  ),
  answers: {
    200: {
      description: "Replaced.",
      schema: closed({ endpointId: Type.String(), secret: SECRET }),
    },
  },
  codes: ["not-found", "webhook-configured"],
});

export const POST_WEBHOOK_TEST = route({
  method: "POST",
  path: "/webhooks/:endpointId/test",
  tag: "events",
  summary: "Send a test message, and show what the endpoint answers",
  params: PARAMS,
  answers: { 200: { description: "What came of it.", schema: TEST } },
  codes: ["not-found"],
});

export const POST_WEBHOOK_DISABLE = route({
  method: "POST",
  path: "/webhooks/:endpointId/disable",
  tag: "events",
  summary: "Send an endpoint nothing until it is enabled again",
  params: PARAMS,
  answers: { 200: { description: "Disabled.", schema: ENDPOINT_ID } },
  codes: ["not-found"],
});

export const POST_WEBHOOK_REMOVE = route({
  method: "POST",
  path: "/webhooks/:endpointId/remove",
  tag: "events",
  summary: "Remove an endpoint with its deliveries",
  params: PARAMS,
  answers: { 200: { description: "Removed.", schema: ENDPOINT_ID } },
  codes: ["not-found", "webhook-configured"],
});

export const GET_WEBHOOK_DELIVERIES = route({
  method: "GET",
  path: "/webhooks/:endpointId/deliveries",
  tag: "events",
  summary: "List deliveries, newest event first",
  params: PARAMS,
  query: closed(PAGE_QUERY),
  answers: { 200: { description: "A page of deliveries.", schema: pageOf(DELIVERY) } },
  codes: ["not-found"],
});

export const POST_WEBHOOK_REDELIVER = route({
  method: "POST",
  path: "/webhooks/:endpointId/redeliver",
  tag: "events",
  summary: "Resend an event, or all failed ones",
  params: PARAMS,
  body: closed({ eventId: nullable(EVENT_ID) }, { examples: [{ eventId: null }] }),
  answers: {
    200: {
      description: "They are being resent.",
      schema: closed({ deliveries: count("How many.") }),
    },
  },
  codes: ["not-found"],
});

export const POST_WEBHOOK_ENABLE = route({
  method: "POST",
  path: "/webhooks/:endpointId/enable",
  tag: "events",
  summary: "Resume an endpoint that was disabled, or had answered that it is gone",
  params: PARAMS,
  answers: {
    200: { description: "Resumed.", schema: ENDPOINT_ID },
  },
  codes: ["not-found"],
});
