/** Where events are sent, and what became of each. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { atMs, closed, count, id, nullable, oneOf, PAGE_QUERY, pageOf } from "./schemas.ts";
import { PUBLIC_EVENT } from "./visit-routes.ts";

const PARAMS = closed({ endpointId: id("The endpoint's id.") });

const ENDPOINT = closed({
  endpointId: Type.String(),
  url: Type.String(),
  eventTypes: Type.Array(Type.String()),
  isEnabled: Type.Boolean({ description: "False after the endpoint answered that it is gone." }),
  pending: count("Pending deliveries."),
  dead: count("Failed deliveries, no longer retried."),
});

const EVENT_ID = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

const DELIVERY = closed({
  eventId: EVENT_ID,
  status: oneOf(["pending", "delivered", "dead"]),
  attempts: count("How often it was sent."),
  nextMs: nullable(atMs("When it is retried")),
  deliveredMs: nullable(atMs("When it was accepted")),
  lastAnswer: nullable(Type.String()),
  event: nullable(PUBLIC_EVENT),
});

export const GET_WEBHOOKS = route({
  method: "GET",
  path: "/webhooks",
  tag: "events",
  summary: "List webhook endpoints",
  answers: {
    200: {
      description: "All endpoints of the configuration.",
      schema: closed({ items: Type.Array(ENDPOINT) }),
    },
  },
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
  summary: "Resume an endpoint that had answered that it is gone",
  params: PARAMS,
  answers: {
    200: { description: "Resumed.", schema: closed({ endpointId: Type.String() }) },
  },
  codes: ["not-found"],
});
