/** The chain's PostgreSQL. */
import { Kysely, PostgresDialect, type Transaction } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import type { ChainTables } from "./chain-tables.ts";
import { pingDatabase } from "./database-outage.ts";
import { MIGRATIONS } from "./migrations.ts";
import { checkKnown, readSteps } from "./steps.ts";
import { putWalls } from "./walls.ts";

export type ChainDatabase = Kysely<ChainTables>;
export type ChainTransaction = Transaction<ChainTables>;

const INT8 = 20;
const DATE = 1082;

/** `pg` would give 64-bit numbers as texts, and days as moments of this machine's time zone. */
const types = {
  getTypeParser: (id: number, format?: "text" | "binary") => {
    if (id === INT8) return Number;
    if (id === DATE) return String;
    return pg.types.getTypeParser(id, format);
  },
} as pg.CustomTypesConfig;

const CONNECTIONS_MAX = 10;
/** For a connection to open or become free: longer than a busy server needs, and shorter than callers wait. */
const CONNECTION_WITHIN_MS = 60_000;
const POOLS = new WeakMap<ChainDatabase, pg.Pool>();

/** Connections of an open database, and work that waits for one. */
export function countConnections(db: ChainDatabase): Record<"used" | "idle" | "waiting", number> {
  const pool = POOLS.get(db);
  if (pool === undefined) throw new Error("broken invariant: the database was opened elsewhere");
  const { idleCount: idle, totalCount, waitingCount: waiting } = pool;
  return { used: totalCount - idle, idle, waiting };
}

/** In the caller's transaction where there is one, so that both are there or neither; else in one of its own. */
export function inTransaction<T>(
  db: ChainDatabase | ChainTransaction,
  work: (tx: ChainTransaction) => Promise<T>,
): Promise<T> {
  return db.isTransaction ? work(db as ChainTransaction) : db.transaction().execute(work);
}

/** As it is: at whatever step it is. */
export function connectDatabase(connectionString: string): ChainDatabase {
  const pool = new pg.Pool({
    ...{ connectionString, types, max: CONNECTIONS_MAX },
    connectionTimeoutMillis: CONNECTION_WITHIN_MS,
  });
  // A connection that breaks while nobody uses it: the next query gets another one. One that breaks in use ends its
  // query, and says so besides.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const db = new Kysely<ChainTables>({ dialect: new PostgresDialect({ pool }) });
  POOLS.set(db, pool);
  return db;
}

/**
 * Opens it, and brings its tables up to date. Rejects where it cannot be reached, and with `database-newer` where a
 * later release has brought it further: nothing is changed then.
 */
export async function openDatabase(connectionString: string): Promise<ChainDatabase> {
  await pingDatabase(connectionString);
  const db = connectDatabase(connectionString);
  try {
    checkKnown(await readSteps(db));
    const migrator = new Migrator({ db, provider: { getMigrations: async () => MIGRATIONS } });
    const { error } = await migrator.migrateToLatest();
    if (error !== undefined) throw error;
    await putWalls(db as unknown as Kysely<unknown>);
    return db;
  } catch (failure) {
    await db.destroy();
    throw failure;
  }
}
