/** A chain's database goes back to each of its steps and forward again, on a real PostgreSQL. */
import { type Kysely, sql } from "kysely";
import { Migrator, NO_MIGRATIONS } from "kysely/migration";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyAudit } from "../access/audit.ts";
import { projectAll } from "../figures/projector.ts";
import { checksumTables } from "../keep/checksum-tables.ts";
import { startPostgres, type TestPostgres } from "../servers-fixture.ts";
import { planDowngrade, undoSteps } from "./downgrade.ts";
import {
  checksumAll,
  fillDatabase,
  listNames,
  makeJournals,
  readSchema,
  sendSome,
} from "./fill-tables-fixture.ts";
import { MIGRATIONS } from "./migrations.ts";
import { type ChainDatabase, openDatabase } from "./open-database.ts";
import { isReversible, KEPT_SCHEMA } from "./reversible.ts";
import { STEPS } from "./steps.ts";
import { listTablesOfShops, REQUEST_ROLE } from "./walls.ts";

const LAST = STEPS.at(-1)!;
/** Made of events by the process, once it is there again. */
const MADE_AGAIN = STEPS.flatMap((name) => {
  const step = MIGRATIONS[name]!;
  return isReversible(step) ? step.madeAgain : [];
});

describe("a chain's database", () => {
  const journals = makeJournals();
  const length = Math.min(...[...journals.values()].map((rows) => rows.length));
  let postgres: TestPostgres;
  let databases = 0;
  const opened: ChainDatabase[] = [];
  const connect = (name: string): string => postgres.connectionString.replace(/postgres$/, name);
  const admin = async (text: string): Promise<void> => {
    const client = new pg.Client(postgres.connectionString);
    await client.connect();
    await client.query(text);
    await client.end();
  };
  /** A database that has rows in every table, or none at all. */
  async function makeDatabase(from: "filled" | "template0"): Promise<string> {
    const name = `chain_${databases++}`;
    await admin(`CREATE DATABASE ${name} TEMPLATE ${from}`);
    return connect(name);
  }
  async function open(databaseUrl: string): Promise<ChainDatabase> {
    const db = await openDatabase(databaseUrl);
    opened.push(db);
    return db;
  }
  const goTo = (db: ChainDatabase, to: string | null): Promise<void> =>
    db.transaction().execute((tx) => undoSteps(tx as never, to));
  async function goForward(db: ChainDatabase, to: string): Promise<void> {
    const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
    const { error } = await migrator.migrateTo(to);
    if (error !== undefined) throw error;
  }
  const plain = (db: ChainDatabase) => db as unknown as Kysely<unknown>;

  beforeAll(async () => {
    postgres = await startPostgres();
    await admin("CREATE DATABASE filled");
    const db = await openDatabase(connect("filled"));
    await fillDatabase(db, connect("filled"), journals);
    const sums = await checksumAll(plain(db));
    await db.destroy();
    const empty = Object.entries(sums).filter(([, { rows }]) => rows === 0);
    // Everything that arbitrary events came to is right.
    expect(empty.map(([name]) => name)).toEqual(["figure_faults"]);
  }, 120_000);
  afterAll(async () => {
    for (const db of opened) await db.destroy();
    await postgres.stop();
  });

  it.each(STEPS)("has a way back from %s", (name) => {
    expect(isReversible(MIGRATIONS[name]!)).toBe(true);
  });

  it("goes back step by step, each the schema of a new database, and forward with every row", async () => {
    const fresh = await open(await makeDatabase("template0"));
    await goTo(fresh, null);
    const schemas = new Map<string, string[]>();
    for (const name of STEPS) {
      await goForward(fresh, name);
      schemas.set(name, await readSchema(plain(fresh)));
    }
    const db = await open(await makeDatabase("filled"));
    const before = await checksumAll(plain(db));
    for (const [at, name] of [...STEPS.entries()].toReversed()) {
      const here = omit(await checksumAll(plain(db)), MADE_AGAIN);
      const down = STEPS[at - 1] ?? null;
      await goTo(db, down);
      if (down !== null) expect(await readSchema(plain(db)), name).toEqual(schemas.get(down));
      await goForward(db, name);
      expect(omit(await checksumAll(plain(db)), MADE_AGAIN), name).toEqual(here);
      expect(await readSchema(plain(db)), name).toEqual(schemas.get(name));
      await goTo(db, down);
    }
    expect(await listNames(plain(db))).toEqual([]);
    for (const name of STEPS) {
      await goForward(db, name);
      expect(await readSchema(plain(db)), name).toEqual(schemas.get(name));
    }
    await projectAll(db);
    expect(await checksumAll(plain(db))).toEqual(before);
    expect(await verifyAudit(db)).toMatchObject({ ok: true });
  }, 400_000);
});

function omit<T>(record: Record<string, T>, names: readonly string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
