/**
 * Sends what waits, each event at least once and those of a visit in their order. A subscription whose
 * receiver hangs holds up no other. What a process had begun when it died is begun again by the next.
 */
import { findBackOffMs } from "@saunter/protocol/webhooks/back-off";
import { ATTEMPTS_MAX } from "@saunter/protocol/webhooks/webhook-limits";
import {
  describeAnswer,
  hasTaken,
  type PostOptions,
  postWebhook,
  type WebhookAnswer,
} from "@saunter/server/webhooks/post-webhook";
import { sql } from "kysely";
import { type Keeper, openSecrets } from "./subscriptions.ts";
import { takeEvents } from "./take-events.ts";
import { ENDED_KEPT_MS, LEASE_MS, ROUNDS_MAX, SENDING_MAX } from "./webhook-limits.ts";

export interface WebhookSenderOptions extends Keeper {
  readonly fetch: PostOptions["fetch"];
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly onFailed: (error: unknown) => void;
  /** A signal that is given after a time; `AbortSignal.timeout` where not given. */
  readonly deadline?: (afterMs: number) => AbortSignal;
}

export interface WebhookSender {
  /** Takes what is new, begins to send what is due, and waits for no receiver. */
  begin(): Promise<void>;
  /** Resolves once nothing is under way. */
  rest(): Promise<void>;
}

interface Claimed {
  readonly shop_id: string;
  readonly position: number;
  readonly body: string;
  readonly attempts: number;
}

export function createWebhookSender(options: WebhookSenderOptions): WebhookSender {
  const { db, nowMs, onFailed } = options;
  const running = new Map<string, Promise<void>>();

  async function work(subscriptionId: string): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const claimed = await claim(options, subscriptionId);
      if (claimed.length === 0) return;
      const taken = await Promise.all(claimed.map((one) => deliver(options, subscriptionId, one)));
      // One that takes nothing is left alone until the next call.
      if (!taken.includes(true)) return;
    }
  }

  return {
    begin: async () => {
      while (await takeEvents(db));
      const due = await db
        .selectFrom("webhook_subscriptions")
        .select("subscription_id")
        .where("is_enabled", "=", true)
        .execute();
      for (const { subscription_id: id } of due) {
        if (running.has(id)) continue;
        running.set(
          id,
          work(id)
            .catch(onFailed)
            .finally(() => running.delete(id)),
        );
      }
      await db
        .deleteFrom("webhook_deliveries")
        .where("status", "in", ["delivered", "dead"])
        .where("ended_ms", "<", nowMs() - ENDED_KEPT_MS)
        .execute();
    },
    rest: async () => {
      await Promise.all(running.values());
    },
  };
}

/** Of each visit the first event that waits, and no other; none that another process has begun. */
async function claim({ db, nowMs }: WebhookSenderOptions, subscriptionId: string) {
  const now = nowMs();
  const { rows } = await sql<Claimed>`
    UPDATE webhook_deliveries u SET attempts = u.attempts + 1, next_ms = ${now + LEASE_MS}::bigint
    FROM (
      SELECT d.shop_id, d.position FROM webhook_deliveries d
      JOIN webhook_subscriptions w USING (subscription_id)
      WHERE d.subscription_id = ${subscriptionId} AND w.is_enabled AND d.status = 'pending'
        AND d.next_ms <= ${now}::bigint AND (d.visit_id IS NULL OR NOT EXISTS (
          SELECT 1 FROM webhook_deliveries f WHERE f.subscription_id = d.subscription_id
            AND f.shop_id = d.shop_id AND f.visit_id = d.visit_id AND f.status = 'pending'
            AND f.position < d.position))
      ORDER BY d.next_ms, d.shop_id, d.position LIMIT ${SENDING_MAX}
      FOR UPDATE OF d SKIP LOCKED
    ) AS due
    WHERE u.subscription_id = ${subscriptionId} AND u.shop_id = due.shop_id
      AND u.position = due.position
    RETURNING u.shop_id, u.position, u.body, u.attempts`.execute(db);
  return rows;
}

/** Returns whether it was taken. */
async function deliver(
  options: WebhookSenderOptions,
  subscriptionId: string,
  claimed: Claimed,
): Promise<boolean> {
  const { db, nowMs, random } = options;
  const answer = await post(options, subscriptionId, claimed);
  const { attempts, position, shop_id } = claimed;
  const isTaken = hasTaken(answer);
  const isDead = !isTaken && attempts >= ATTEMPTS_MAX;
  const end = isTaken ? "delivered" : "dead";
  await db
    .updateTable("webhook_deliveries")
    .set({
      status: isTaken || isDead ? end : "pending",
      next_ms: isTaken || isDead ? 0 : nowMs() + findBackOffMs(attempts, random()),
      ended_ms: isTaken || isDead ? nowMs() : null,
      last_answer: describeAnswer(answer),
    })
    .where("subscription_id", "=", subscriptionId)
    .where("shop_id", "=", shop_id)
    .where("position", "=", position)
    .where("status", "=", "pending")
    .execute();
  // It says that it is gone: nothing more is sent until somebody enables it.
  if (answer.status === 410) {
    await db
      .updateTable("webhook_subscriptions")
      .set({ is_enabled: false })
      .where("subscription_id", "=", subscriptionId)
      .execute();
  }
  return isTaken;
}

export interface TestAnswer {
  /** It answered with a status of success. */
  readonly isTaken: boolean;
  /** Status and beginning of the answer. */
  readonly answer: string;
}

/** Sends an event that means nothing, signed as all others; it is sent once. */
export async function sendTest(
  options: Pick<WebhookSenderOptions, "db" | "keys" | "nowMs" | "fetch" | "deadline">,
  subscriptionId: string,
): Promise<TestAnswer> {
  const event = { id: 0, type: "webhook.test", atMs: options.nowMs(), visitId: null, data: {} };
  const test = { shop_id: "test", position: 0, body: JSON.stringify(event), attempts: 1 };
  const answer = await post(options, subscriptionId, test);
  const isTaken = hasTaken(answer);
  return { isTaken, answer: describeAnswer(answer) };
}

async function post(
  options: Pick<WebhookSenderOptions, "db" | "keys" | "nowMs" | "fetch" | "deadline">,
  subscriptionId: string,
  { body, position, shop_id }: Claimed,
): Promise<WebhookAnswer> {
  const { db, keys, nowMs } = options;
  // As it is now: its secret may have been replaced since the last round.
  const subscription = await db
    .selectFrom("webhook_subscriptions")
    .select(["url", "sealed_secret", "former_secret", "former_until_ms"])
    .where("subscription_id", "=", subscriptionId)
    .executeTakeFirst();
  if (subscription === undefined) return { status: null, text: "it was removed" };
  const secrets = openSecrets(subscription, keys, nowMs());
  const eventId = `${encodeURIComponent(shop_id)}/${position}`;
  return postWebhook(options, { url: subscription.url, eventId, body, secrets });
}
