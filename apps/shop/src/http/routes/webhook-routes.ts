import {
  atMs,
  closed,
  count,
  id,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
} from "@saunter/protocol/http/schemas";
import { PAGE_ROWS } from "@saunter/protocol/limits";
import Type from "typebox";
import { RefusedError } from "../../domain/shop-context.ts";
import { createPublicReader, toPublicEvent } from "../../publish/to-public-event.ts";
import { createWebhookDesk, type StoredWebhookDesk } from "../../publish/webhook-desk.ts";
import { addCommand, addRead, type HttpContext } from "../add-route.ts";
import { decodeCursor, linkNext } from "../pages.ts";
import { PUBLIC_EVENT } from "./visit-routes.ts";

const PARAMS = closed({ endpointId: id("The endpoint's id.") });

const ENDPOINT = closed({
  endpointId: Type.String(),
  url: Type.String(),
  eventTypes: Type.Array(Type.String()),
  isEnabled: Type.Boolean({ description: "Off where the endpoint has said that it is gone." }),
  pending: count("Deliveries that wait."),
  dead: count("Deliveries that were given up."),
});

const EVENT_ID = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

const DELIVERY = closed({
  eventId: EVENT_ID,
  status: oneOf(["pending", "delivered", "dead"]),
  attempts: count("How often it was sent."),
  nextMs: nullable(atMs("When it is sent again")),
  deliveredMs: nullable(atMs("When it was taken")),
  lastAnswer: nullable(Type.String()),
  event: nullable(PUBLIC_EVENT),
});

export function addWebhookRoutes(context: HttpContext): void {
  const desk = createWebhookDesk(context.deps.shop.store);
  addEndpoints(context, desk);
  addDeliveries(context, desk);
  addRedelivery(context, desk);
  addEnabling(context, desk);
}

function addEndpoints(context: HttpContext, desk: StoredWebhookDesk): void {
  addRead(
    context,
    {
      method: "GET",
      path: "/webhooks",
      tag: "events",
      summary: "Where events are sent",
      answers: {
        200: {
          description: "All endpoints of the configuration.",
          schema: closed({ items: Type.Array(ENDPOINT) }),
        },
      },
    },
    () => ({ items: desk.list() }),
  );
}

function addDeliveries(context: HttpContext, desk: StoredWebhookDesk): void {
  const { store } = context.deps.shop;
  addRead(
    context,
    {
      method: "GET",
      path: "/webhooks/:endpointId/deliveries",
      tag: "events",
      summary: "What was sent there, the newest event first",
      params: PARAMS,
      query: closed(PAGE_QUERY),
      answers: { 200: { description: "A page of deliveries.", schema: pageOf(DELIVERY) } },
      codes: ["not-found"],
    },
    ({ params: { endpointId }, query, url }) => {
      const after = query.after === undefined ? [] : decodeCursor(query.after, 1);
      const beforeEventId = Number(after[0] ?? Number.MAX_SAFE_INTEGER);
      const limit = query.limit ?? PAGE_ROWS;
      const found = desk.listDeliveries(endpointId, { beforeEventId, limit: limit + 1 });
      if (found === null) throw refuseEndpoint();
      const reader = createPublicReader(store);
      const items = found.slice(0, limit).map((delivery) => {
        const [stored] = store.readFrom(delivery.eventId, 1);
        return { ...delivery, event: stored === undefined ? null : toPublicEvent(stored, reader) };
      });
      const last = found.length > limit ? items.at(-1) : undefined;
      return { items, next: last === undefined ? null : linkNext(url, [last.eventId]) };
    },
  );
}

function addRedelivery(context: HttpContext, desk: StoredWebhookDesk): void {
  addCommand(
    context,
    {
      method: "POST",
      path: "/webhooks/:endpointId/redeliver",
      tag: "events",
      summary: "Send an event again, or all that were given up",
      params: PARAMS,
      body: closed({ eventId: nullable(EVENT_ID) }, { examples: [{ eventId: null }] }),
      answers: {
        200: {
          description: "So many are sent again.",
          schema: closed({ deliveries: count("How many.") }),
        },
      },
      codes: ["not-found"],
    },
    (tx, { params: { endpointId }, body: { eventId } }) => {
      const deliveries = desk.redeliver(tx, endpointId, eventId);
      if (deliveries === null) throw refuseEndpoint();
      return { status: 200, body: { deliveries } };
    },
  );
}

function addEnabling(context: HttpContext, desk: StoredWebhookDesk): void {
  addCommand(
    context,
    {
      method: "POST",
      path: "/webhooks/:endpointId/enable",
      tag: "events",
      summary: "Send events to an endpoint again that had said it was gone",
      params: PARAMS,
      answers: {
        200: { description: "It is on.", schema: closed({ endpointId: Type.String() }) },
      },
      codes: ["not-found"],
    },
    (tx, { params: { endpointId } }) => {
      if (!desk.enable(tx, endpointId)) throw refuseEndpoint();
      return { status: 200, body: { endpointId } };
    },
  );
}

function refuseEndpoint(): RefusedError {
  return new RefusedError("not-found", "there is no such endpoint, or nothing was sent to it");
}
