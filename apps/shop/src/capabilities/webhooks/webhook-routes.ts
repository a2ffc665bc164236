import {
  GET_WEBHOOK_DELIVERIES,
  GET_WEBHOOKS,
  POST_WEBHOOK_ENABLE,
  POST_WEBHOOK_REDELIVER,
} from "@saunter/protocol/http/webhook-routes";
import { PAGE_ROWS } from "@saunter/protocol/limits";
import { RefusedError } from "../../domain/shop-context.ts";
import { addCommand, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { decodeCursor, linkNext } from "../../http/pages.ts";
import { createPublicReader, toPublicEvent } from "../../publish/to-public-event.ts";
import { createWebhookService, type StoredWebhookService } from "../../publish/webhook-service.ts";
import { recordSecurity } from "../../security/record-security.ts";

export function addWebhookRoutes(context: HttpContext): void {
  const entryService = createWebhookService(context.deps.shop.store);
  addEndpoints(context, entryService);
  addDeliveries(context, entryService);
  addRedelivery(context, entryService);
  addEnabling(context, entryService);
}

function addEndpoints(context: HttpContext, entryService: StoredWebhookService): void {
  addRead(context, GET_WEBHOOKS, () => ({ items: entryService.list() }));
}

function addDeliveries(context: HttpContext, entryService: StoredWebhookService): void {
  const { store } = context.deps.shop;
  addRead(context, GET_WEBHOOK_DELIVERIES, ({ params: { endpointId }, query, url }) => {
    const after = query.after === undefined ? [] : decodeCursor(query.after, 1);
    const beforeEventId = Number(after[0] ?? Number.MAX_SAFE_INTEGER);
    const limit = query.limit ?? PAGE_ROWS;
    const found = entryService.listDeliveries(endpointId, { beforeEventId, limit: limit + 1 });
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

function addRedelivery(context: HttpContext, entryService: StoredWebhookService): void {
  addCommand(
    context,
    POST_WEBHOOK_REDELIVER,
    (tx, { params: { endpointId }, body: { eventId } }) => {
      const deliveries = entryService.redeliver(tx, endpointId, eventId);
      if (deliveries === null) throw refuseEndpoint();
      return { status: 200, body: { deliveries } };
    },
  );
}

function addEnabling(context: HttpContext, entryService: StoredWebhookService): void {
  addCommand(context, POST_WEBHOOK_ENABLE, (tx, call) => {
    const { endpointId } = call.params;
    if (!entryService.enable(tx, endpointId)) throw refuseEndpoint();
    const object = { kind: "webhook", id: endpointId } as const;
    recordSecurity(tx, findActor(call), "webhook.enabled", { object });
    return { status: 200, body: { endpointId } };
  });
}

function refuseEndpoint(): RefusedError {
  return new RefusedError("not-found", "there is no such endpoint, or it has no deliveries");
}
