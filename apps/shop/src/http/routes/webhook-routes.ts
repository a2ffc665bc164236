import {
  GET_WEBHOOK_DELIVERIES,
  GET_WEBHOOKS,
  POST_WEBHOOK_ENABLE,
  POST_WEBHOOK_REDELIVER,
} from "@saunter/protocol/http/webhook-routes";
import { PAGE_ROWS } from "@saunter/protocol/limits";
import { RefusedError } from "../../domain/shop-context.ts";
import { createPublicReader, toPublicEvent } from "../../publish/to-public-event.ts";
import { createWebhookDesk, type StoredWebhookDesk } from "../../publish/webhook-desk.ts";
import { addCommand, addRead, type HttpContext } from "../add-route.ts";
import { decodeCursor, linkNext } from "../pages.ts";

export function addWebhookRoutes(context: HttpContext): void {
  const desk = createWebhookDesk(context.deps.shop.store);
  addEndpoints(context, desk);
  addDeliveries(context, desk);
  addRedelivery(context, desk);
  addEnabling(context, desk);
}

function addEndpoints(context: HttpContext, desk: StoredWebhookDesk): void {
  addRead(context, GET_WEBHOOKS, () => ({ items: desk.list() }));
}

function addDeliveries(context: HttpContext, desk: StoredWebhookDesk): void {
  const { store } = context.deps.shop;
  addRead(context, GET_WEBHOOK_DELIVERIES, ({ params: { endpointId }, query, url }) => {
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
  });
}

function addRedelivery(context: HttpContext, desk: StoredWebhookDesk): void {
  addCommand(
    context,
    POST_WEBHOOK_REDELIVER,
    (tx, { params: { endpointId }, body: { eventId } }) => {
      const deliveries = desk.redeliver(tx, endpointId, eventId);
      if (deliveries === null) throw refuseEndpoint();
      return { status: 200, body: { deliveries } };
    },
  );
}

function addEnabling(context: HttpContext, desk: StoredWebhookDesk): void {
  addCommand(context, POST_WEBHOOK_ENABLE, (tx, { params: { endpointId } }) => {
    if (!desk.enable(tx, endpointId)) throw refuseEndpoint();
    return { status: 200, body: { endpointId } };
  });
}

function refuseEndpoint(): RefusedError {
  return new RefusedError("not-found", "there is no such endpoint, or nothing was sent to it");
}
