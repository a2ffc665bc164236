/**
 * Keeps the sums of shops' days, in the transaction that changes the rows they are of: what is new is added, and what it
 * replaces is taken off. A shop's days are made of all its rows where they are not kept yet, or of another time zone.
 */
import { type RawBuilder, sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import { DAY_COLUMNS, type DaySums, SUMMED_TABLES, subtractDays, sumDays } from "./day-sums.ts";
import { FIGURE_KEYS, type FigureRow, type FigureTable, type RowSet } from "./figure-rows.ts";
import type { Tx } from "./projection.ts";

/** To be raised when sums are made otherwise: all days are made again then. */
const RULE = 1;
/** Rows that are read at once where days are made of all. */
const ROWS_AT_ONCE = 5000;

type SummedTable = (typeof SUMMED_TABLES)[number];
type Row = Readonly<Record<string, unknown>>;

/** To be called before the rows are written; gives what is to be added to days when they are. */
export async function planDays(tx: Tx, rows: RowSet): Promise<DaySums[]> {
  const shopIds = new Set<string>();
  for (const table of SUMMED_TABLES)
    for (const { shop_id } of rows[table] ?? []) shopIds.add(shop_id);
  if (shopIds.size === 0) return [];
  const zones = await readZones(tx, [...shopIds]);
  const before: Record<string, Row[]> = {};
  const after: Record<string, Row[]> = {};
  for (const table of SUMMED_TABLES) {
    const changed = [...(rows[table] ?? [])] as unknown as Row[];
    const isVisit = table === "visits" || table === "receipts";
    // A visit and its receipt count together, whichever of them changes.
    const beside = isVisit ? [...(rows.visits ?? []), ...(rows.receipts ?? [])] : [];
    const known = await readRows(tx, table, isVisit ? beside : changed);
    const keyOf = (row: Row): string => JSON.stringify(FIGURE_KEYS[table].map((key) => row[key]));
    before[table] = known;
    after[table] = [...new Map([...known, ...changed].map((row) => [keyOf(row), row])).values()];
  }
  const findTimeZone = (shopId: string): string | null => zones.get(shopId) ?? null;
  return subtractDays(
    sumDays(after as RowSet, findTimeZone),
    sumDays(before as RowSet, findTimeZone),
  );
}

async function readZones(tx: Tx, shopIds: readonly string[]): Promise<Map<string, string>> {
  const heads = await tx
    .selectFrom("shop_day_heads")
    .select(["shop_id", "time_zone"])
    .where("shop_id", "=", sql<string>`ANY (${[...shopIds]}::text[])`)
    .execute();
  return new Map(heads.map((head) => [head.shop_id, head.time_zone]));
}

/** Rows of a table that are there, by their keys. */
async function readRows(tx: Tx, table: SummedTable, keyed: readonly object[]): Promise<Row[]> {
  if (keyed.length === 0) return [];
  const keys = FIGURE_KEYS[table].map((key) => sql.ref(key));
  const { rows } = await sql<Row>`
    SELECT t.* FROM (
      SELECT DISTINCT ${sql.join(keys)} FROM json_populate_recordset(
        NULL::${sql.table(table)}, ${JSON.stringify(keyed.map((row) => pickKeys(table, row)))}::json)
    ) AS k JOIN ${sql.table(table)} t USING (${sql.join(keys)})`.execute(tx);
  return [...rows];
}

function pickKeys(table: FigureTable, row: object): Row {
  return Object.fromEntries(FIGURE_KEYS[table].map((key) => [key, (row as Row)[key]]));
}

/** One query, and a second one where something may have come to nothing. */
export async function addToDays(tx: Tx, changes: readonly DaySums[]): Promise<void> {
  if (changes.length === 0) return;
  // In one order, as everybody's.
  const rows = changes.map(({ currency, day, shopId, sums }) => ({
    ...{ shop_id: shopId, day, currency },
    ...Object.fromEntries(DAY_COLUMNS.map((column) => [column, String(sums[column] ?? 0n)])),
  }));
  const columns = sql.join(DAY_COLUMNS.map((column) => sql.ref(column)));
  const given = sql`json_populate_recordset(NULL::shop_days, ${JSON.stringify(rows)}::json)`;
  const sets = DAY_COLUMNS.map(
    (column) => sql`${sql.ref(column)} = t.${sql.ref(column)} + excluded.${sql.ref(column)}`,
  );
  await sql`
    INSERT INTO shop_days AS t (shop_id, day, currency, ${columns})
      SELECT shop_id, day, currency, ${columns} FROM ${given}
    ON CONFLICT (shop_id, day, currency) DO UPDATE SET ${sql.join(sets)}`.execute(tx);
  const isLess = changes.some(({ sums }) => Object.values(sums).some((amount) => amount < 0n));
  if (!isLess) return;
  await sql`
    DELETE FROM shop_days t USING ${given} AS g
    WHERE t.shop_id = g.shop_id AND t.day = g.day AND t.currency = g.currency
      AND ${areZero()}`.execute(tx);
}

function areZero(): RawBuilder<unknown> {
  const terms = DAY_COLUMNS.map((column) => sql`t.${sql.ref(column)} = 0`);
  return sql.join(terms, sql` AND `);
}

/** As if no days had been kept. @param shopId null: of all shops. */
export async function forgetDays(tx: Tx, shopId: string | null): Promise<void> {
  const of = shopId === null ? sql`` : sql`WHERE shop_id = ${shopId}`;
  await sql`DELETE FROM shop_day_heads ${of}`.execute(tx);
  await sql`DELETE FROM shop_days ${of}`.execute(tx);
}

/** Shops whose days are not kept, or by another time zone or rule. */
export async function findStaleDays(db: ChainDatabase): Promise<string[]> {
  const { rows } = await sql<{ shopId: string }>`
    SELECT s.shop_id AS "shopId" FROM shops s
    LEFT JOIN shop_day_heads h ON h.shop_id = s.shop_id
    WHERE h.shop_id IS NULL OR h.time_zone <> s.time_zone OR h.rule <> ${RULE}::bigint
    ORDER BY s.shop_id`.execute(db);
  return rows.map(({ shopId }) => shopId);
}

/** Makes a shop's days of all its rows. Nobody may change them meanwhile. */
export async function makeDays(tx: Tx, shopId: string): Promise<void> {
  await forgetDays(tx, shopId);
  const { time_zone } = await tx
    .selectFrom("shops")
    .select("time_zone")
    .where("shop_id", "=", shopId)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto("shop_day_heads")
    .values({ shop_id: shopId, time_zone, rule: RULE })
    .execute();
  for (const table of SUMMED_TABLES) {
    // They are counted with their visits.
    if (table === "receipts") continue;
    for await (const rows of readPages(tx, table, shopId)) {
      const visits = rows as unknown as readonly FigureRow<"visits">[];
      const receipts = table === "visits" ? await readRows(tx, "receipts", visits) : [];
      const given = { receipts, [table]: rows } as unknown as RowSet;
      await addToDays(tx, [...sumDays(given, () => time_zone).values()]);
    }
  }
}

/** All rows of a shop, in the order of their keys. */
async function* readPages(tx: Tx, table: SummedTable, shopId: string): AsyncGenerator<Row[]> {
  const keys = FIGURE_KEYS[table].slice(1);
  const columns = sql.join(keys.map((key) => sql.ref(key)));
  let last: Row | undefined;
  for (;;) {
    const after =
      last === undefined
        ? sql``
        : sql`AND (${columns}) > (${sql.join(keys.map((key) => last![key]))})`;
    const { rows } = await sql<Row>`
      SELECT * FROM ${sql.table(table)} WHERE shop_id = ${shopId} ${after}
      ORDER BY ${columns} LIMIT ${ROWS_AT_ONCE}`.execute(tx);
    if (rows.length > 0) yield [...rows];
    if (rows.length < ROWS_AT_ONCE) return;
    last = rows.at(-1);
  }
}
