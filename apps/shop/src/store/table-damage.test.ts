/** Bits that flip on the disk, in every table of a shop: none goes unnoticed. */

import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { arbitraryEvents, type BuiltEvent } from "@saunter/commerce/event-builders";
import { createRandom, type Random } from "@saunter/numerics/random";
import { reportExtent, sample } from "@saunter/testing/sample";
import { createScratchFolders } from "@saunter/testing/scratch-folders";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { SHOP_CAPABILITIES } from "../capabilities/capabilities.ts";
import { listTables } from "../process/capability.ts";
import { findRecords, type RecordPlace, readHeaderBytes } from "./record-places-fixture.ts";
import { listCheckedTables, WITHOUT_CHECKSUMS } from "./row-checksums.ts";
import type { Store } from "./store.ts";
import { StoreError } from "./store-error.ts";
import { openTestStore, tamper } from "./store-fixture.ts";
import { STATE_KEPT_EVERY } from "./store-limits.ts";
import { STREAM_TABLES } from "./stream-tables.ts";

const folders = createScratchFolders();
afterAll(() => folders.remove());

const OF_SHOP = listTables(SHOP_CAPABILITIES);
const MADE = new Set([...STREAM_TABLES, ...OF_SHOP.projections].flatMap(({ tables }) => tables));
/** Made by a trigger. */
const COUNTED = "evidence_usage";
const SEED = 29;
const FLIPS_A_TABLE = 8;

/** A long sequence that has every type of event. */
const [rich] = fc.sample(arbitraryEvents(700, 700), { seed: 5, numRuns: 1 }) as [BuiltEvent[]];

type Value = string | number | null | Uint8Array;

/** A row of anything that the columns admit. */
function makeRow(db: DatabaseSync, table: string, number: number, random: Random): Value[] {
  const word = (): string => Math.floor(random.next() * 2 ** 52).toString(36);
  const references = db.prepare(`PRAGMA foreign_key_list(${table})`).all();
  return db
    .prepare(`PRAGMA table_info(${table})`)
    .all()
    .map(({ name, type }) => {
      const reference = references.find(({ from }) => from === name);
      if (reference !== undefined) return findOther(db, String(reference.table), number);
      // Somebody has a password or a key.
      if (table === "users" && name === (number % 2 ? "password_hash" : "key_hash")) return null;
      if (type === "INTEGER") return Math.floor(random.next() * 2 ** 41);
      if (type === "REAL") return 1000 * random.next();
      return type === "BLOB" ? Buffer.from(word()) : `${name}-${number}-${word()}`;
    });
}

/** The key of a row of another table, which has as many. */
function findOther(db: DatabaseSync, table: string, number: number): Value {
  const [key] = db.prepare(`PRAGMA table_info(${table})`).all();
  const sql = `SELECT ${key!.name} AS value FROM ${table} ORDER BY rowid LIMIT 1 OFFSET ?`;
  const row = db.prepare(sql).get(number - 1);
  if (row === undefined) throw new Error(`${table} is filled later`);
  return row.value as Value;
}

/** A closed shop with rows in every table, those that are made of events and the others. */
async function makeShop(): Promise<string> {
  const folder = folders.make();
  const store = openTestStore(folder, OF_SHOP);
  const random = createRandom(SEED);
  await store.transact((tx) => {
    for (const { kind, id, event } of rich) tx.append(kind, id, [event as never]);
    for (let number = 1; number <= STATE_KEPT_EVERY; number++) {
      tx.append("shopper", "long", [{ type: "ShopperExited", shopperId: "long" }]);
    }
    for (const table of listCheckedTables(tx.db)) {
      if (MADE.has(table) || table === COUNTED) continue;
      for (let number = 1; number <= 8; number++) {
        const row = makeRow(tx.db, table, number, random);
        const sql = `INSERT INTO ${table} VALUES (${row.map(() => "?").join(", ")})`;
        tx.db.prepare(sql).run(...row);
      }
    }
  });
  await store.close();
  return folder;
}

interface Contents {
  readonly rows: ReadonlyMap<string, readonly string[]>;
}

function readContents(db: DatabaseSync, tables: readonly string[]): Contents {
  const rows = new Map<string, readonly string[]>();
  for (const table of tables) {
    const all = db.prepare(`SELECT * FROM ${table} NOT INDEXED`).all();
    rows.set(table, all.map((row) => JSON.stringify(Object.values(row))).sort());
  }
  return { rows };
}

/** A copy of a closed shop with one bit of its database flipped. */
function copyFlipped(folder: string, byte: number, bit: number): string {
  const copy = join(folders.make(), "copy");
  mkdirSync(copy, { mode: 0o700 });
  const file = readFileSync(join(folder, "shop.db"));
  file[byte]! ^= 1 << bit;
  writeFileSync(join(copy, "shop.db"), file, { mode: 0o600 });
  copyFileSync(join(folder, "journal.head"), join(copy, "journal.head"));
  return copy;
}

/** "refused": the shop does not open. "found": it is written down. "harmless": all rows are as they were. */
type Verdict = "refused" | "found" | "harmless" | "unnoticed";

/** Opens a flipped shop; what is served then has to be what was written. */
async function judge(folder: string, table: string, before: Contents): Promise<Verdict> {
  let store: Store;
  try {
    store = openTestStore(folder, OF_SHOP);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    expect(error.code).toBe("journal-corrupt");
    return "refused";
  }
  try {
    const after = readContents(store.db, [...before.rows.keys()]);
    const noted = store.db.prepare("SELECT table_name FROM damaged_rows WHERE found_ms > 0").all();
    const isNoted = noted.some(({ table_name }) => table_name === table);
    let isWhole = true;
    for (const [name, were] of before.rows) {
      const are = after.rows.get(name)!;
      if (JSON.stringify(are) === JSON.stringify(were) || name === "damaged_rows") continue;
      isWhole = false;
      const isServed = are.some((row) => !were.includes(row)) && name !== COUNTED;
      if (MADE.has(name) || isServed || !isNoted) return "unnoticed";
    }
    if (isNoted) return "found";
    return isWhole ? "harmless" : "unnoticed";
  } finally {
    await store.close();
  }
}

/** Any bit of the records' values, or of what says how long and of which type they are. */
function choosePlace(file: Buffer, places: readonly RecordPlace[], random: Random, at: number) {
  const place = places[Math.floor(random.next() * places.length)]!;
  const header = readHeaderBytes(file, place);
  const from = at % 4 === 0 ? 0 : header;
  const byte = place.at + from + Math.floor(random.next() * Math.max(1, place.bytes - from));
  return { byte, bit: Math.floor(random.next() * 8) };
}

describe("a bit that flips on the disk", async () => {
  const folder = await makeShop();
  const file = readFileSync(join(folder, "shop.db"));
  const { roots, before, checked } = tamper(folder, (db) => {
    const tables = db
      .prepare("SELECT name, rootpage FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name, rootpage }) => [name as string, rootpage as number] as const)
      .filter(([name]) => !name.startsWith("sqlite_"));
    const beside = tables.map(([name]) => name).filter((name) => !WITHOUT_CHECKSUMS.includes(name));
    return {
      roots: new Map(tables),
      before: readContents(db, beside),
      checked: listCheckedTables(db),
    };
  });
  const flipped = [...roots.keys()].filter((name) => name !== "journal");
  const sampled = sample(flipped, 8);
  const total: Record<Verdict, number> = { refused: 0, found: 0, harmless: 0, unnoticed: 0 };

  it("has no table that has neither checksums nor a reason to be without", () => {
    expect([...roots.keys()].filter((name) => !checked.includes(name)).sort()).toEqual(
      [...WITHOUT_CHECKSUMS].sort(),
    );
    expect(flipped.length).toBeGreaterThan(40);
  });

  it.each(sampled)(
    "in %s is found, and nothing else than what was written is served",
    async (table) => {
      const places = findRecords(file, roots.get(table)!);
      expect(places.length).toBeGreaterThan(0);
      const random = createRandom(SEED + flipped.indexOf(table));
      const verdicts: Verdict[] = [];
      for (let at = 0; at < FLIPS_A_TABLE; at++) {
        const { byte, bit } = choosePlace(file, places, random, at);
        const verdict = await judge(copyFlipped(folder, byte, bit), table, before);
        verdicts.push(verdict);
        total[verdict]++;
        expect({ seed: SEED, byte, bit, verdict }).not.toMatchObject({ verdict: "unnoticed" });
      }
      expect(verdicts).toHaveLength(FLIPS_A_TABLE);
    },
  );

  it("is unnoticed in none of them", () => {
    reportExtent(`${sampled.length} tables, bits flipped: ${JSON.stringify(total)}`);
    expect(total.unnoticed).toBe(0);
    expect(total.found + total.refused + total.harmless).toBe(FLIPS_A_TABLE * sampled.length);
    // Corrected checksums and rebuilt projections alone leave nothing to be told.
    expect(total.found).toBeGreaterThan(total.refused + total.harmless);
  });
});
