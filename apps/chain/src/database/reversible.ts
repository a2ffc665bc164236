/**
 * Steps of the database that go back as well as forward. What a step brought is kept in a schema of its own as the
 * step is undone, where no request reads it, and returned as it is done again.
 */
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { setIdentities } from "./set-identities.ts";

/** Neither requests nor releases that lack the step look into it. */
export const KEPT_SCHEMA = "kept_for_upgrade";

/** Rows that could not be returned, as what they refer to is gone. */
const LEFT_OVER = "left_over";

type Db = Kysely<unknown>;

export interface KeptColumns {
  readonly table: string;
  readonly columns: readonly string[];
  /** They are returned to rows in which these are what they were; other rows have what the step gives them. */
  readonly whileSame?: readonly string[];
  /** Columns that an earlier step has made: rows whose values that one does not know, in SQL, and what they get. */
  readonly instead?: { readonly of: string; readonly set: string };
}

/** Rows of a table that an earlier step has made, which that one cannot have. */
export interface KeptRows {
  readonly table: string;
  /** Which, in SQL. */
  readonly of: string;
}

export interface StepParts {
  /** Tables whose rows are kept: those that others refer to first. */
  readonly tables?: readonly string[];
  /** Tables that are made of events again: what is in them goes. */
  readonly madeAgain?: readonly string[];
  readonly columns?: readonly KeptColumns[];
  /** `keep` deletes them once they are kept, and `up` returns them. */
  readonly rows?: readonly KeptRows[];
  readonly views?: readonly string[];
  readonly up: (db: Db) => Promise<void>;
  /** Keeps what is neither a table's rows nor a column, before anything is dropped. */
  readonly keep?: (db: Db) => Promise<void>;
  /** Drops what is left once tables and columns are gone: functions, indexes, constraints. */
  readonly down?: (db: Db) => Promise<void>;
}

export interface ReversibleStep extends Migration {
  readonly tables: readonly string[];
  readonly madeAgain: readonly string[];
  readonly columns: readonly KeptColumns[];
  readonly rows: readonly KeptRows[];
  readonly down: (db: Db) => Promise<void>;
}

export function reversible(parts: StepParts): ReversibleStep {
  const { tables = [], madeAgain = [], columns = [], rows = [], views = [] } = parts;
  return {
    ...{ tables, madeAgain, columns, rows },
    up: async (db: Db) => {
      await parts.up(db);
      if (!(await hasKept(db))) return;
      for (const table of tables) await returnTable(db, table);
      for (const one of columns) await returnColumns(db, one);
      await dropEmptySchema(db);
    },
    down: async (db: Db) => {
      if (tables.length + columns.length + rows.length > 0) await makeKeptSchema(db);
      for (const table of tables) await keepTable(db, table);
      for (const one of rows) await keepRows(db, one);
      for (const one of columns) await keepColumns(db, one);
      await parts.keep?.(db);
      for (const view of views) await sql`DROP VIEW ${sql.id(view)}`.execute(db);
      for (const one of columns) await dropColumns(db, one);
      const dropped = [...tables, ...madeAgain];
      if (dropped.length > 0) await sql`DROP TABLE ${joinNames(dropped)}`.execute(db);
      await parts.down?.(db);
    },
  };
}

export function isReversible(step: Migration): step is ReversibleStep {
  return step.down !== undefined && "tables" in step;
}

export const kept = (name: string): RawBuilder<unknown> => sql.id(KEPT_SCHEMA, name);

const joinNames = (names: readonly string[]): RawBuilder<unknown> =>
  sql.join(names.map((name) => sql.id(name)));

/** Each column was added once, so its first names them. */
export const nameKeptColumns = ({ table, columns }: KeptColumns): string =>
  `${table}.${columns[0]}`;

export const nameKeptRows = (table: string): string => `${table}.rows`;

async function hasKept(db: Db): Promise<boolean> {
  const { rows } = await sql`SELECT FROM pg_namespace WHERE nspname = ${KEPT_SCHEMA}`.execute(db);
  return rows.length > 0;
}

async function makeKeptSchema(db: Db): Promise<void> {
  if (await hasKept(db)) return;
  await sql`CREATE SCHEMA ${sql.id(KEPT_SCHEMA)}`.execute(db);
  await sql`REVOKE ALL ON SCHEMA ${sql.id(KEPT_SCHEMA)} FROM public`.execute(db);
}

export async function isKept(db: Db, name: string): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ${KEPT_SCHEMA} AND c.relname = ${name}`.execute(db);
  return rows.length > 0;
}

async function dropEmptySchema(db: Db): Promise<void> {
  const { rows } = await sql`
    SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ${KEPT_SCHEMA} AND c.relkind = 'r' LIMIT 1`.execute(db);
  if (rows.length === 0) await sql`DROP SCHEMA ${sql.id(KEPT_SCHEMA)}`.execute(db);
}

/** Without indexes and references: releases that lack the step are not held up by them. */
async function keepTable(db: Db, table: string): Promise<void> {
  const columns = joinNames(await listColumns(db, "public", table));
  await sql`
    CREATE TABLE ${kept(table)} AS SELECT ${columns} FROM ${sql.id("public", table)}`.execute(db);
}

async function keepRows(db: Db, { of, table }: KeptRows): Promise<void> {
  const columns = joinNames(await listColumns(db, "public", table));
  await sql`
    CREATE TABLE ${kept(nameKeptRows(table))} AS
      SELECT ${columns} FROM ${sql.id("public", table)} WHERE ${sql.raw(of)}`.execute(db);
}

async function keepColumns(db: Db, one: KeptColumns): Promise<void> {
  const { columns, instead, table, whileSame = [] } = one;
  const names = joinNames([...(await listKeys(db, table)), ...columns, ...whileSame]);
  const where = instead === undefined ? sql`` : sql`WHERE ${sql.raw(instead.of)}`;
  await sql`
    CREATE TABLE ${kept(nameKeptColumns(one))} AS
      SELECT ${names} FROM ${sql.id("public", table)} ${where}`.execute(db);
}

async function dropColumns(db: Db, { columns, instead, table }: KeptColumns): Promise<void> {
  if (instead !== undefined) {
    await sql`
      UPDATE ${sql.id(table)} SET ${sql.raw(instead.set)} WHERE ${sql.raw(instead.of)}`.execute(db);
    return;
  }
  const drops = columns.map((column) => sql`DROP COLUMN ${sql.id(column)}`);
  await sql`ALTER TABLE ${sql.id(table)} ${sql.join(drops)}`.execute(db);
}

async function returnTable(db: Db, table: string): Promise<void> {
  if (await isKept(db, table)) await returnRows(db, { table, name: table });
}

interface ReturnedRows {
  readonly table: string;
  /** Of what is kept. */
  readonly name: string;
  /** Rows `r` that have not gone with others meanwhile. */
  readonly areWanted?: RawBuilder<unknown>;
  /** Rows `r` that what is there has room for: the others stay in the schema of what is kept. */
  readonly doFit?: RawBuilder<unknown>;
}

/**
 * Rows take the place of those that the step itself has made. A row that refers to what is gone goes with it where it
 * would have gone then, and stays in the schema of what is kept where it would have held that.
 */
export async function returnRows(db: Db, rows: ReturnedRows): Promise<void> {
  const { areWanted = sql`true`, doFit = sql`true`, name, table } = rows;
  const columns = await listColumns(db, KEPT_SCHEMA, name);
  const keys = await listKeys(db, table);
  const references = await listReferences(db, table);
  const { cascading, holding } = splitReferences(references);
  const doHold = sql`(${areThere(holding)} AND ${doFit})`;
  await leaveOver(db, table, name, sql`${areWanted} AND ${areThere(cascading)} AND NOT ${doHold}`);
  const sets = columns
    .filter((column) => !keys.includes(column))
    .map((column) => sql`${sql.id(column)} = excluded.${sql.id(column)}`);
  const meets = sets.length === 0 ? sql`NOTHING` : sql`UPDATE SET ${sql.join(sets)}`;
  await setTriggers(db, table, "DISABLE");
  await sql`
    INSERT INTO ${sql.id("public", table)} (${joinNames(columns)}) OVERRIDING SYSTEM VALUE
      SELECT ${joinNames(columns)} FROM ${kept(name)} r
      WHERE ${areWanted} AND ${doFit} AND ${areThere(references)}
    ON CONFLICT (${joinNames(keys)}) DO ${meets}`.execute(db);
  await setTriggers(db, table, "ENABLE");
  await setIdentities(db, table);
  await sql`DROP TABLE ${kept(name)}`.execute(db);
}

/** Rows that are gone by now take theirs with them. */
async function returnColumns(db: Db, one: KeptColumns): Promise<void> {
  const { columns, table, whileSame = [] } = one;
  const name = nameKeptColumns(one);
  if (!(await isKept(db, name))) return;
  const keys = await listKeys(db, table);
  const references = (await listReferences(db, table)).filter((reference) =>
    reference.columns.every((column) => [...keys, ...columns].includes(column)),
  );
  const { cascading, holding } = splitReferences(references);
  await leaveOver(db, table, name, sql`${areThere(cascading)} AND NOT (${areThere(holding)})`);
  const sets = columns.map((column) => sql`${sql.id(column)} = r.${sql.id(column)}`);
  const same = [
    ...keys.map((key) => sql`t.${sql.id(key)} = r.${sql.id(key)}`),
    ...whileSame.map((column) => sql`t.${sql.id(column)} IS NOT DISTINCT FROM r.${sql.id(column)}`),
  ];
  await setTriggers(db, table, "DISABLE");
  await sql`
    UPDATE ${sql.id("public", table)} t SET ${sql.join(sets)} FROM ${kept(name)} r
    WHERE ${sql.join(same, sql` AND `)} AND ${areThere(references)}`.execute(db);
  await setTriggers(db, table, "ENABLE");
  await sql`DROP TABLE ${kept(name)}`.execute(db);
}

/** What a trigger would write was written when the row was. */
function setTriggers(db: Db, table: string, to: "DISABLE" | "ENABLE"): Promise<unknown> {
  return sql`ALTER TABLE ${sql.id("public", table)} ${sql.raw(to)} TRIGGER USER`.execute(db);
}

interface Reference {
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  /** A row goes with what it refers to. */
  readonly isCascade: boolean;
}

function splitReferences(references: readonly Reference[]) {
  return {
    cascading: references.filter(({ isCascade }) => isCascade),
    holding: references.filter(({ isCascade }) => !isCascade),
  };
}

/** @param where of rows `r` */
async function leaveOver(
  db: Db,
  table: string,
  name: string,
  where: RawBuilder<unknown>,
): Promise<void> {
  const { rows } = await sql`SELECT FROM ${kept(name)} r WHERE ${where} LIMIT 1`.execute(db);
  if (rows.length === 0) return;
  await sql`
    CREATE TABLE IF NOT EXISTS ${kept(LEFT_OVER)} (
      of_table text NOT NULL,
      row jsonb NOT NULL
    )`.execute(db);
  await sql`
    INSERT INTO ${kept(LEFT_OVER)} SELECT ${table}::text, to_jsonb(r) FROM ${kept(name)} r
    WHERE ${where}`.execute(db);
}

/** Whether what a row `r` refers to is there. */
function areThere(references: readonly Reference[]): RawBuilder<unknown> {
  const terms = references.map(({ columns, to, toColumns }) => {
    const nulls = columns.map((column) => sql`r.${sql.id(column)} IS NULL OR`);
    const pairs = columns.map(
      (column, at) => sql`p.${sql.id(toColumns[at]!)} = r.${sql.id(column)}`,
    );
    return sql`(${sql.join(nulls, sql` `)} EXISTS (
      SELECT FROM ${sql.id("public", to)} p WHERE ${sql.join(pairs, sql` AND `)}))`;
  });
  return terms.length === 0 ? sql`true` : sql.join(terms, sql` AND `);
}

async function listReferences(db: Db, table: string): Promise<Reference[]> {
  const { rows } = await sql<Reference>`
    SELECT p.relname AS to, k.confdeltype = 'c' AS "isCascade",
      ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u (num, at)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.at) AS columns,
      ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u (num, at)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY u.at) AS "toColumns"
    FROM pg_constraint k JOIN pg_class p ON p.oid = k.confrelid
    WHERE k.contype = 'f' AND k.conparentid = 0
      AND k.conrelid = format('public.%I', ${table}::text)::regclass
    ORDER BY k.conname`.execute(db);
  return rows;
}

/** Those that are not made of others. */
async function listColumns(db: Db, schema: string, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT attname AS name FROM pg_attribute
    WHERE attrelid = format('%I.%I', ${schema}::text, ${table}::text)::regclass
      AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
    ORDER BY attnum`.execute(db);
  return rows.map(({ name }) => name);
}

/** Of the primary key. */
async function listKeys(db: Db, table: string): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT a.attname AS name FROM pg_index i
    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
    WHERE i.indrelid = format('public.%I', ${table}::text)::regclass AND i.indisprimary
    ORDER BY array_position(i.indkey::int2[], a.attnum)`.execute(db);
  return rows.map(({ name }) => name);
}
