/** For tests: a database with rows in each of its tables, and what tells its states apart. */

import { arbitraryEvents } from "@saunter/commerce/event-builders";
import type { UpRow } from "@saunter/protocol/chain/up-row";
import fc from "fast-check";
import { type Kysely, sql } from "kysely";
import pg from "pg";
import { appendAudit, BY_CHAIN } from "../access/audit.ts";
import { START_MS } from "../chain-fixture.ts";
import { makeRows, sendRows } from "../figures/figures-fixture.ts";
import { projectAll } from "../figures/projector.ts";
import { checksumTables, TABLES_OF_EVENTS, type TableChecksum } from "../keep/checksum-tables.ts";
import { listTables, quote } from "../keep/list-tables.ts";
import { addShop, MAIN_ORGANISATION } from "../shops.ts";
import type { ChainDatabase } from "./open-database.ts";

/** Shops that rows refer to, and shops that sell. */
const QUIET_IDS = ["a-0", "a-1", "a-2"];
const SELLING_IDS = ["z-0", "z-1"];
/** Of each shop that sells, to begin with. */
export const EVENTS = 200;

/** Made of events, or not of columns alone. */
const NOT_FILLED = [
  ...TABLES_OF_EVENTS,
  ...["shops", "audit_events", "audit_head", "audit_addresses"],
  ...["shop_days", "shop_day_heads", "version_answers"],
];

type Values = Readonly<Record<string, unknown>>;

/** What checks want, by row. */
const VALUES: Readonly<Record<string, (at: number) => Values>> = {
  down_versions: (at) => ({
    ...{ kind: "goods", version: at + 1, layer: ["shared", "region", "shop"][at] },
    ...(at === 1 ? {} : { region_id: null }),
    ...(at === 2 ? {} : { shop_id: null }),
  }),
  proposals: (at) =>
    at === 0
      ? { state: "open", decided_by: null, decided_ms: null, version: null }
      : { state: "approved", body: null },
  roll_outs: (at) => ({ state: ["waiting", "running", "done"][at], reason: null }),
  grants: (at) =>
    at === 0 ? { scope_kind: "chain", scope_id: null } : { scope_kind: "shop", scope_id: "a-0" },
  balances: (at) => ({ kind: at === 0 ? "points" : "gift-card" }),
  balance_cards: (at) => ({
    ...{ is_blocked: at !== 1, blocked_ms: at === 1 ? null : at + 5, replaced_ms: null },
  }),
  balance_holds: (at) => ({ state: ["held", "captured", "released"][at] }),
  chain_alerts: () => ({ is_for_all: false }),
  forecasts: () => ({ state: "done" }),
};
const ROWS = 3;
/** When rules begin that have not yet. */
export const LATER_MS = 4_102_444_800_000;

/** What each shop that sells sells, about half of it after what `fillDatabase` takes. */
export function makeJournals(): ReadonlyMap<string, readonly UpRow[]> {
  const length = 2 * EVENTS;
  const journals = SELLING_IDS.map((shopId, at) => {
    const [events] = fc.sample(arbitraryEvents(length, length), { seed: at, numRuns: 1 });
    const noted = {
      stream: "shop-chain",
      body: { type: "ChainVersionApplied", kind: "goods", version: 1, hash: "h" },
    };
    const sold = events!.map(({ event, id, kind }) => ({ stream: `${kind}-${id}`, body: event }));
    // Of months with partitions, and of others.
    const atMs = at === 0 ? 1000 : START_MS;
    const rows = makeRows([noted, ...sold].map((one, more) => ({ ...one, atMs: atMs + more })));
    return [shopId, rows] as const;
  });
  return new Map(journals);
}

export async function sendSome(
  db: ChainDatabase,
  journals: ReadonlyMap<string, readonly UpRow[]>,
  from: number,
  to: number,
): Promise<void> {
  for (const [shopId, rows] of journals) await sendRows(db, shopId, rows.slice(from, to));
}

/** Rows in every table, those of figures made of the first events of the journals. */
export async function fillDatabase(
  db: ChainDatabase,
  databaseUrl: string,
  journals: ReadonlyMap<string, readonly UpRow[]>,
): Promise<void> {
  for (const shopId of [...QUIET_IDS, ...SELLING_IDS]) {
    const owner = { organisationId: MAIN_ORGANISATION, regionId: null };
    await addShop(db, { shopId, name: shopId, shard: 0, ...owner }, 0);
  }
  await fillTables(databaseUrl);
  await addCardsAndRules(db);
  await sql`
    UPDATE shops SET time_zone = 'Europe/Berlin', gln = '4012345000009', latitude = 52.5,
      longitude = 13.4, console_url = 'https://shop.example', region_id = regions.region_id,
      organisation_id = organisations.organisation_id
    FROM regions, organisations WHERE shop_id <> 'z-1'`.execute(db);
  await sql`UPDATE organisations SET name = 'Renamed' WHERE organisation_id = 'main'`.execute(db);
  await db.transaction().execute(async (tx) => {
    await appendAudit(tx, { kind: "user", id: "u", address: "192.0.2.1" }, "region-added", 1);
    await appendAudit(tx, BY_CHAIN, "region-added", 2);
  });
  await sendSome(db, journals, 0, EVENTS);
  await projectAll(db);
}

/** Cards that were replaced, and rules of which there are several versions, or none that has begun. */
async function addCardsAndRules(db: ChainDatabase): Promise<void> {
  const cards = await db.selectFrom("balance_cards").selectAll().orderBy("number").execute();
  const replaced = cards.slice(1).flatMap((card) =>
    [3, 4].map((replaced_ms) => ({
      ...card,
      ...{ number: `${card.number} until ${replaced_ms}`, is_blocked: true },
      ...{ blocked_ms: replaced_ms - 1, replaced_ms, issued_ms: replaced_ms - 2 },
    })),
  );
  await db.insertInto("balance_cards").values(replaced).execute();
  const [first, second] = await db
    .selectFrom("loyalty_rules")
    .selectAll()
    .orderBy("organisation_id")
    .execute();
  const versions = [5, 5, 4, LATER_MS].map((effective_ms, at) => ({
    ...{ ...first!, effective_ms, version: at + 2 },
    ...{ earned_points: at + 10, is_open_to_join: at === 1, note: `version ${at + 2}` },
  }));
  const later = { ...second!, currency: "EUR", effective_ms: LATER_MS };
  await db
    .insertInto("loyalty_rules")
    .values([...versions, later])
    .execute();
}

/** By what their columns are, those that others refer to first. */
async function fillTables(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  for (const { name } of await listTables(client)) {
    if (NOT_FILLED.includes(name)) continue;
    for (let at = 0; at < ROWS; at++) await insertRow(client, name, at);
  }
  await client.end();
}

async function insertRow(client: pg.Client, table: string, at: number): Promise<void> {
  const { rows: columns } = await client.query<{ name: string; type: string }>(
    `SELECT attname AS name, format_type(atttypid, null) AS type FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
        AND attgenerated = '' AND attidentity = ''`,
    [table],
  );
  const values: Record<string, unknown> = {};
  for (const { name, type } of columns)
    values[name] = makeValue(`${table}.${name} ${at}`, type, at);
  Object.assign(values, await findReferred(client, table, at), VALUES[table]?.(at));
  const names = Object.keys(values);
  await client.query(
    `INSERT INTO ${quote(table)} (${names.map(quote).join(", ")})
      VALUES (${names.map((_, index) => `$${index + 1}`).join(", ")})`,
    names.map((name) => values[name]),
  );
}

function makeValue(text: string, type: string, at: number): unknown {
  switch (type) {
    case "text":
      return text;
    case "bigint":
    case "integer":
      return at + 1;
    case "boolean":
      return at % 2 === 0;
    case "json":
      return JSON.stringify({ text });
    case "bytea":
      return Buffer.from(text);
    case "double precision":
      return at / 3;
    default:
      throw new Error(`no value is known of the type ${type}`);
  }
}

/** Of each reference a row that is there. */
async function findReferred(client: pg.Client, table: string, at: number): Promise<Values> {
  const { rows: references } = await client.query<{ to: string; own: string[]; its: string[] }>(
    `SELECT confrelid::regclass::text AS to,
        ARRAY(SELECT attname::text FROM pg_attribute
          WHERE attrelid = conrelid AND attnum = ANY (conkey) ORDER BY array_position(conkey, attnum)) AS own,
        ARRAY(SELECT attname::text FROM pg_attribute
          WHERE attrelid = confrelid AND attnum = ANY (confkey) ORDER BY array_position(confkey, attnum)) AS its
      FROM pg_constraint WHERE contype = 'f' AND conrelid = $1::regclass`,
    [table],
  );
  const found: Record<string, unknown> = {};
  for (const { its, own, to } of references) {
    const names = its.map(quote).join(", ");
    const { rows } = await client.query(
      `SELECT ${names} FROM ${quote(to)} ORDER BY ${names} OFFSET $1 LIMIT 1`,
      [at],
    );
    for (const [index, name] of own.entries()) found[name] = rows[0]![its[index]!];
  }
  return found;
}

/** Of the chain's tables. */
export async function listNames(db: Kysely<unknown>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
      AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT LIKE 'kysely%'
    ORDER BY 1`.execute(db);
  return rows.map(({ name }) => name);
}

export async function checksumAll(db: Kysely<unknown>): Promise<Record<string, TableChecksum>> {
  return checksumTables(db as never, await listNames(db));
}

/** All that is in its schema but walls, which have tests of their own. */
export async function readSchema(db: Kysely<unknown>): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`
    WITH tables AS (
      SELECT oid, relname, relkind FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v')
        AND NOT relispartition)
    SELECT concat_ws(' ', 'column', relname, relkind, attname, format_type(atttypid, atttypmod),
        attnotnull, attidentity, attgenerated, pg_get_expr(adbin, adrelid)) AS text
      FROM tables t JOIN pg_attribute a ON a.attrelid = t.oid AND attnum > 0 AND NOT attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    UNION ALL SELECT concat_ws(' ', relname, conname, pg_get_constraintdef(k.oid))
      FROM tables t JOIN pg_constraint k ON k.conrelid = t.oid
    UNION ALL SELECT pg_get_indexdef(indexrelid) FROM tables t JOIN pg_index i ON i.indrelid = t.oid
    UNION ALL SELECT pg_get_triggerdef(g.oid) FROM tables t JOIN pg_trigger g ON g.tgrelid = t.oid
      WHERE NOT tgisinternal
    UNION ALL SELECT pg_get_viewdef(oid) FROM tables WHERE relkind = 'v'
    UNION ALL SELECT pg_get_functiondef(oid) FROM pg_proc
      WHERE pronamespace = 'public'::regnamespace
    ORDER BY 1`.execute(db);
  return rows.map(({ text }) => text);
}
