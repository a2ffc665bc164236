/** Ids, and the events that go out as webhooks. */
import {
  type JsonObject,
  type Provider,
  type SimIntent,
  WEBHOOK_ATTEMPTS_MAX,
  WEBHOOK_RETRY_MS,
  WEBHOOKS_MAX,
  type Webhook,
} from "./provider-types.ts";
import { renderIntent } from "./wire-shapes.ts";

/** `pi_sim_1`, `pi_sim_2` and so on, by prefix. */
export function nextId(provider: Provider, prefix: string): string {
  const number = (provider.numbers.get(prefix) ?? 0) + 1;
  provider.numbers.set(prefix, number);
  return `${prefix}_sim_${number}`;
}

export function emitIntent(provider: Provider, type: string, intent: SimIntent): void {
  emit(provider, type, renderIntent(intent, []));
}

export function emit(provider: Provider, type: string, object: JsonObject): void {
  const { nowMs, options } = provider;
  enqueue(provider, {
    id: nextId(provider, "evt"),
    type,
    object,
    created: Math.floor(nowMs / 1000),
    attempt: 1,
    dueMs: nowMs + options.webhookDelayMs,
  });
}

function enqueue(provider: Provider, webhook: Webhook): void {
  if (provider.webhooks.length >= WEBHOOKS_MAX) provider.webhooks.shift();
  provider.webhooks.push(webhook);
}

/** Takes the webhooks that are due, oldest event first. */
export function takeDueWebhooks(provider: Provider): Webhook[] {
  const waiting = provider.webhooks.splice(0);
  const due: Webhook[] = [];
  for (const webhook of waiting) {
    (webhook.dueMs <= provider.nowMs ? due : provider.webhooks).push(webhook);
  }
  return due;
}

/**
 * Gives back a webhook that nobody took: it comes again later, as at Stripe.
 *
 * @returns whether it does; false after the last attempt.
 */
export function returnWebhook(provider: Provider, webhook: Webhook): boolean {
  if (webhook.attempt >= WEBHOOK_ATTEMPTS_MAX) return false;
  const waitMs = WEBHOOK_RETRY_MS * 2 ** (webhook.attempt - 1);
  enqueue(provider, {
    ...webhook,
    attempt: webhook.attempt + 1,
    dueMs: provider.nowMs + waitMs,
  });
  return true;
}

/** The event as it is sent (https://docs.stripe.com/api/events/object). */
export function renderEvent(webhook: Webhook): JsonObject {
  return {
    id: webhook.id,
    object: "event",
    created: webhook.created,
    data: { object: webhook.object },
    livemode: false,
    pending_webhooks: 1,
    type: webhook.type,
  };
}
