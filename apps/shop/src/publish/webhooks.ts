/**
 * Tells other systems what happens in the shop, each event at least once and those of a visit in
 * order. An event is sent until it is taken: when the process dies between the sending and the noting
 * of it, it is sent again under the same id. An event of a visit waits for the one before it until
 * that is delivered or dead.
 */
import { createHash } from "node:crypto";
import { findBackOffMs } from "@saunter/protocol/webhooks/back-off";
import { ATTEMPTS_MAX } from "@saunter/protocol/webhooks/webhook-limits";
import type { Fetch } from "@saunter/server/network/guarded-fetch";
import {
  describeAnswer,
  hasTaken,
  type WebhookAnswer as PostAnswer,
  postWebhook,
} from "@saunter/server/webhooks/post-webhook";
import type { WebhookConfig } from "../config/shop-config.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { ROUNDS_MAX, TAKES_IN_A_ROW_MAX } from "./publish-limits.ts";
import {
  type Delivery,
  disableEndpoint,
  hasOldDeliveries,
  isBehind,
  listDue,
  noteDelivery,
  pruneDeliveries,
  registerEndpoints,
  type ToPublic,
  takeEvents,
} from "./webhook-deliveries.ts";

export interface WebhookWarning {
  /** One warning an endpoint until it is cleared. */
  readonly alertKey: string;
  readonly message: string;
}

export interface WebhookSenderOptions {
  readonly store: Store;
  /** As they are configured; each has a url of its own. */
  readonly endpoints: readonly WebhookConfig[];
  /** Those that were added in the browser, as they are now; none where not given. */
  readonly listAdded?: (nowMs: number) => readonly WebhookTarget[];
  readonly toPublic: ToPublic;
  readonly fetch: Fetch;
  readonly nowMs: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Tells staff, in the transaction of what it is about. */
  readonly warn: (tx: Transaction, warning: WebhookWarning) => void;
  /** A signal that is given after a time; `AbortSignal.timeout` where not given. */
  readonly deadline?: (afterMs: number) => AbortSignal;
}

export interface WebhookSender {
  /** Notes the endpoints, once: a new one is sent what happens from then on. `begin` does so, too. */
  register(): Promise<void>;
  /**
   * Takes what is new, begins to send what is due and is not under way, and waits for none of it: a slow
   * endpoint holds up only what is sent to it. Rejects where the database fails, or has failed since the
   * last call.
   */
  begin(): Promise<void>;
  /** Resolves once nothing is under way. */
  rest(): Promise<void>;
  /** Begins, and rests. Rejects as `begin` does. */
  runDue(): Promise<void>;
  /**
   * Sends one message at once, also where the endpoint is disabled, and notes nothing. Null where there is
   * no such endpoint.
   */
  sendOnce(endpointId: string, message: WebhookMessage): Promise<WebhookAnswer | null>;
}

export interface WebhookMessage {
  /** As the header says it. */
  readonly eventId: string;
  readonly body: string;
}

/** Where events go, and what they are signed with. */
export interface WebhookTarget {
  readonly endpointId: string;
  readonly url: string;
  readonly secret: string;
  /** The one before, while it is replaced: it signs, too. */
  readonly formerSecret?: string;
}

interface Endpoint {
  readonly endpointId: string;
  readonly config: WebhookConfig;
}

export interface WebhookAnswer {
  readonly isAccepted: boolean;
  /** Its status and the beginning of what it said, or why there was none. */
  readonly words: string;
}

/** The id of an endpoint: of its url, which may itself be a secret, nothing can be read from it. */
export function nameEndpoint(url: string): string {
  return createHash("sha256").update(url).digest("base64url").slice(0, 16);
}

/** Throws on urls that are not http or https, or that are there twice. */
export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { store, nowMs } = options;
  const endpoints = options.endpoints.map(toEndpoint);
  const ids = new Set(endpoints.map(({ endpointId }) => endpointId));
  if (ids.size < endpoints.length) throw new Error("two webhooks have the same url");
  const running = new Map<string, Promise<void>>();
  let failure: { readonly error: unknown } | null = null;
  const configured = endpoints.map(({ endpointId, config: { url, secret } }) => ({
    endpointId,
    url,
    secret: secret.reveal(),
  }));
  const listTargets = (): readonly WebhookTarget[] => [
    ...configured,
    ...(options.listAdded?.(nowMs()) ?? []),
  ];
  let isRegistered = false;

  function serve({ endpointId }: WebhookTarget): void {
    if (running.has(endpointId)) return;
    const run = work(endpointId)
      .catch((error: unknown) => {
        failure ??= { error };
      })
      .finally(() => running.delete(endpointId));
    running.set(endpointId, run);
  }

  function throwFailure(): void {
    if (failure === null) return;
    const { error } = failure;
    failure = null;
    throw error;
  }

  async function work(endpointId: string): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const due = listDue(store, endpointId, nowMs());
      // As it is now: its secret may have been replaced, and itself removed, since the last round.
      const endpoint = listTargets().find((one) => one.endpointId === endpointId);
      if (due.length === 0 || endpoint === undefined) return;
      const results = await Promise.all(
        due.map((delivery) => deliver(options, endpoint, delivery)),
      );
      // One that takes nothing is left alone until the next call.
      if (!results.includes(true)) return;
    }
  }

  const note = async (): Promise<void> => {
    if (isRegistered) return;
    await store.transact((tx) => register(tx, store, endpoints));
    isRegistered = true;
  };

  const begin = async (): Promise<void> => {
    throwFailure();
    await note();
    for (let takes = 0; takes < TAKES_IN_A_ROW_MAX && isBehind(store); takes++) {
      if (!(await store.transact((tx) => takeEvents(tx, store, options.toPublic)))) break;
    }
    for (const target of listTargets()) serve(target);
    if (!hasOldDeliveries(store, nowMs())) return;
    await store.transact((tx) => pruneDeliveries(tx, nowMs()));
  };
  const rest = async (): Promise<void> => {
    await Promise.all(running.values());
  };

  return {
    register: note,
    begin,
    rest,
    runDue: async () => {
      await begin();
      await rest();
      throwFailure();
    },
    sendOnce: async (endpointId, message) => {
      const target = listTargets().find((one) => one.endpointId === endpointId);
      if (target === undefined) return null;
      const answer = await post(options, target, message);
      return { isAccepted: hasTaken(answer), words: describeAnswer(answer) };
    },
  };
}

function toEndpoint(config: WebhookConfig): Endpoint {
  const { protocol } = new URL(config.url);
  if (protocol !== "http:" && protocol !== "https:") {
    throw new Error("a webhook's url is http or https");
  }
  return { endpointId: nameEndpoint(config.url), config };
}

function register(tx: Transaction, store: Store, endpoints: readonly Endpoint[]): void {
  const known = endpoints.map(({ endpointId, config: { url, secret, events } }) => ({
    endpointId,
    url,
    secretSource: secret.source,
    eventTypes: events,
  }));
  registerEndpoints(tx, known, store.position());
}

/** Sends one event and notes how it went. Returns whether it was taken. */
async function deliver(
  options: WebhookSenderOptions,
  endpoint: WebhookTarget,
  delivery: Delivery,
): Promise<boolean> {
  const { eventId } = delivery;
  const [stored] = options.store.readFrom(eventId, 1);
  const event = stored === undefined ? null : options.toPublic(stored);
  if (event === null) throw new Error(`event ${eventId} is to be sent, and is not public`);
  const message = { eventId: String(eventId), body: JSON.stringify(event) };
  const answer = await post(options, endpoint, message);
  await options.store.transact((tx) => note(tx, options, endpoint, delivery, answer));
  return hasTaken(answer);
}

function post(
  options: WebhookSenderOptions,
  { url, secret, formerSecret }: WebhookTarget,
  message: WebhookMessage,
): Promise<PostAnswer> {
  const secrets = formerSecret === undefined ? [secret] : [secret, formerSecret];
  return postWebhook(options, { ...message, url, secrets });
}

function note(
  tx: Transaction,
  { nowMs, random, warn }: WebhookSenderOptions,
  { endpointId, url }: WebhookTarget,
  { eventId, attempts }: Delivery,
  answer: PostAnswer,
): void {
  const words = describeAnswer(answer);
  const tried = attempts + 1;
  const alertKey = `webhook:${endpointId}`;
  const { host } = new URL(url);
  if (hasTaken(answer)) {
    noteDelivery(tx, endpointId, eventId, words, { kind: "delivered" });
    return;
  }
  const nextMs = nowMs() + findBackOffMs(tried, random());
  if (answer.status === 410) {
    noteDelivery(tx, endpointId, eventId, words, { kind: "retry", nextMs });
    disableEndpoint(tx, endpointId);
    const message = `the webhook at ${host} says that it is gone; nothing more is sent to it until it is switched on again`;
    warn(tx, { alertKey, message });
    return;
  }
  if (tried < ATTEMPTS_MAX) {
    noteDelivery(tx, endpointId, eventId, words, { kind: "retry", nextMs });
    return;
  }
  noteDelivery(tx, endpointId, eventId, words, { kind: "dead" });
  const message = `the webhook at ${host} did not take an event in three days; put it right, and send again what is dead`;
  warn(tx, { alertKey, message });
}
