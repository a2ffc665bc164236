/** Whom the chain tells what happens in its shops. */
import Type from "typebox";
import { atMs, closed, count, id, nullable, oneOf, text } from "../../http/schemas.ts";
import { EVENT_PATTERNS } from "../../public-event.ts";
import { chainRoute } from "./chain-route-spec.ts";

const URL_CHARS_MAX = 500;

const SUBSCRIPTION = closed({
  subscriptionId: Type.String(),
  organisationId: nullable(Type.String({ description: "Whose shops; null: all." })),
  url: Type.String(),
  eventTypes: Type.Array(Type.String()),
  isEnabled: Type.Boolean(),
  formerUntilMs: nullable(atMs("Until when the secret before signs as well")),
  pending: count("Deliveries that wait."),
  dead: count("Deliveries that were given up."),
});

const SECRET = closed({
  subscriptionId: Type.String(),
  secret: Type.String({ description: "It signs what is sent. It is shown once." }),
});

const DELIVERY = closed({
  shopId: Type.String(),
  position: count("Of the event in the shop's journal."),
  type: Type.String({ description: "Such as `receipt.finalised`." }),
  status: oneOf(["pending", "delivered", "dead"], "`dead`: it was given up."),
  attempts: count("Attempts so far."),
  nextMs: nullable(atMs("When it is tried next")),
  endedMs: nullable(atMs("When it was delivered or given up")),
  lastAnswer: nullable(Type.String({ description: "Status and beginning of the last answer." })),
});

const params = closed({ subscriptionId: id("The webhook's id.") });
const codes = ["not-found"] as const;

export const GET_WEBHOOKS = chainRoute({
  method: "GET",
  path: "/webhooks",
  tag: "webhooks",
  summary: "List webhooks",
  answers: {
    200: {
      description: "All of them.",
      schema: closed({
        items: Type.Array(SUBSCRIPTION),
      }),
    },
  },
});

export const POST_WEBHOOKS = chainRoute({
  method: "POST",
  path: "/webhooks",
  tag: "webhooks",
  summary: "Add a webhook",
  description: "It gets what happens from now on.",
  body: closed(
    {
      url: text(URL_CHARS_MAX, "Where events are sent, https or http."),
      eventTypes: Type.Array(Type.Enum([...EVENT_PATTERNS]), { minItems: 1, maxItems: 50 }),
      organisationId: nullable(id("Whose shops; null: all of the chain's.")),
    },
    {
      examples: [
        {
          url: "https://example.com/saunter",
          eventTypes: ["receipt.*"],
          organisationId: null,
        },
      ],
    },
  ),
  answers: { 201: { description: "Its secret.", schema: SECRET } },
  codes,
});

export const POST_WEBHOOK_ROTATE = chainRoute({
  method: "POST",
  path: "/webhooks/:subscriptionId/rotate",
  tag: "webhooks",
  summary: "Make a new secret",
  description: "The one before signs as well for a day.",
  params,
  answers: { 200: { description: "The new secret.", schema: SECRET } },
  codes,
});

export const POST_WEBHOOK_STATE = chainRoute({
  method: "POST",
  path: "/webhooks/:subscriptionId/state",
  tag: "webhooks",
  summary: "Pause a webhook, or go on with it",
  description: "What happens meanwhile waits.",
  params,
  body: closed({ isEnabled: Type.Boolean() }, { examples: [{ isEnabled: false }] }),
  answers: { 204: { description: "It is so." } },
  codes,
});

export const POST_WEBHOOK_TEST = chainRoute({
  method: "POST",
  path: "/webhooks/:subscriptionId/test",
  tag: "webhooks",
  summary: "Send a signed test event",
  params,
  answers: {
    200: {
      description: "What the receiver answered.",
      schema: closed({
        isTaken: Type.Boolean({ description: "It answered with a status of success." }),
        answer: Type.String({ description: "Status and beginning of the answer." }),
      }),
    },
  },
  codes,
});

export const POST_WEBHOOK_RESEND = chainRoute({
  method: "POST",
  path: "/webhooks/:subscriptionId/resend",
  tag: "webhooks",
  summary: "Send again what was given up",
  params,
  answers: {
    200: { description: "How many.", schema: closed({ count: count("Deliveries.") }) },
  },
  codes,
});

export const POST_WEBHOOK_REMOVE = chainRoute({
  method: "POST",
  path: "/webhooks/:subscriptionId/remove",
  tag: "webhooks",
  summary: "Remove a webhook with what waits for it",
  params,
  answers: { 204: { description: "It is gone." } },
  codes,
});

export const GET_WEBHOOK_DELIVERIES = chainRoute({
  method: "GET",
  path: "/webhooks/:subscriptionId/deliveries",
  tag: "webhooks",
  summary: "List deliveries of a webhook",
  params,
  answers: {
    200: {
      description: "Up to 100: those that were given up first, then those that wait.",
      schema: closed({ items: Type.Array(DELIVERY) }),
    },
  },
  codes,
});
