import { toPublicEvent } from "@saunter/commerce/public/to-public-event";
import type { SecurityChange } from "@saunter/commerce/security/events";
import {
  GET_WEBHOOK_DELIVERIES,
  GET_WEBHOOKS,
  POST_WEBHOOK_DISABLE,
  POST_WEBHOOK_ENABLE,
  POST_WEBHOOK_EVENTS,
  POST_WEBHOOK_REDELIVER,
  POST_WEBHOOK_REMOVE,
  POST_WEBHOOK_SECRET,
  POST_WEBHOOK_TEST,
  POST_WEBHOOKS,
} from "@saunter/protocol/http/webhook-routes";
import { PAGE_ROWS } from "@saunter/protocol/limits";
import type { SecurityEventKind } from "@saunter/protocol/security-event-kinds";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import { addAction, addCommand, addPost, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import type { GivenAnswer } from "../../http/idempotency.ts";
import { decodeCursor, linkNext } from "../../http/pages.ts";
import type { AddedWebhooks } from "../../publish/added-webhooks.ts";
import { createPublicReader } from "../../publish/public-reader.ts";
import { createWebhookService, type StoredWebhookService } from "../../publish/webhook-service.ts";
import type { WebhookSender } from "../../publish/webhooks.ts";
import { recordSecurity, toNew } from "../../security/record-security.ts";
import type { Transaction } from "../../store/transaction.ts";

const HOUR_MS = 3_600_000;

export interface WebhookServices {
  readonly added: AddedWebhooks;
  readonly sender: Pick<WebhookSender, "sendOnce">;
}

type Context = HttpContext<WebhookServices>;

export function addWebhookRoutes(context: Context): void {
  const service = createWebhookService(context.deps.shop.store);
  addEndpoints(context, service);
  addSecrets(context);
  addChanges(context);
  addTest(context, service);
  addDeliveries(context, service);
  addRedelivery(context, service);
  addSwitches(context, service);
}

function addEndpoints(context: Context, service: StoredWebhookService): void {
  const { shop } = context.deps;
  addRead(context, GET_WEBHOOKS, ({ query, url }) => {
    const after = query.after === undefined ? "" : String(decodeCursor(query.after, 1)[0]);
    const limit = query.limit ?? PAGE_ROWS;
    // There are some dozens at most.
    const rest = service.list(shop.nowMs()).filter(({ endpointId }) => endpointId > after);
    const items = rest.slice(0, limit);
    const next = rest.length > limit ? linkNext(url, [items.at(-1)!.endpointId]) : null;
    return { items, next };
  });
}

/**
 * What is kept of an answer has the secret sealed. Whoever has lost the answer gets it again with their key: with
 * another one, the secret that nobody has seen would be the former.
 */
function addSecrets(context: Context): void {
  const { shop, added } = context.deps;
  addPost(context, POST_WEBHOOKS, async (call, claim) => {
    const given = await context.idempotency.once(claim, (tx) => {
      const { url, eventTypes } = call.body;
      const endpointId = shop.makeId();
      const sealedSecret = orRefuse(added.add(tx, { endpointId, url, eventTypes }));
      record(tx, call, "webhook.added", endpointId, { eventTypes: toNew(eventTypes) });
      return { status: 201, body: { endpointId, sealedSecret } };
    });
    return showSecret(given, added);
  });
  addPost(context, POST_WEBHOOK_SECRET, async (call, claim) => {
    const given = await context.idempotency.once(claim, (tx) => {
      const { endpointId } = call.params;
      const { overlapHours } = call.body;
      const sealedSecret = orRefuse(added.rotate(tx, endpointId, overlapHours * HOUR_MS));
      record(tx, call, "webhook.secret-replaced", endpointId, {
        overlapHours: toNew(overlapHours),
      });
      return { status: 200, body: { endpointId, sealedSecret } };
    });
    return showSecret(given, added);
  });
}

function showSecret(given: GivenAnswer, added: AddedWebhooks): GivenAnswer {
  const { endpointId, sealedSecret } = given.body as {
    readonly endpointId: string;
    /** An answer of an earlier version has none. */
    readonly sealedSecret?: string;
  };
  const secret = sealedSecret === undefined ? null : added.openSecret(endpointId, sealedSecret);
  return { ...given, body: { endpointId, secret } };
}

function addChanges(context: Context): void {
  const { added } = context.deps;
  addCommand(context, POST_WEBHOOK_EVENTS, (tx, call) => {
    const { endpointId } = call.params;
    const { eventTypes } = call.body;
    const before = orRefuse(added.changeEvents(tx, endpointId, eventTypes));
    record(tx, call, "webhook.changed", endpointId, { eventTypes: { before, after: eventTypes } });
    return { status: 200, body: { endpointId } };
  });
  addCommand(context, POST_WEBHOOK_REMOVE, (tx, call) => {
    const { endpointId } = call.params;
    orRefuse(added.remove(tx, endpointId));
    record(tx, call, "webhook.removed", endpointId);
    return { status: 200, body: { endpointId } };
  });
}

/** Signed as events are, so that the receiver's check is tested, too. */
function addTest(context: Context, service: StoredWebhookService): void {
  const { shop, sender } = context.deps;
  addAction(context, POST_WEBHOOK_TEST, async ({ params: { endpointId } }) => {
    const testedMs = shop.nowMs();
    const event = { id: 0, type: "webhook.test", atMs: testedMs, visitId: null, data: {} };
    const body = JSON.stringify(event);
    const answer = await sender.sendOnce(endpointId, { eventId: "test", body });
    if (answer === null) throw refuseEndpoint();
    const tookMs = Math.max(0, Math.round(shop.nowMs() - testedMs));
    const test = { testedMs, isAccepted: answer.isAccepted, answer: answer.words, tookMs };
    await shop.store.transact((tx) => service.noteTest(tx, endpointId, test));
    return test;
  });
}

function addDeliveries(context: Context, service: StoredWebhookService): void {
  const { store } = context.deps.shop;
  addRead(context, GET_WEBHOOK_DELIVERIES, ({ params: { endpointId }, query, url }) => {
    const after = query.after === undefined ? [] : decodeCursor(query.after, 1);
    const beforeEventId = Number(after[0] ?? Number.MAX_SAFE_INTEGER);
    const limit = query.limit ?? PAGE_ROWS;
    const found = service.listDeliveries(endpointId, { beforeEventId, limit: limit + 1 });
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

function addRedelivery(context: Context, service: StoredWebhookService): void {
  addCommand(
    context,
    POST_WEBHOOK_REDELIVER,
    (tx, { params: { endpointId }, body: { eventId } }) => {
      const deliveries = service.redeliver(tx, endpointId, eventId);
      if (deliveries === null) throw refuseEndpoint();
      return { status: 200, body: { deliveries } };
    },
  );
}

function addSwitches(context: Context, service: StoredWebhookService): void {
  addCommand(context, POST_WEBHOOK_ENABLE, (tx, call) => {
    const { endpointId } = call.params;
    if (!service.enable(tx, endpointId)) throw refuseEndpoint();
    record(tx, call, "webhook.enabled", endpointId);
    return { status: 200, body: { endpointId } };
  });
  addCommand(context, POST_WEBHOOK_DISABLE, (tx, call) => {
    const { endpointId } = call.params;
    if (!service.disable(tx, endpointId)) throw refuseEndpoint();
    record(tx, call, "webhook.disabled", endpointId);
    return { status: 200, body: { endpointId } };
  });
}

function record(
  tx: Transaction,
  call: Parameters<typeof findActor>[0],
  kind: SecurityEventKind,
  endpointId: string,
  changes: Readonly<Record<string, SecurityChange>> = {},
): void {
  recordSecurity(tx, findActor(call), kind, {
    object: { kind: "webhook", id: endpointId },
    changes,
  });
}

function refuseEndpoint(): RefusedError {
  return new RefusedError("not-found", "there is no such endpoint, or it has no deliveries");
}
