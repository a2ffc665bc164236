/** Takes what came from the shops into the database: all of it, or nothing; what came before, not again. */

import { findShopOf } from "@saunter/protocol/chain/subjects";
import { decodeRow, encodeRow, type UpRow } from "@saunter/protocol/chain/up-row";
import { verifyRow } from "@saunter/server/signatures/chain-signatures";
import { sql, type Transaction } from "kysely";
import pg from "pg";
import type { ChainTables } from "../database/chain-tables.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import { createFloodGate, type FloodGate } from "./flood-gate.ts";
import { BEFORE_FIRST, type Head, planRows } from "./plan-rows.ts";
import { planSigned, type SignedPlan } from "./plan-signed.ts";
import { readSignatures, requireSignatures } from "./shop-signatures.ts";

/** As it came from the hub. */
export interface UpMessage {
  readonly subject: string;
  readonly body: Uint8Array;
  /** As `signRow` makes it; null: none. */
  readonly signature: string | null;
}

export interface Taken {
  /** Events that are new. */
  readonly events: number;
  /** Rows that could not be taken. */
  readonly setAside: number;
  /** Shops of which something is missing, each with the last row before it. */
  readonly gaps: ReadonlyMap<string, number>;
}

type Tx = Transaction<ChainTables>;

interface Strange {
  readonly shopId: string | null;
  readonly message: UpMessage;
  readonly reason: string;
}

interface ReadMessage {
  readonly message: UpMessage;
  /** Null where it is none. */
  readonly row: UpRow | null;
}

/**
 * What the database does not take, such as a text that is no JSON, is set aside by itself, and the rest goes
 * on. Rejects where the database cannot be asked.
 *
 * @param nowMs when they were received.
 * @param gate of all calls of a process, so that a flood of what cannot be taken does not fill the disk.
 */
export async function takeRows(
  db: ChainDatabase,
  messages: readonly UpMessage[],
  nowMs: number,
  gate: FloodGate = createFloodGate(),
): Promise<Taken> {
  try {
    return await takeTogether(db, messages, nowMs, gate);
  } catch (error) {
    if (!isOfData(error)) throw error;
  }
  if (messages.length > 1) {
    const half = Math.ceil(messages.length / 2);
    const first = await takeRows(db, messages.slice(0, half), nowMs, gate);
    const second = await takeRows(db, messages.slice(half), nowMs, gate);
    return {
      events: first.events + second.events,
      setAside: first.setAside + second.setAside,
      // The second was taken last: what it found missing is missing still.
      gaps: second.gaps,
    };
  }
  const [message] = messages;
  const strange = {
    shopId: findShopOf(message!.subject),
    message: message!,
    reason: "not-storable",
  };
  await setAside(db, [strange], nowMs, gate);
  return { events: 0, setAside: 1, gaps: new Map() };
}

/** Classes of SQLSTATE that speak of the data: they are the same the next time. */
const OF_DATA = /^(?:22|23|54)/;

function isOfData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && OF_DATA.test(error.code ?? "");
}

async function takeTogether(
  db: ChainDatabase,
  messages: readonly UpMessage[],
  nowMs: number,
  gate: FloodGate,
): Promise<Taken> {
  const decoder = new TextDecoder();
  const read = messages.map(
    (message): ReadMessage => ({ message, row: decodeRow(decoder.decode(message.body)) }),
  );
  await makePartitions(db, read, nowMs);
  return db.transaction().execute(async (tx) => {
    const { byShop, strange } = sortByShop(read, await findShops(tx, messages));
    let events = 0;
    const gaps = new Map<string, number>();
    // In one order everywhere: two that take at once wait for one another, and never in a circle.
    for (const [shopId, rows] of [...byShop].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      const { taken, refused, gapAfter } = await takeOfShop(tx, shopId, rows, nowMs);
      events += taken;
      strange.push(...refused);
      if (gapAfter !== null) gaps.set(shopId, gapAfter);
    }
    if (strange.length > 0) await setAside(tx, strange, nowMs, gate);
    return { events, setAside: strange.length, gaps };
  });
}

/** Those of the messages' shops that the chain has. */
async function findShops(tx: Tx, messages: readonly UpMessage[]): Promise<ReadonlySet<string>> {
  const named = new Set(messages.map(({ subject }) => findShopOf(subject)));
  named.delete(null);
  if (named.size === 0) return new Set();
  const shops = await tx
    .selectFrom("shops")
    .select("shop_id")
    .where("shop_id", "in", [...named] as string[])
    .execute();
  return new Set(shops.map(({ shop_id }) => shop_id));
}

/** Months further away than this are of a clock that is wrong. */
const MONTHS_MAX = 120;
const MONTH_MS = 31 * 86_400_000;

/** By database: months that have their partitions. */
const made = new WeakMap<ChainDatabase, Set<string>>();

/** Makes partitions of months that events come of for the first time; other clocks' go with the rest. */
async function makePartitions(
  db: ChainDatabase,
  read: readonly ReadMessage[],
  nowMs: number,
): Promise<void> {
  const known = made.get(db) ?? new Set();
  made.set(db, known);
  for (const { row } of read) {
    if (row === null || known.has(monthOf(row.atMs))) continue;
    const isNear = Math.abs(row.atMs - nowMs) < MONTHS_MAX * MONTH_MS;
    if (!isNear || row.atMs > nowMs + MONTH_MS) continue;
    await sql`SELECT make_events_of(${monthOf(row.atMs)}::date)`.execute(db);
    known.add(monthOf(row.atMs));
  }
}

interface CameRow extends ReadMessage {
  readonly row: UpRow;
}

function sortByShop(read: readonly ReadMessage[], shopIds: ReadonlySet<string>) {
  const byShop = new Map<string, CameRow[]>();
  const strange: Strange[] = [];
  for (const { message, row } of read) {
    // The hub lets a shop publish below its own name alone. Signatures prove it for shops that sign.
    const shopId = findShopOf(message.subject);
    if (shopId === null || !shopIds.has(shopId)) {
      strange.push({ shopId: null, message, reason: "shop-unknown" });
    } else if (row === null) {
      strange.push({ shopId, message, reason: "not-a-row" });
    } else {
      const rows = byShop.get(shopId);
      if (rows === undefined) byShop.set(shopId, [{ message, row }]);
      else rows.push({ message, row });
    }
  }
  return { byShop, strange };
}

async function takeOfShop(tx: Tx, shopId: string, came: readonly CameRow[], nowMs: number) {
  const head = await lockHead(tx, shopId);
  const waited = await tx
    .selectFrom("waiting_rows")
    .select("row")
    .where("shop_id", "=", shopId)
    .execute();
  const checked = waited.map(({ row }) => decodeRow(row)!);
  const plan = await planShop(tx, { shopId, head, came, checked, nowMs });
  await insertEvents(tx, shopId, plan.taken);
  const last = plan.taken.at(-1);
  if (last !== undefined) await writeHead(tx, shopId, last, nowMs);
  await keepWaiting(tx, shopId, plan.waiting, { hadSome: waited.length > 0, nowMs });
  const refused = plan.refused.map(({ row, reason }): Strange => {
    const message = came.find((one) => one.row === row)?.message;
    return { shopId, reason, message: message ?? toMessage(row) };
  });
  const gapAfter = plan.waiting.length === 0 ? null : (last ?? head).position;
  return { taken: plan.taken.length, refused, gapAfter };
}

interface Candidates {
  readonly shopId: string;
  readonly head: Head;
  readonly came: readonly CameRow[];
  /** Rows that waited: if the shop signs its rows, their signatures were checked before. */
  readonly checked: readonly UpRow[];
  readonly nowMs: number;
}

/** The first valid signature makes them required, so that rows which waited unsigned are to be sent again. */
async function planShop(
  tx: Tx,
  { shopId, head, came, checked, nowMs }: Candidates,
): Promise<SignedPlan> {
  const { keys, isRequired } = await readSignatures(tx, shopId, "rows");
  const signatures = new Map(came.map(({ row, message }) => [row, message.signature]));
  const findFault = (row: UpRow) => {
    const signature = signatures.get(row);
    if (signature === undefined) return null;
    if (signature === null) return "unsigned";
    return keys.some((key) => verifyRow(key, shopId, row, signature)) ? null : "signature-wrong";
  };
  const rows = came.map(({ row }) => row);
  const isFirst = !isRequired && rows.some((row) => findFault(row) === null);
  if (isFirst) await requireSignatures(tx, shopId, "rows", nowMs);
  const candidates = isFirst ? rows : [...rows, ...checked];
  const known = await readHashes(tx, shopId, head, candidates);
  const findHash = (position: number) => known.get(position);
  return isRequired || isFirst
    ? planSigned(head, candidates, findHash, findFault)
    : planRows(head, candidates, findHash);
}

/** A row that waited. */
function toMessage(row: UpRow): UpMessage {
  const body = new TextEncoder().encode(encodeRow(row));
  return { subject: row.stream, body, signature: null };
}

async function lockHead(tx: Tx, shopId: string): Promise<Head> {
  const row = await tx
    .selectFrom("up_heads")
    .select(["position", "hash"])
    .where("shop_id", "=", shopId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? BEFORE_FIRST;
}

/** Hashes of rows that were taken before, where such come again. */
async function readHashes(tx: Tx, shopId: string, head: Head, rows: readonly UpRow[]) {
  const positions = rows.map(({ position }) => position).filter((one) => one <= head.position);
  if (positions.length === 0) return new Map<number, string>();
  const found = await tx
    .selectFrom("events")
    .select(["position", "hash"])
    .where("shop_id", "=", shopId)
    .where("position", "in", positions)
    .execute();
  return new Map(found.map(({ position, hash }) => [position, hash]));
}

async function insertEvents(tx: Tx, shopId: string, rows: readonly UpRow[]): Promise<void> {
  if (rows.length === 0) return;
  const of = <T>(pick: (row: UpRow) => T): T[] => rows.map(pick);
  await sql`
    INSERT INTO events
      SELECT ${shopId}, * FROM unnest(
        ${of(({ atMs }) => monthOf(atMs))}::date[], ${of(({ position }) => position)}::bigint[],
        ${of(({ stream }) => stream)}::text[], ${of(({ version }) => version)}::bigint[],
        ${of(({ type }) => type)}::text[], ${of(({ atMs }) => atMs)}::bigint[],
        ${of(({ body }) => body)}::json[], ${of(({ hash }) => hash)}::text[])
  `.execute(tx);
}

/** The first day of the month, UTC. */
export function monthOf(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 7)}-01`;
}

async function writeHead(tx: Tx, shopId: string, last: UpRow, nowMs: number): Promise<void> {
  const { position, hash, atMs } = last;
  const values = { position, hash, at_ms: atMs, received_ms: nowMs };
  await tx
    .insertInto("up_heads")
    .values({ shop_id: shopId, ...values })
    .onConflict((conflict) => conflict.column("shop_id").doUpdateSet(values))
    .execute();
}

interface Waiting {
  readonly hadSome: boolean;
  readonly nowMs: number;
}

async function keepWaiting(
  tx: Tx,
  shopId: string,
  rows: readonly UpRow[],
  { hadSome, nowMs }: Waiting,
): Promise<void> {
  if (hadSome) await tx.deleteFrom("waiting_rows").where("shop_id", "=", shopId).execute();
  if (rows.length === 0) return;
  const values = rows.slice(0, WAITING_MAX).map((row) => ({
    shop_id: shopId,
    position: row.position,
    hash: row.hash,
    row: encodeRow(row),
    received_ms: nowMs,
  }));
  await tx
    .insertInto("waiting_rows")
    .values(values)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Rows of a shop that wait; what comes beyond them is asked for again once the gap is filled. */
export const WAITING_MAX = 2000;

/** Kept of a message: enough to see what it is. */
const KEPT_BYTES_MAX = 65_536;

async function setAside(
  tx: Tx | ChainDatabase,
  strange: readonly Strange[],
  nowMs: number,
  gate: FloodGate,
): Promise<void> {
  const { kept = [], dropped = [] } = Object.groupBy(strange, ({ shopId }) =>
    gate.isKept(shopId, nowMs) ? "kept" : "dropped",
  );
  const values = kept.map(({ shopId, message, reason }) => ({
    shop_id: shopId,
    subject: message.subject,
    reason,
    body: message.body.subarray(0, KEPT_BYTES_MAX),
    size_bytes: message.body.length,
    received_ms: nowMs,
  }));
  if (values.length > 0) await tx.insertInto("set_aside").values(values).execute();
  for (const [shopId, { length }] of Map.groupBy(dropped, (one) => one.shopId)) {
    await countDropped(tx, shopId, length, nowMs);
  }
}

/** A flood is one row, until somebody has dismissed it. */
async function countDropped(
  tx: Tx | ChainDatabase,
  shopId: string | null,
  count: number,
  nowMs: number,
): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable("set_aside")
    .set((row) => ({ dropped: row("dropped", "+", count), received_ms: nowMs }))
    .where("shop_id", "is not distinct from", shopId)
    .where("reason", "=", FLOOD)
    .where("dismissed_ms", "is", null)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return;
  const flood = { shop_id: shopId, subject: "", reason: FLOOD, body: new Uint8Array() };
  await tx
    .insertInto("set_aside")
    .values({ ...flood, size_bytes: 0, dropped: count, received_ms: nowMs })
    .execute();
}

const FLOOD = "flood";
