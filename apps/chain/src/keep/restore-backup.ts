/** Puts a chain's backup into an empty database: all of it in one transaction, or nothing. */

import { damaged } from "@saunter/server/backup/backup-cipher";
import type { Kysely } from "kysely";
import { Migrator } from "kysely/migration";
import pg from "pg";
import { appendAudit, BY_CHAIN, toNew } from "../access/audit.ts";
import { MIGRATIONS } from "../database/migrations.ts";
import type { ChainTransaction } from "../database/open-database.ts";
import { openDatabase } from "../database/open-database.ts";
import { KEPT_SCHEMA } from "../database/reversible.ts";
import { setIdentities } from "../database/set-identities.ts";
import { useClient } from "../database/use-client.ts";
import {
  type BackupHeader,
  type BackupTable,
  decodeFrame,
  END_OF_TABLE,
  type Frame,
  TABLE,
} from "./backup-frames.ts";
import { copyIn } from "./copy-rows.ts";
import { KeepError } from "./keep-error.ts";
import { listPartitions, listTables, quote } from "./list-tables.ts";
import { openFrames, type ReadBackup, readThrough } from "./write-backup.ts";

export interface RestoreOptions {
  readonly databaseUrl: string;
  readonly passPhrase: string;
  readonly nowMs: number;
  /** From 0 to 1. */
  readonly onProgress?: (share: number) => void;
}

/**
 * The file is read through before anything is written. Throws what `readThrough` throws, `backup-newer` where a later
 * version has made it, and `database-not-empty`. A database of an earlier version is brought up to date.
 */
export async function restoreBackup(path: string, options: RestoreOptions): Promise<ReadBackup> {
  const { databaseUrl, passPhrase } = options;
  const backup = await readThrough(path, passPhrase);
  const unknown = backup.header.migrations.find((name) => !Object.hasOwn(MIGRATIONS, name));
  if (unknown !== undefined) {
    throw new KeepError(
      "backup-newer",
      `${path} is of a later version of Saunter, which has ${unknown}; update it first`,
    );
  }
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("BEGIN");
    await checkEmpty(client);
    const db = await makeTables(client, backup.header);
    await load(client, db, path, backup, options);
    await endPassing(client);
    await appendAudit(db, BY_CHAIN, "chain-restored", options.nowMs, {
      changes: toNew({ madeMs: backup.madeMs, rows: backup.rows }),
    });
    await client.query("COMMIT");
  } finally {
    await client.end();
  }
  await (await openDatabase(databaseUrl)).destroy();
  return backup;
}

/** Whoever else restores into it waits, and finds it full. */
async function checkEmpty(client: pg.Client): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock(hashtext('saunter restore'))");
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE nspname IN ('public', $1) AND relkind IN ('r', 'p', 'v', 'm') LIMIT 1`,
    [KEPT_SCHEMA],
  );
  if (rows.length === 0) return;
  throw new KeepError(
    "database-not-empty",
    `the database has tables already, such as ${rows[0]!.name}; make an empty one for it (createdb)`,
  );
}

/** As the backup's database had them, and empty; in the transaction of the client. */
async function makeTables(
  client: pg.Client,
  { migrations, partitions }: BackupHeader,
): Promise<ChainTransaction> {
  const db = useClient(client);
  const done = Object.fromEntries(migrations.map((name) => [name, MIGRATIONS[name]!]));
  const provider = { getMigrations: async () => done };
  const migrator = new Migrator({ db, provider, disableTransactions: true });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw error;
  const there = new Set((await listPartitions(client)).map(({ name }) => name));
  for (const { bound, key, name, parent } of partitions) {
    if (there.has(name)) continue;
    const by = key === null ? "" : ` PARTITION BY ${key}`;
    await client.query(
      `CREATE TABLE public.${quote(name)} PARTITION OF public.${quote(parent)} ${bound}${by}`,
    );
  }
  // What the steps have put there is in the backup, too.
  for (const { name } of (await listTables(client)).toReversed()) {
    await client.query(`DELETE FROM public.${quote(name)}`);
  }
  return db as ChainTransaction;
}

async function load(
  client: pg.Client,
  db: ChainTransaction,
  path: string,
  backup: ReadBackup,
  { onProgress = () => {}, passPhrase }: RestoreOptions,
): Promise<void> {
  const frames = openFrames(path, passPhrase);
  const tables = await listTables(client);
  // What triggers would write is in the backup, too.
  for (const { name } of tables) await setTriggers(client, name, "DISABLE");
  let rows = 0;
  for (let next = await frames.next(); !next.done; next = await frames.next()) {
    if (next.value.kind !== "T") continue;
    const table = decodeFrame(TABLE, next.value, path);
    const of = { rows: 0 };
    await copyIn(client, formatCopy(table), readRows(frames, path, of));
    rows += of.rows;
    await setIdentities(db as unknown as Kysely<unknown>, table.name);
    onProgress(rows / Math.max(1, backup.rows));
  }
  for (const { name } of tables) await setTriggers(client, name, "ENABLE");
}

/**
 * What signs somebody in without a password. Of these the backup may have some that have ended since: a session that
 * was signed out, an invitation that was accepted.
 */
async function endPassing(client: pg.Client): Promise<void> {
  for (const table of ["sessions", "invitations", "sso_attempts"]) {
    if (await isThere(client, table)) await client.query(`DELETE FROM public.${quote(table)}`);
  }
}

/** A backup of an earlier version may lack it. */
async function isThere(client: pg.Client, table: string): Promise<boolean> {
  const { rows } = await client.query("SELECT to_regclass($1) AS found", [`public.${table}`]);
  return rows[0].found !== null;
}

function setTriggers(client: pg.Client, table: string, to: "DISABLE" | "ENABLE"): Promise<unknown> {
  return client.query(`ALTER TABLE public.${quote(table)} ${to} TRIGGER USER`);
}

function formatCopy({ columns, name }: BackupTable): string {
  return `COPY public.${quote(name)} (${columns.map(quote).join(", ")}) FROM STDIN`;
}

async function* readRows(
  frames: AsyncGenerator<Frame, void>,
  path: string,
  of: { rows: number },
): AsyncGenerator<Buffer, void> {
  for (let next = await frames.next(); !next.done; next = await frames.next()) {
    if (next.value.kind === "D") yield next.value.body;
    else if (next.value.kind === "E") {
      of.rows = decodeFrame(END_OF_TABLE, next.value, path).rows;
      return;
    }
  }
  throw damaged(path);
}
