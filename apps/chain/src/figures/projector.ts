/**
 * Takes what is new of the shops into the tables that are made of their events. Each shop has a head by
 * projection; a batch of many shops is one transaction, with a fixed number of queries.
 */
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import { STEPS } from "../database/steps.ts";
import { chargeFigures } from "./charge-figures.ts";
import { FIGURE_KEYS, FIGURE_ROWS, type FigureTable, type RowSet } from "./figure-rows.ts";
import type { Batch, Fault, Projection, Tx } from "./projection.ts";
import { readEvents, type Span } from "./read-events.ts";
import { receiptFigures } from "./receipt-figures.ts";
import { reviewFigures } from "./review-figures.ts";
import { addToDays, findStaleDays, forgetDays, makeDays, planDays } from "./shop-days.ts";
import { shopFigures } from "./shop-figures.ts";
import { visitFigures } from "./visit-figures.ts";

export const PROJECTIONS: readonly Projection[] = [
  visitFigures,
  receiptFigures,
  chargeFigures,
  reviewFigures,
  shopFigures,
];

/** Rows of journals that are gone through in one transaction. */
export const ROWS_AT_ONCE = 10_000;
/** Shops that are. */
const SHOPS_AT_ONCE = 200;

/** Of this release. */
const LAST_STEP = STEPS.at(-1)!;

export interface Progress {
  /** Rows of journals that were gone through, by all projections together. */
  readonly rows: number;
  readonly faults: number;
}

/** Takes some of what is new; no rows where nothing is. @param rowsMax of one transaction. */
export async function projectSome(db: ChainDatabase, rowsMax = ROWS_AT_ONCE): Promise<Progress> {
  await makeStaleDays(db);
  let rows = 0;
  let faults = 0;
  for (const projection of PROJECTIONS) {
    const done = await db
      .transaction()
      .execute((tx) => projectBatch(tx, projection, { shopId: null, rowsMax }));
    rows += done.rows;
    faults += done.faults;
  }
  return { rows, faults };
}

/** Takes all that is new. */
export async function projectAll(db: ChainDatabase): Promise<Progress> {
  let rows = 0;
  let faults = 0;
  for (;;) {
    const done = await projectSome(db);
    if (done.rows === 0) return { rows, faults };
    rows += done.rows;
    faults += done.faults;
  }
}

/** Makes all rows of a shop again, of all its events; others see the former ones until it is done. */
export async function rebuildShop(db: ChainDatabase, shopId: string): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lock(tx);
    for (const projection of PROJECTIONS) {
      await forget(tx, projection, shopId);
      const options = { shopId, rowsMax: ROWS_AT_ONCE };
      while ((await projectBatch(tx, projection, options)).rows > 0);
    }
    await makeDays(tx, shopId);
  });
}

/** Of shops that are new, or whose days are by another time zone than theirs; each in its own transaction. */
export async function makeStaleDays(db: ChainDatabase): Promise<void> {
  for (const shopId of await findStaleDays(db)) {
    await db.transaction().execute(async (tx) => {
      await lock(tx);
      await makeDays(tx, shopId);
    });
  }
}

/**
 * To be called at the start: projections that are made otherwise now begin again at the first event, and so do those of
 * shops of which another release could not read an event.
 */
export async function prepareFigures(db: ChainDatabase): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await lock(tx);
    for (const projection of PROJECTIONS) {
      const names = await sql<{ projection: string }>`
        SELECT DISTINCT projection FROM figure_heads
        WHERE split_part(projection, '-', 1) = split_part(${projection.name}, '-', 1)
          AND projection <> ${projection.name}`.execute(tx);
      if (names.rows.length > 0) await forget(tx, projection, null);
      const faults = await tx
        .selectFrom("figure_faults")
        .select("shop_id")
        .distinct()
        .where("projection", "=", projection.name)
        .where("step", "is distinct from", LAST_STEP)
        .execute();
      for (const { shop_id } of faults) await forget(tx, projection, shop_id);
    }
  });
}

/** Two that project at once would both take the same; and days are sums of what several projections write. */
async function lock(tx: Tx): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('figures'))`.execute(tx);
}

async function forget(tx: Tx, { name, tables }: Projection, shopId: string | null): Promise<void> {
  const of = shopId === null ? sql`` : sql`AND shop_id = ${shopId}`;
  await forgetDays(tx, shopId);
  for (const table of tables)
    await sql`DELETE FROM ${sql.table(table)} WHERE true ${of}`.execute(tx);
  for (const table of ["figure_heads", "figure_faults"]) {
    await sql`
      DELETE FROM ${sql.table(table)}
      WHERE split_part(projection, '-', 1) = split_part(${name}, '-', 1) ${of}`.execute(tx);
  }
}

interface BatchOptions {
  /** Null: of all shops. */
  readonly shopId: string | null;
  readonly rowsMax: number;
}

async function projectBatch(
  tx: Tx,
  projection: Projection,
  { rowsMax, shopId }: BatchOptions,
): Promise<Progress> {
  await lock(tx);
  const spans = await readSpans(tx, projection, shopId, rowsMax);
  if (spans.length === 0) return { rows: 0, faults: 0 };
  const events = await readEvents(tx, { kinds: [projection.kind], types: projection.types }, spans);
  const batch: Batch = { after: new Map(spans.map((span) => [span.shopId, span.after])), events };
  const { faults, rows } = await projection.make(tx, batch);
  const changes = await planDays(tx, rows);
  await writeRows(tx, rows);
  await addToDays(tx, changes);
  await noteFaults(tx, projection, faults);
  await writeHeads(tx, projection, spans);
  const count = spans.reduce((sum, { after, upTo }) => sum + upTo - after, 0);
  return { rows: count, faults: faults.length };
}

/** Each shop's next rows; who is furthest behind in time is the first. */
async function readSpans(
  tx: Tx,
  { name }: Projection,
  shopId: string | null,
  rowsMax: number,
): Promise<Span[]> {
  const { rows } = await sql<{ shopId: string; after: number; head: number }>`
    SELECT u.shop_id AS "shopId", coalesce(f.position, 0) AS after, u.position AS head
    FROM up_heads u
    LEFT JOIN figure_heads f ON f.shop_id = u.shop_id AND f.projection = ${name}
    WHERE u.position > coalesce(f.position, 0)
      ${shopId === null ? sql`` : sql`AND u.shop_id = ${shopId}`}
    ORDER BY u.received_ms, u.shop_id LIMIT ${SHOPS_AT_ONCE}`.execute(tx);
  const spans: Span[] = [];
  let left = rowsMax;
  for (const { after, head, shopId: id } of rows) {
    if (left === 0) break;
    const upTo = Math.min(head, after + left);
    left -= upTo - after;
    spans.push({ shopId: id, after, upTo });
  }
  return spans;
}

/** One query a table. */
async function writeRows(tx: Tx, rows: RowSet): Promise<void> {
  for (const [name, of] of Object.entries(rows)) {
    const table = name as FigureTable;
    if (of.length === 0) continue;
    const keys = FIGURE_KEYS[table];
    const others = Object.keys(FIGURE_ROWS[table].properties).filter((one) => !keys.includes(one));
    const sets = others.map((one) => sql`${sql.ref(one)} = excluded.${sql.ref(one)}`);
    await sql`
      INSERT INTO ${sql.table(table)}
        SELECT * FROM json_populate_recordset(NULL::${sql.table(table)}, ${JSON.stringify(of)}::json)
      ON CONFLICT (${sql.join(keys.map((key) => sql.ref(key)))})
        DO UPDATE SET ${sql.join(sets)}`.execute(tx);
  }
}

async function noteFaults(tx: Tx, { name }: Projection, faults: readonly Fault[]): Promise<void> {
  if (faults.length === 0) return;
  const rows = faults.map(({ event, reason }) => ({
    shop_id: event.shopId,
    projection: name,
    position: event.position,
    stream: event.stream,
    type: event.type,
    reason,
    step: LAST_STEP,
  }));
  await tx
    .insertInto("figure_faults")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function writeHeads(tx: Tx, { name }: Projection, spans: readonly Span[]): Promise<void> {
  await sql`
    INSERT INTO figure_heads
      SELECT shop_id, ${name}::text, position FROM unnest(
        ${spans.map(({ shopId }) => shopId)}::text[], ${spans.map(({ upTo }) => upTo)}::bigint[]
      ) AS s (shop_id, position)
    ON CONFLICT (shop_id, projection) DO UPDATE SET position = excluded.position`.execute(tx);
}
