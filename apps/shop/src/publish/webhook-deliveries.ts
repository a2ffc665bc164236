/** Deliveries of webhooks in the shop's database: from the journal in, in order out. */

import type { PublicEvent } from "@saunter/protocol/public-event";
import { matchesEventType } from "@saunter/protocol/webhooks/match-event-type";
import type { StoredEvent } from "../store/journal.ts";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import {
  DEAD_KEPT_MS,
  DELIVERED_KEPT_MS,
  PENDING_MAX,
  PRUNED_AT_ONCE_MAX,
  SENDING_PER_ENDPOINT_MAX,
  TAKEN_AT_ONCE_MAX,
} from "./publish-limits.ts";

export type ToPublic = (stored: StoredEvent) => PublicEvent | null;

export interface KnownEndpoint {
  readonly endpointId: string;
  readonly url: string;
  /** Where its secret is, never what it is. */
  readonly secretSource: string;
  readonly eventTypes: readonly string[];
}

export interface Delivery {
  readonly eventId: number;
  /** Requests before this one. */
  readonly attempts: number;
}

/**
 * Writes down which endpoints there are. A new one gets what happens from now on; one that was there
 * before, what has happened since it was last served.
 */
export function registerEndpoints(
  tx: Transaction,
  endpoints: readonly KnownEndpoint[],
  position: number,
): void {
  prepared(
    tx.db,
    `UPDATE webhook_endpoints SET is_configured = 0
     WHERE endpoint_id NOT IN (SELECT endpoint_id FROM webhook_secrets)`,
  ).run();
  const upsert = prepared(
    tx.db,
    `INSERT INTO webhook_endpoints VALUES (?, ?, ?, ?, 1, 1, ?)
     ON CONFLICT (endpoint_id) DO UPDATE SET url = excluded.url,
       secret_source = excluded.secret_source, event_types = excluded.event_types,
       is_configured = 1`,
  );
  for (const { endpointId, url, secretSource, eventTypes } of endpoints) {
    upsert.run(endpointId, url, secretSource, JSON.stringify(eventTypes), position);
  }
}

const SERVED = "is_enabled = 1 AND is_configured = 1";

/** Whether the journal holds events that some endpoint has not been through. */
export function isBehind({ db, position }: Store): boolean {
  const sql = `SELECT 1 FROM webhook_endpoints WHERE ${SERVED} AND cursor < ? LIMIT 1`;
  return prepared(db, sql).get(position()) !== undefined;
}

/**
 * Takes events past the endpoints' cursors into deliveries, and moves the cursors, all or nothing.
 * Returns whether there is more to take. Endpoints with many deliveries waiting take none.
 */
export function takeEvents(tx: Transaction, store: Store, toPublic: ToPublic): boolean {
  const groups = groupByCursor(tx);
  let hasMore = false;
  for (const [cursor, endpoints] of groups) {
    const events = store.readFrom(cursor + 1, TAKEN_AT_ONCE_MAX);
    const last = events.at(-1);
    if (last === undefined) continue;
    for (const stored of events) deliverLater(tx, endpoints, toPublic(stored));
    const move = prepared(tx.db, "UPDATE webhook_endpoints SET cursor = ? WHERE endpoint_id = ?");
    for (const { endpointId } of endpoints) move.run(last.position, endpointId);
    if (events.length === TAKEN_AT_ONCE_MAX) hasMore = true;
  }
  return hasMore;
}

interface Taking {
  readonly endpointId: string;
  readonly eventTypes: readonly string[];
}

/** Endpoints that have room; those that are equally far read the journal together. */
function groupByCursor(tx: Transaction): Map<number, Taking[]> {
  const rows = prepared(
    tx.db,
    `SELECT endpoint_id, event_types, cursor FROM webhook_endpoints e WHERE ${SERVED} AND
       (SELECT count(*) FROM webhook_deliveries d
          WHERE d.endpoint_id = e.endpoint_id AND d.status = 'pending') <= ?
     ORDER BY endpoint_id`,
  ).all(PENDING_MAX - TAKEN_AT_ONCE_MAX);
  const groups = new Map<number, Taking[]>();
  for (const row of rows) {
    const cursor = row.cursor as number;
    const taking: Taking = {
      endpointId: row.endpoint_id as string,
      eventTypes: JSON.parse(row.event_types as string),
    };
    const group = groups.get(cursor);
    if (group === undefined) groups.set(cursor, [taking]);
    else group.push(taking);
  }
  return groups;
}

function deliverLater(
  tx: Transaction,
  endpoints: readonly Taking[],
  event: PublicEvent | null,
): void {
  if (event === null) return;
  const insert = prepared(
    tx.db,
    "INSERT INTO webhook_deliveries VALUES (?, ?, ?, 'pending', 0, 0, NULL, NULL)",
  );
  for (const { endpointId, eventTypes } of endpoints) {
    if (matchesEventType(eventTypes, event.type)) insert.run(endpointId, event.id, event.visitId);
  }
}

/** What may be sent now: of each visit the first event that waits, and no other. */
export function listDue({ db }: Pick<Store, "db">, endpointId: string, nowMs: number): Delivery[] {
  return prepared(
    db,
    `SELECT event_id, attempts FROM webhook_deliveries d
     WHERE endpoint_id = ?1 AND status = 'pending' AND next_ms <= ?2
       AND EXISTS (SELECT 1 FROM webhook_endpoints e WHERE e.endpoint_id = ?1 AND ${SERVED})
       AND (visit_id IS NULL OR NOT EXISTS (
         SELECT 1 FROM webhook_deliveries f WHERE f.endpoint_id = ?1 AND f.status = 'pending'
           AND f.visit_id = d.visit_id AND f.event_id < d.event_id))
     ORDER BY next_ms, event_id LIMIT ${SENDING_PER_ENDPOINT_MAX}`,
  )
    .all(endpointId, nowMs)
    .map((row) => ({ eventId: row.event_id as number, attempts: row.attempts as number }));
}

/** How a request ended, as it is written down. */
export type DeliveryEnd =
  | { readonly kind: "delivered" }
  | { readonly kind: "dead" }
  | { readonly kind: "retry"; readonly nextMs: number };

export function noteDelivery(
  tx: Transaction,
  endpointId: string,
  eventId: number,
  answer: string,
  end: DeliveryEnd,
): void {
  prepared(
    tx.db,
    `UPDATE webhook_deliveries SET status = ?, attempts = attempts + 1, next_ms = ?, ended_ms = ?,
       last_answer = ? WHERE endpoint_id = ? AND event_id = ?`,
  ).run(
    end.kind === "retry" ? "pending" : end.kind,
    end.kind === "retry" ? end.nextMs : 0,
    end.kind === "retry" ? null : tx.atMs,
    answer,
    endpointId,
    eventId,
  );
}

/** Whether there is such an endpoint, to which nothing is sent until it is enabled. */
export function isDisabled({ db }: Pick<Store, "db">, endpointId: string): boolean {
  const sql = "SELECT 1 FROM webhook_endpoints WHERE endpoint_id = ? AND is_enabled = 0";
  return prepared(db, sql).get(endpointId) !== undefined;
}

/** Sends nothing more to an endpoint. Returns whether it is one of ours. */
export function disableEndpoint(tx: Transaction, endpointId: string): boolean {
  const sql =
    "UPDATE webhook_endpoints SET is_enabled = 0 WHERE endpoint_id = ? AND is_configured = 1";
  return prepared(tx.db, sql).run(endpointId).changes > 0;
}

/** Serves an endpoint again, from where it was left. Returns whether it is one of ours. */
export function enableEndpoint(tx: Transaction, endpointId: string): boolean {
  const { changes } = prepared(
    tx.db,
    "UPDATE webhook_endpoints SET is_enabled = 1 WHERE endpoint_id = ? AND is_configured = 1",
  ).run(endpointId);
  if (changes === 0) return false;
  prepared(
    tx.db,
    "UPDATE webhook_deliveries SET next_ms = 0 WHERE endpoint_id = ? AND status = 'pending'",
  ).run(endpointId);
  return true;
}

/**
 * Makes one delivery due again, whatever became of it, or all that are dead. Returns how many; null
 * where there is none such. Later events of its visit that have not been sent wait for it again.
 */
export function redeliver(
  tx: Transaction,
  endpointId: string,
  eventId: number | null,
): number | null {
  const again = "UPDATE webhook_deliveries SET status = 'pending', attempts = 0, next_ms = 0";
  if (eventId !== null) {
    const one = prepared(tx.db, `${again}, ended_ms = NULL WHERE endpoint_id = ? AND event_id = ?`);
    return one.run(endpointId, eventId).changes === 0 ? null : 1;
  }
  const known = prepared(
    tx.db,
    "SELECT 1 FROM webhook_endpoints WHERE endpoint_id = ? AND is_configured = 1",
  ).get(endpointId);
  if (known === undefined) return null;
  const dead = prepared(
    tx.db,
    `${again}, ended_ms = NULL WHERE endpoint_id = ? AND status = 'dead'`,
  );
  return Number(dead.run(endpointId).changes);
}

const OLD = `SELECT endpoint_id, event_id FROM webhook_deliveries
  WHERE status = ? AND ended_ms < ? LIMIT ${PRUNED_AT_ONCE_MAX}`;

/** Whether there are deliveries that ended so long ago that nobody asks for them. */
export function hasOldDeliveries({ db }: Pick<Store, "db">, nowMs: number): boolean {
  return listKept(nowMs).some(
    ([status, beforeMs]) => prepared(db, OLD).get(status, beforeMs) !== undefined,
  );
}

export function pruneDeliveries(tx: Transaction, nowMs: number): void {
  const drop = prepared(
    tx.db,
    `DELETE FROM webhook_deliveries WHERE (endpoint_id, event_id) IN (${OLD})`,
  );
  for (const [status, beforeMs] of listKept(nowMs)) {
    drop.run(status, beforeMs);
  }
}

function listKept(nowMs: number): readonly (readonly ["delivered" | "dead", number])[] {
  return [
    ["delivered", nowMs - DELIVERED_KEPT_MS],
    ["dead", nowMs - DEAD_KEPT_MS],
  ];
}
