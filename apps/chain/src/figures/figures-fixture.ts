/** For tests: a database that takes shops' journals without a hub, as the chain takes them. */
import { hash } from "node:crypto";
import { nameUpSubject } from "@saunter/protocol/chain/subjects";
import { encodeRow, formatForHash, GENESIS_HASH, type UpRow } from "@saunter/protocol/chain/up-row";
import { sql } from "kysely";
import { type ChainDatabase, connectDatabase } from "../database/open-database.ts";
import { createDatabase } from "../database/test-database-fixture.ts";
import { takeRows } from "../ingest/take-rows.ts";
import { addShop, MAIN_ORGANISATION } from "../shops.ts";
import { FIGURE_ROWS } from "./figure-rows.ts";

export interface FigureDatabase {
  readonly db: ChainDatabase;
  /** A shop whose id no other has. */
  addShop(timeZone?: string): Promise<string>;
  close(): Promise<void>;
}

export async function startFigureDatabase(): Promise<FigureDatabase> {
  const database = await createDatabase();
  const db = connectDatabase(database.url);
  let shops = 0;
  return {
    db,
    addShop: async (timeZone = "UTC") => {
      const shopId = `shop-${shops++}`;
      const owner = { organisationId: MAIN_ORGANISATION, regionId: null };
      await addShop(db, { shopId, name: shopId, shard: 0, ...owner }, 0);
      await db
        .updateTable("shops")
        .set({ time_zone: timeZone })
        .where("shop_id", "=", shopId)
        .execute();
      return shopId;
    },
    close: async () => {
      await db.destroy();
      await database.drop();
    },
  };
}

export async function sendRows(
  db: ChainDatabase,
  shopId: string,
  rows: readonly UpRow[],
): Promise<void> {
  const messages = rows.map((row) => ({
    subject: nameUpSubject(0, shopId, row.stream),
    body: new TextEncoder().encode(encodeRow(row)),
    signature: null,
  }));
  await takeRows(db, messages, 0);
}

/** Rows of events that no shop would write. */
export function makeRows(
  events: readonly { stream: string; body: object; atMs?: number }[],
): UpRow[] {
  const versions = new Map<string, number>();
  let before = GENESIS_HASH;
  return events.map(({ atMs, body, stream }, at) => {
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    const type = String((body as { type?: unknown }).type);
    const text = JSON.stringify(body);
    const row = { position: at + 1, stream, version, type, atMs: atMs ?? 1000 + at, body: text };
    before = hash("sha256", formatForHash(before, row), "base64url");
    return { ...row, hash: before };
  });
}

/** All rows of some shops that are made of events, as texts, by table. */
export async function readFigures(
  db: ChainDatabase,
  shopIds: readonly string[],
): Promise<Record<string, string[]>> {
  const figures: Record<string, string[]> = {};
  const kept = ["figure_heads", "figure_faults", "shop_days", "shop_day_heads"];
  for (const table of [...Object.keys(FIGURE_ROWS), ...kept]) {
    const { rows } = await sql<{ text: string }>`
      SELECT t::text AS text FROM ${sql.table(table)} t
      WHERE shop_id = ANY (${[...shopIds]}::text[]) ORDER BY 1`.execute(db);
    figures[table] = rows.map(({ text }) => text);
  }
  return figures;
}
