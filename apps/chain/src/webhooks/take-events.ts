/** Makes deliveries of what happens in the shops, for each subscription what it asked for. */
import { AGGREGATES, type Aggregate, type StatesByKind } from "@saunter/commerce/aggregates";
import type { JournalEvent, StreamKind } from "@saunter/commerce/events";
import { type PublicReader, toPublicEvent } from "@saunter/commerce/public/to-public-event";
import type { PublicEvent } from "@saunter/protocol/public-event";
import { matchesEventType } from "@saunter/protocol/webhooks/match-event-type";
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import type { ShopEvent, Tx } from "../figures/projection.ts";
import { nameStream, readEarlier, readEvents, type Span } from "../figures/read-events.ts";
import { tolerate } from "../figures/tolerate.ts";
import { beginAtHeads } from "./subscriptions.ts";
import { PENDING_MAX, ROWS_AT_ONCE } from "./webhook-limits.ts";

/** Streams that it speaks of. Carts and interactions are the shop's own business, and far more. */
const KINDS: readonly StreamKind[] = ["visit", "receipt", "charge", "review", "shop"];
const LEFT_OUT: readonly PublicEvent["type"][] = ["cart.updated", "interaction.decided"];

/** An event as the chain tells it. */
export interface ChainEvent extends PublicEvent {
  readonly shopId: string;
}

/** Takes some of what is new. Returns whether there may be more. */
export async function takeEvents(db: ChainDatabase): Promise<boolean> {
  await beginAtHeads(db);
  const subscriptions = await db
    .selectFrom("webhook_subscriptions")
    .select(["subscription_id", "event_types"])
    .where("is_enabled", "=", true)
    .execute();
  let hasMore = false;
  for (const { event_types, subscription_id } of subscriptions) {
    const types = event_types as readonly string[];
    const taken = await db.transaction().execute((tx) => takeFor(tx, subscription_id, types));
    hasMore ||= taken;
  }
  return hasMore;
}

async function takeFor(tx: Tx, subscriptionId: string, types: readonly string[]): Promise<boolean> {
  await sql`SELECT pg_advisory_xact_lock(hashtext(${`webhooks ${subscriptionId}`}))`.execute(tx);
  const spans = (await hasRoom(tx, subscriptionId)) ? await readSpans(tx, subscriptionId) : [];
  if (spans.length === 0) return false;
  const events = await readEvents(tx, { kinds: KINDS, types: null }, spans);
  const earlier = await readEarlier(tx, events);
  const told = listPublic(earlier, events).filter(({ type }) => matchesEventType(types, type));
  const rows = told.map((event) => ({
    subscription_id: subscriptionId,
    shop_id: event.shopId,
    position: event.id,
    visit_id: event.visitId,
    body: JSON.stringify(event),
  }));
  await sql`
    INSERT INTO webhook_deliveries
      SELECT subscription_id, shop_id, position, visit_id, body, 'pending', 0, 0, NULL, NULL
      FROM json_populate_recordset(NULL::webhook_deliveries, ${JSON.stringify(rows)}::json)
    ON CONFLICT DO NOTHING`.execute(tx);
  await sql`
    UPDATE webhook_cursors c SET position = s.position FROM unnest(
      ${spans.map(({ shopId }) => shopId)}::text[], ${spans.map(({ upTo }) => upTo)}::bigint[]
    ) AS s (shop_id, position)
    WHERE c.subscription_id = ${subscriptionId} AND c.shop_id = s.shop_id`.execute(tx);
  return true;
}

async function hasRoom(tx: Tx, subscriptionId: string): Promise<boolean> {
  const { pending } = await tx
    .selectFrom("webhook_deliveries")
    .select((row) => row.fn.countAll<number>().as("pending"))
    .where("subscription_id", "=", subscriptionId)
    .where("status", "=", "pending")
    .executeTakeFirstOrThrow();
  return pending <= PENDING_MAX - ROWS_AT_ONCE;
}

async function readSpans(tx: Tx, subscriptionId: string): Promise<Span[]> {
  const { rows } = await sql<{ shopId: string; after: number; head: number }>`
    SELECT c.shop_id AS "shopId", c.position AS after, u.position AS head
    FROM webhook_cursors c JOIN up_heads u USING (shop_id)
    WHERE c.subscription_id = ${subscriptionId} AND u.position > c.position
    ORDER BY u.received_ms, c.shop_id LIMIT ${ROWS_AT_ONCE}`.execute(tx);
  const spans: Span[] = [];
  let left = ROWS_AT_ONCE;
  for (const { after, head, shopId } of rows) {
    if (left === 0) break;
    const upTo = Math.min(head, after + left);
    left -= upTo - after;
    spans.push({ shopId, after, upTo });
  }
  return spans;
}

/** In the order of the events; those that cannot be read are left out. */
function listPublic(earlier: readonly ShopEvent[], events: readonly ShopEvent[]): ChainEvent[] {
  const states = new Map<string, StatesByKind[StreamKind]>();
  const follow = (event: ShopEvent): StatesByKind[StreamKind] => {
    const name = nameStream(event);
    const kind = event.stream.slice(0, event.stream.indexOf("-")) as StreamKind;
    const { evolve, initial } = AGGREGATES[kind] as Aggregate<StreamKind>;
    const state = evolve(states.get(name) ?? initial, event.body as JournalEvent, event.atMs);
    states.set(name, state);
    return state;
  };
  for (const event of earlier) tolerate(() => follow(event));
  return events.flatMap((event) => {
    const told = tolerate(() => report(event, follow(event)));
    return told === null || LEFT_OUT.includes(told.type) || !isWritable(told.visitId)
      ? []
      : [{ shopId: event.shopId, ...told }];
  });
}

function report(event: ShopEvent, state: StatesByKind[StreamKind]): PublicEvent | null {
  const { atMs, body, position, stream } = event;
  const reader: PublicReader = {
    // Events of these streams say what they themselves have come to.
    readAt: <Kind extends StreamKind>() => state as StatesByKind[Kind],
    findVisit: () => null,
  };
  const { type } = body as JournalEvent;
  if (type === "ShopperBound" || type === "ShopperUnbound") return null;
  return toPublicEvent({ position, stream, atMs, event: body as JournalEvent }, reader);
}

/** PostgreSQL's texts hold neither NUL nor half of a surrogate pair. */
function isWritable(visitId: string | null): boolean {
  return visitId === null || (visitId.isWellFormed() && !visitId.includes("\0"));
}
