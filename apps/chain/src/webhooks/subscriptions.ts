/** Who is told what happens in the chain's shops. */
import { randomBytes, randomUUID } from "node:crypto";
import { EVENT_PATTERNS } from "@saunter/protocol/public-event";
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import { openSecret, sealSecret } from "../secrets/sealed-secret.ts";
import { FORMER_SECRET_MS } from "./webhook-limits.ts";

export interface NewSubscription {
  readonly url: string;
  /** Names such as `receipt.finalised`, `receipt.*` or `*`. */
  readonly eventTypes: readonly string[];
  /** Whose shops; null: all of the chain's. */
  readonly organisationId: string | null;
}

export interface Subscription extends NewSubscription {
  readonly subscriptionId: string;
  readonly isEnabled: boolean;
  /** Until when the secret before signs, too; null: it does not. */
  readonly formerUntilMs: number | null;
  readonly pending: number;
  readonly dead: number;
}

export interface SubscriptionSecret {
  readonly subscriptionId: string;
  /** It is shown once. */
  readonly secret: string;
}

export interface Keeper {
  readonly db: ChainDatabase;
  /** Of the secrets: the first seals, all of them open. 32 bytes each. */
  readonly keys: readonly Uint8Array[];
  readonly nowMs: () => number;
}

const SECRET_BYTES = 32;
const makeSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString("base64url")}`;

/** It is told what happens from now on. Throws where the url or an event's name is none. */
export async function addSubscription(
  { db, keys, nowMs }: Keeper,
  { eventTypes, organisationId, url }: NewSubscription,
): Promise<SubscriptionSecret> {
  const { protocol } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") {
    throw new RangeError("a webhook's url is http or https");
  }
  const unknown = eventTypes.find((type) => !EVENT_PATTERNS.includes(type));
  if (unknown !== undefined || eventTypes.length === 0) {
    throw new RangeError(`${unknown ?? "nothing"} is no kind of event`);
  }
  const subscriptionId = randomUUID();
  const secret = makeSecret();
  await db
    .insertInto("webhook_subscriptions")
    .values({
      ...{ subscription_id: subscriptionId, organisation_id: organisationId, url },
      event_types: JSON.stringify(eventTypes),
      sealed_secret: sealSecret(secret, keys[0]!),
      ...{ former_secret: null, former_until_ms: null, is_enabled: true, created_ms: nowMs() },
    })
    .execute();
  await beginAtHeads(db);
  return { subscriptionId, secret };
}

/**
 * A subscription gets events of a shop from the moment at which the shop is in its scope; of one that has left it,
 * nothing.
 */
export async function beginAtHeads(db: ChainDatabase): Promise<void> {
  await sql`
    DELETE FROM webhook_cursors c USING webhook_subscriptions w, shops s
    WHERE w.subscription_id = c.subscription_id AND s.shop_id = c.shop_id
      AND w.organisation_id IS NOT NULL AND w.organisation_id <> s.organisation_id`.execute(db);
  await sql`
    INSERT INTO webhook_cursors
      SELECT w.subscription_id, s.shop_id, u.position
      FROM webhook_subscriptions w
      JOIN shops s ON w.organisation_id IS NULL OR w.organisation_id = s.organisation_id
      JOIN up_heads u ON u.shop_id = s.shop_id
    ON CONFLICT DO NOTHING`.execute(db);
}

/** A new secret; the one before signs as well for a day. Null where there is no such subscription. */
export async function rotateSecret(
  { db, keys, nowMs }: Keeper,
  subscriptionId: string,
): Promise<SubscriptionSecret | null> {
  const secret = makeSecret();
  const { numUpdatedRows } = await db
    .updateTable("webhook_subscriptions")
    .set((row) => ({
      former_secret: row.ref("sealed_secret"),
      former_until_ms: nowMs() + FORMER_SECRET_MS,
      sealed_secret: sealSecret(secret, keys[0]!),
    }))
    .where("subscription_id", "=", subscriptionId)
    .executeTakeFirst();
  return numUpdatedRows === 0n ? null : { subscriptionId, secret };
}

/** What waits is sent, or waits, accordingly. Returns whether there is such a subscription. */
export async function setEnabled(
  db: ChainDatabase,
  subscriptionId: string,
  isEnabled: boolean,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable("webhook_subscriptions")
    .set({ is_enabled: isEnabled })
    .where("subscription_id", "=", subscriptionId)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** With what waits for it. */
export async function removeSubscription(
  db: ChainDatabase,
  subscriptionId: string,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom("webhook_subscriptions")
    .where("subscription_id", "=", subscriptionId)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Deliveries that were given up are due again. Returns how many. */
export async function redeliverDead(db: ChainDatabase, subscriptionId: string): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable("webhook_deliveries")
    .set({ status: "pending", attempts: 0, next_ms: 0, ended_ms: null })
    .where("subscription_id", "=", subscriptionId)
    .where("status", "=", "dead")
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Of one organisation; null: all. */
export async function listSubscriptions(
  { db, nowMs }: Pick<Keeper, "db" | "nowMs">,
  organisationId: string | null,
): Promise<Subscription[]> {
  const { rows } = await sql<Omit<Subscription, "pending" | "dead"> & Record<string, number>>`
    SELECT w.subscription_id AS "subscriptionId", w.organisation_id AS "organisationId", w.url,
      w.event_types AS "eventTypes", w.is_enabled AS "isEnabled",
      CASE WHEN w.former_until_ms > ${nowMs()}::bigint THEN w.former_until_ms END AS "formerUntilMs",
      count(*) FILTER (WHERE d.status = 'pending') AS pending,
      count(*) FILTER (WHERE d.status = 'dead') AS dead
    FROM webhook_subscriptions w LEFT JOIN webhook_deliveries d USING (subscription_id)
    WHERE ${organisationId}::text IS NULL OR w.organisation_id = ${organisationId}
    GROUP BY w.subscription_id ORDER BY w.created_ms, w.subscription_id`.execute(db);
  return rows as unknown as Subscription[];
}

/** What signs now: the secret, and the former one while it does. */
export function openSecrets(
  row: {
    readonly sealed_secret: Uint8Array;
    readonly former_secret: Uint8Array | null;
    readonly former_until_ms: number | null;
  },
  keys: readonly Uint8Array[],
  nowMs: number,
): string[] {
  const { former_secret, former_until_ms, sealed_secret } = row;
  const isFormer = former_secret !== null && (former_until_ms ?? 0) > nowMs;
  return [sealed_secret, ...(isFormer ? [former_secret] : [])].map((one) => openSecret(one, keys));
}
