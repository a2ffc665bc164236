/** Takes a chain's database back to an earlier step, for the release that has it as its last: all of it, or nothing. */
import { type Kysely, sql } from "kysely";
import { Migrator, NO_MIGRATIONS } from "kysely/migration";
import pg from "pg";
import { appendAudit, BY_CHAIN } from "../access/audit.ts";
import { checkSeesAll } from "../keep/list-tables.ts";
import { openTotpSecrets } from "../secrets/seal-again.ts";
import { MIGRATIONS } from "./migrations.ts";
import type { ChainDatabase, ChainTransaction } from "./open-database.ts";
import { isReversible, type ReversibleStep } from "./reversible.ts";
import { SchemaError } from "./schema-error.ts";
import { checkKnown, readSteps, STEPS } from "./steps.ts";
import { useClient } from "./use-client.ts";
import { putEarlierWalls, takeWallsDown } from "./walls.ts";

type Db = ChainDatabase | ChainTransaction;

export interface UndoneStep {
  readonly name: string;
  readonly keeps: readonly KeptTable[];
  /** Tables that are made of events again. */
  readonly madeAgain: readonly string[];
}

export interface KeptTable {
  readonly table: string;
  /** Null: all of them. */
  readonly columns: readonly string[] | null;
  readonly rows: number;
}

export interface DowngradePlan {
  /** The last step that there is. */
  readonly from: string;
  readonly to: string;
  /** The last first; none where the database is there already. */
  readonly steps: readonly UndoneStep[];
}

/**
 * What a downgrade would do. Throws `database-newer`, `step-unknown`, `step-later`, and `step-not-reversible` where there
 * is no way back.
 */
export async function planDowngrade(db: Db, to: string): Promise<DowngradePlan> {
  const done = await readSteps(db);
  checkKnown(done);
  if (!STEPS.includes(to)) {
    throw new SchemaError("step-unknown", `there is no step ${to}; there are ${STEPS.join(", ")}`);
  }
  if (!done.includes(to)) {
    throw new SchemaError(
      "step-later",
      `the database has no ${to} yet; start the chain to go there`,
    );
  }
  const undone = done.filter((name) => name > to).toReversed();
  const steps: UndoneStep[] = [];
  for (const name of undone) {
    const step = findReversible(name);
    const { madeAgain } = step;
    steps.push({ name, keeps: await listKept(db, step), madeAgain });
  }
  return { from: done.at(-1)!, to, steps };
}

function findReversible(name: string): ReversibleStep {
  const step = MIGRATIONS[name]!;
  if (isReversible(step)) return step;
  throw new SchemaError("step-not-reversible", `there is no way back from ${name}`);
}

async function listKept(db: Db, { columns, rows, tables }: ReversibleStep): Promise<KeptTable[]> {
  const kept: KeptTable[] = [];
  for (const table of tables) {
    kept.push({ table, columns: null, rows: await countRows(db, table) });
  }
  for (const { of, table } of rows) {
    kept.push({ table, columns: null, rows: await countRows(db, table, of) });
  }
  for (const { columns: names, instead, table } of columns) {
    kept.push({ table, columns: names, rows: await countRows(db, table, instead?.of) });
  }
  return kept;
}

/** @param of which, in SQL */
async function countRows(db: Db, table: string, of = "true"): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*)::int AS count FROM ${sql.id("public", table)}
    WHERE ${sql.raw(of)}`.execute(db);
  return rows[0]!.count;
}

/** Throws `database-in-use` where another program is connected: a chain, a forecaster, a backup. */
export async function checkAlone(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT format('%s of %s, process %s', coalesce(nullif(application_name, ''), 'a program'),
      usename, pid) AS name
    FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename IS NOT NULL
      AND coalesce(backend_type, 'client backend') = 'client backend' ORDER BY pid`.execute(db);
  if (rows.length === 0) return;
  const names = rows.map(({ name }) => name).join("; ");
  throw new SchemaError(
    "database-in-use",
    `other programs are connected to the database: ${names}. Stop the chain and its forecasters first`,
  );
}

export interface DowngradeOptions {
  readonly to: string;
  /** The release of before opens no secret that is sealed, from the step before `0037-sealed-totp` on. */
  readonly sealingKeys: readonly Uint8Array[];
  readonly nowMs: number;
  /** As each step begins. */
  readonly onStep?: (name: string) => void;
}

export interface Downgraded extends DowngradePlan {
  /** Second factors that none of the keys opens. */
  readonly unreadable: number;
}

/**
 * In one transaction: a process that is killed has changed nothing. Whoever opens the database meanwhile waits. Throws
 * as `planDowngrade` does, `database-in-use`, and `database-not-whole` for a user of the database who does not see all.
 */
export async function downgradeDatabase(
  databaseUrl: string,
  { nowMs, onStep = () => {}, sealingKeys, to }: DowngradeOptions,
): Promise<Downgraded> {
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN");
    await checkSeesAll(client);
    const db = useClient(client);
    if ((await readSteps(db)).length > 0) {
      // Each process that opens the database reads it first.
      await sql`LOCK TABLE public.kysely_migration IN ACCESS EXCLUSIVE MODE`.execute(db);
    }
    await checkAlone(db);
    const plan = await planDowngrade(db, to);
    const undone = plan.steps.map(({ name }) => name);
    const hasAudit = "0021-audit" <= plan.from;
    const unreadable = undone.includes("0037-sealed-totp")
      ? await openTotpSecrets(db, sealingKeys)
      : 0;
    if (undone.length > 0 && hasAudit) {
      const changes = { step: { before: plan.from, after: to } };
      await appendAudit(db, BY_CHAIN, "chain-downgraded", nowMs, { changes });
    }
    await undoSteps(db as unknown as Kysely<unknown>, to, onStep);
    await client.query("COMMIT");
    return { ...plan, unreadable };
  } finally {
    await client.end();
  }
}

/**
 * Undoes all steps after one, in the caller's transaction.
 *
 * @param to null: all steps
 */
export async function undoSteps(
  tx: Kysely<unknown>,
  to: string | null,
  onStep: (name: string) => void = () => {},
): Promise<void> {
  // The migrator would say of it that the transaction has failed, and no more.
  let failure: unknown;
  const noted = Object.entries(MIGRATIONS).map(([name, step]) => {
    const down = async (db: Kysely<unknown>): Promise<void> => {
      onStep(name);
      await findReversible(name)
        .down(db)
        .catch((error) => {
          failure = error;
          throw error;
        });
    };
    return [name, { ...step, down }] as const;
  });
  const provider = { getMigrations: async () => Object.fromEntries(noted) };
  const migrator = new Migrator({ db: tx, provider, disableTransactions: !tx.isTransaction });
  await takeWallsDown(tx);
  const { error } = await migrator.migrateTo(to ?? NO_MIGRATIONS);
  if (error !== undefined) throw failure ?? error;
  await putEarlierWalls(tx);
}
