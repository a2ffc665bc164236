/**
 * A card payment provider, simulated: a state machine that holds, takes and gives back money, and
 * speaks Stripe's PaymentIntent API. It is deterministic: time is an argument, ids are numbers in
 * order. Faults of the network are not here (`faults.ts`).
 */

import { readArray } from "./form-fields.ts";
import {
  actOnIntent,
  cancelIntent,
  completeAction,
  createIntent,
  refundIntent,
} from "./intents.ts";
import { listDisputes, listIntents, listRefunds, searchIntents } from "./listings.ts";
import { answerOk, refuseKey, refuseUnknown } from "./provider-errors.ts";
import { nextId, takeDueWebhooks } from "./provider-events.ts";
import {
  KEYS_KEPT_MS,
  KEYS_MAX,
  PAYMENT_ID_METADATA,
  type Performed,
  type Provider,
  type ProviderAnswer,
  type ProviderOptions,
  type ProviderRequest,
  REFUND_ID_METADATA,
  type SimIntent,
  type Webhook,
} from "./provider-types.ts";
import { actOnReader, readMethod, readReader } from "./readers.ts";
import { confirmSetup, createCustomer, createSetup, readSetup } from "./setups.ts";
import { findHeld, renderIntent, sumRefunds } from "./wire-shapes.ts";

export const DEFAULT_PROVIDER_OPTIONS: ProviderOptions = {
  currencies: ["eur", "usd"],
  // "Searchable in less than a minute" (https://docs.stripe.com/search).
  searchLagMs: 60_000,
  webhookDelayMs: 0,
  actionUrl: "https://provider.invalid/confirm",
  showsReleases: false,
  showsFingerprints: true,
};

export function createProvider(options: Partial<ProviderOptions> = {}): Provider {
  return {
    options: { ...DEFAULT_PROVIDER_OPTIONS, ...options },
    nowMs: 0,
    numbers: new Map(),
    intents: new Map(),
    holds: { online: new Set(), present: new Set(), brief: new Set() },
    customers: new Set(),
    setups: new Map(),
    readers: new Map(),
    disputes: new Map(),
    keys: new Map(),
    declinedOnce: new Set(),
    webhooks: [],
  };
}

/**
 * Answers one call. A POST with an idempotency key that was used before, within a day, is answered
 * as it was then, and does nothing; with other parameters it is refused.
 *
 * @param nowMs Unix milliseconds; a time before that of an earlier call counts as that one.
 */
export function handleRequest(
  provider: Provider,
  request: ProviderRequest,
  nowMs: number,
): ProviderAnswer {
  advance(provider, nowMs);
  const key = request.method === "POST" ? request.headers["idempotency-key"] : undefined;
  if (key === undefined) return finish(provider, perform(provider, request));
  const { path } = request;
  const parameters = JSON.stringify(Object.entries(request.body).toSorted());
  const kept = provider.keys.get(key);
  if (kept !== undefined) {
    if (kept.path !== path || kept.parameters !== parameters) {
      return finish(provider, refuseKey(key, kept.path, kept.path === path));
    }
    const headers = { ...kept.answer.headers, "idempotent-replayed": "true" };
    return { ...kept.answer, headers };
  }
  const performed = perform(provider, request);
  const answer = finish(provider, performed);
  if (performed.isKept) {
    if (provider.keys.size >= KEYS_MAX) throw new RangeError("too many idempotency keys in a day");
    provider.keys.set(key, { path, parameters, atMs: provider.nowMs, answer });
  }
  return answer;
}

function finish(provider: Provider, { status, body }: Performed): ProviderAnswer {
  const headers = { "content-type": "application/json", "request-id": nextId(provider, "req") };
  return { status, headers, body };
}

/** Brings the provider to a time: holds lapse and keys are forgotten. */
function advance(provider: Provider, nowMs: number): void {
  if (!Number.isFinite(nowMs)) throw new RangeError(`time must be a number, got ${nowMs}`);
  provider.nowMs = Math.max(provider.nowMs, nowMs);
  for (const holds of Object.values(provider.holds)) {
    for (const intent of holds) {
      const lapsesMs = intent.charge!.captureBeforeMs;
      if (lapsesMs > provider.nowMs) break;
      const reason = intent.charge!.showsRelease ? "automatic" : "expired";
      cancelIntent(provider, intent, reason, lapsesMs);
    }
  }
  for (const [key, { atMs }] of provider.keys) {
    if (atMs + KEYS_KEPT_MS > provider.nowMs) break;
    provider.keys.delete(key);
  }
}

function perform(provider: Provider, request: ProviderRequest): Performed {
  const { method, path } = request;
  const [, version, resource, ...rest] = path.split("/");
  const answer = version === "v1" ? route(provider, request, `${method} ${resource}`, rest) : null;
  return answer ?? refuseUnknown(404, "endpoint", `${method} ${path}`);
}

/** Null where there is no such call. */
function route(
  provider: Provider,
  { body }: ProviderRequest,
  call: string,
  [id, action, last]: readonly (string | undefined)[],
): Performed | null {
  switch (call) {
    case "POST test_helpers":
      if (id !== "payment_intents" || last !== "complete_action") return null;
      return withIntent(provider, action, (intent) => completeAction(provider, intent, body));
    case "POST customers":
      return id === undefined ? createCustomer(provider) : null;
    case "POST setup_intents":
      if (id === undefined) return createSetup(provider, body);
      return action === "confirm" ? confirmSetup(provider, id, body) : null;
    case "GET setup_intents":
      return id === undefined || action !== undefined ? null : readSetup(provider, id, body);
    case "POST terminal":
      return id === "readers" && action !== undefined
        ? actOnReader(provider, action, last, body)
        : null;
    case "GET terminal":
      return id === "readers" && action !== undefined ? readReader(provider, action) : null;
    case "GET payment_methods":
      return id === undefined ? null : readMethod(provider, id);
    case "POST refunds":
      return id === undefined ? refundIntent(provider, body) : null;
    case "GET refunds":
      return id === undefined ? listRefunds(provider, body) : null;
    case "GET disputes":
      return id === undefined ? listDisputes(provider, body) : null;
    case "POST payment_intents":
      if (id === undefined) return createIntent(provider, body);
      return withIntent(provider, id, (intent) => actOnIntent(provider, intent, action, body));
    case "GET payment_intents":
      if (id === undefined) return listIntents(provider, body);
      if (id === "search") return searchIntents(provider, body);
      return withIntent(provider, id, (intent) =>
        answerOk(renderIntent(intent, readArray(body, "expand"))),
      );
    default:
      return null;
  }
}

function withIntent(
  provider: Provider,
  id: string | undefined,
  act: (intent: SimIntent) => Performed | null,
): Performed | null {
  const intent = provider.intents.get(id ?? "");
  return intent === undefined ? refuseUnknown(404, "payment_intent", id ?? "") : act(intent);
}

/** Takes the webhooks that are due, oldest event first; each is given once. */
export function takeWebhooks(provider: Provider, nowMs: number): Webhook[] {
  advance(provider, nowMs);
  return takeDueWebhooks(provider);
}

/** Money of one provider's payment, minor units. */
export interface BookEntry {
  readonly intentId: string;
  /** The shop's id of the payment; several of the provider's may be tries at the same. */
  readonly paymentId: string | null;
  readonly currency: string;
  readonly status: SimIntent["status"];
  /** What the bank has granted at most. */
  readonly authorizedMinor: number;
  /** What is still held. */
  readonly heldMinor: number;
  readonly capturedMinor: number;
  readonly refundedMinor: number;
  /** Of that, by refunds that do not say that they are the shop's. */
  readonly byHandMinor: number;
  /** What the payer's bank has taken back. */
  readonly disputedMinor: number;
}

/** What has really moved, payment by payment, oldest first. */
export function listBooks(provider: Provider): BookEntry[] {
  const disputed = new Map<SimIntent, number>();
  for (const { intent, amountMinor, status } of provider.disputes.values()) {
    if (status !== "won") disputed.set(intent, (disputed.get(intent) ?? 0) + amountMinor);
  }
  return [...provider.intents.values()].map((intent) => ({
    intentId: intent.id,
    paymentId: intent.metadata[PAYMENT_ID_METADATA] ?? null,
    currency: intent.currency,
    status: intent.status,
    authorizedMinor: intent.charge?.authorizedMinor ?? 0,
    heldMinor: findHeld(intent),
    capturedMinor: intent.charge?.capturedMinor ?? 0,
    refundedMinor: intent.charge === null ? 0 : sumRefunds(intent.charge),
    byHandMinor: sumByHand(intent),
    disputedMinor: disputed.get(intent) ?? 0,
  }));
}

function sumByHand({ charge }: SimIntent): number {
  const byHand = charge?.refunds.filter(
    ({ status, metadata }) => status === "succeeded" && !(REFUND_ID_METADATA in metadata),
  );
  return byHand?.reduce((sum, { amountMinor }) => sum + amountMinor, 0) ?? 0;
}
