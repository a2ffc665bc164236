/**
 * Checksums of all rows outside the journal: SQLite has none, and a bit that flips on the disk would
 * be served. Each row's stands in a table of its own, twice, so that a damaged checksum is told from
 * a damaged row. Temporary triggers keep them, which each connection makes for every table that it
 * finds: a new table needs nothing. See docs/decisions/0029.
 */
import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { prepared } from "./prepared.ts";
import { StoreError } from "./store-error.ts";

export const CHECKSUM_SCHEMA = `
  CREATE TABLE IF NOT EXISTS row_checksums (
    table_name TEXT NOT NULL,
    -- The row's primary key; an array of JSON where it has several columns.
    key ANY NOT NULL,
    sum TEXT NOT NULL,
    sum_again TEXT NOT NULL,
    PRIMARY KEY (table_name, key)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS damaged_rows (
    table_name TEXT NOT NULL,
    -- As in row_checksums; empty for an index.
    key TEXT NOT NULL,
    outcome TEXT NOT NULL,
    found_ms INTEGER NOT NULL,
    is_reported INTEGER NOT NULL,
    PRIMARY KEY (table_name, key)
  ) STRICT, WITHOUT ROWID;
`;

/**
 * Those that have no checksums: the journal has its chain of hashes, checksums stand twice, a projection
 * whose position or name is another one is rebuilt, and where streams end the journal says itself. The
 * last changes with each event, and a checksum would cost half as much as the event.
 */
export const WITHOUT_CHECKSUMS: readonly string[] = [
  "journal",
  "row_checksums",
  "projections",
  "streams",
];

/** What the trigger's error begins with; the table's name follows. */
const DAMAGED = "damaged row: ";

/** Tables that have checksums, in order of their names: those with a primary key, which names a row. */
export function listCheckedTables(db: DatabaseSync): string[] {
  const sql = "SELECT name, sql FROM main.sqlite_schema WHERE type = 'table' ORDER BY name";
  return prepared(db, sql)
    .all()
    .filter(({ name }) => isChecked(name as string))
    .filter(({ name, sql: made }) => findMadeShape(db, name as string, made as string).hasKey)
    .map(({ name }) => name as string);
}

function isChecked(name: string): boolean {
  return !name.startsWith("sqlite_") && !WITHOUT_CHECKSUMS.includes(name);
}

const listeners = new WeakMap<DatabaseSync, (table: string) => void>();

/** Adds the function that all statements here need; `onDamage` is notified by `requireIntact`. */
export function registerChecksums(
  db: DatabaseSync,
  onDamage: (table: string) => void = () => {},
): void {
  listeners.set(db, onDamage);
  const options = { deterministic: true, varargs: true, useBigIntArguments: true };
  db.function("row_checksum", options, (...values) => computeChecksum(values));
}

/** 66 bits over the values and their types. */
function computeChecksum(values: readonly unknown[]): string {
  return hash("sha256", values.map(describeValue).join("\n"), "base64url").slice(0, 11);
}

function describeValue(value: unknown): string {
  if (typeof value === "string") return `t${value.length}:${value}`;
  if (value instanceof Uint8Array) return `b${hash("sha256", value, "base64url")}`;
  return value === null ? "n" : `${typeof value}${value}`;
}

interface TableShape {
  readonly hasKey: boolean;
  /** SQL of the key, and of the checksum, of a row of this name: "new", "old" or the table's. */
  readonly key: (row: string) => string;
  readonly sum: (row: string) => string;
}

const shapes = new WeakMap<DatabaseSync, Map<string, TableShape>>();
/** By the statement that made the table: a database that is opened again has the same tables. */
const madeShapes = new Map<string, TableShape>();
const MADE_SHAPES_MAX = 1000;

function findShape(db: DatabaseSync, table: string): TableShape {
  const known = shapes.get(db) ?? new Map<string, TableShape>();
  shapes.set(db, known);
  let shape = known.get(table);
  if (shape === undefined) {
    const sql = "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = ?";
    shape = findMadeShape(db, table, String(prepared(db, sql).get(table)?.sql));
    known.set(table, shape);
  }
  return shape;
}

function findMadeShape(db: DatabaseSync, table: string, made: string): TableShape {
  let shape = madeShapes.get(made);
  if (shape === undefined) {
    if (madeShapes.size >= MADE_SHAPES_MAX) madeShapes.clear();
    shape = readShape(db, table);
    madeShapes.set(made, shape);
  }
  return shape;
}

function readShape(db: DatabaseSync, table: string): TableShape {
  const columns = db.prepare(`PRAGMA main.table_info(${table})`).all();
  const names = columns.map(({ name }) => name as string);
  const keys = columns
    .filter(({ pk }) => pk !== 0)
    .sort((one, other) => Number(one.pk) - Number(other.pk))
    .map(({ name }) => name as string);
  const list = (row: string, of: readonly string[]): string =>
    of.map((name) => `${row}.${name}`).join(", ");
  return {
    hasKey: keys.length > 0,
    // With the plus it has no affinity: that of a number would keep comparisons from the index of keys,
    // whose column is ANY (https://www.sqlite.org/datatype3.html, 4.2), and each would read all of them.
    key: (row) => (keys.length === 1 ? `+${list(row, keys)}` : `json_array(${list(row, keys)})`),
    sum: (row) => `row_checksum('${table}', ${list(row, names)})`,
  };
}

/** Begins to keep the checksums of every table that there is now. */
export function keepChecksums(db: DatabaseSync): void {
  shapes.delete(db);
  const kept = new Set(
    db
      .prepare("SELECT tbl_name FROM sqlite_temp_schema WHERE type = 'trigger'")
      .all()
      .map(({ tbl_name: name }) => name),
  );
  for (const table of listCheckedTables(db)) {
    if (!kept.has(table)) db.exec(writeTriggers(table, findShape(db, table)));
  }
}

function writeTriggers(table: string, { key, sum }: TableShape): string {
  const on = (when: string, body: string): string =>
    `CREATE TEMP TRIGGER IF NOT EXISTS ${when.toLowerCase().replaceAll(" ", "_")}_of_${table}
       ${when} ON main.${table} BEGIN ${body}; END;`;
  const ofOld = `table_name = '${table}' AND key = ${key("old")}`;
  const isOld = `${sum("old")} IN (sum, sum_again)`;
  const refuse = `SELECT RAISE(ABORT, '${DAMAGED}${table}')`;
  // As an upsert: a conflict clause of the statement that fires a trigger is that of the trigger, too.
  const put = `INSERT INTO row_checksums
    SELECT '${table}', ${key("new")}, made, made FROM (SELECT ${sum("new")} AS made) WHERE true
    ON CONFLICT DO UPDATE SET sum = excluded.sum, sum_again = excluded.sum_again`;
  const drop = `DELETE FROM row_checksums WHERE ${ofOld}`;
  return [
    on("AFTER INSERT", put),
    // A change of a damaged row would give its damage a checksum that holds: the statement is undone.
    on(
      "AFTER UPDATE",
      `${refuse} WHERE NOT EXISTS (SELECT 1 FROM row_checksums WHERE ${ofOld} AND ${isOld});
       ${drop} AND key IS NOT ${key("new")}; ${put}`,
    ),
    on(
      "AFTER DELETE",
      `${refuse} WHERE EXISTS (SELECT 1 FROM row_checksums WHERE ${ofOld} AND NOT ${isOld}); ${drop}`,
    ),
  ].join("\n");
}

/** Takes all rows of tables as they are, as what was written. */
export function sealTables(db: DatabaseSync, tables: readonly string[]): void {
  for (const table of tables) {
    const { key, sum } = findShape(db, table);
    forgetChecksums(db, table);
    db.exec(`INSERT INTO row_checksums SELECT '${table}', key, made, made
      FROM (SELECT ${key(table)} AS key, ${sum(table)} AS made FROM main.${table})`);
  }
}

/** Drops the checksums of a table that is emptied without its triggers. */
export function forgetChecksums(db: DatabaseSync, table: string): void {
  db.prepare("DELETE FROM row_checksums WHERE table_name = ?").run(table);
}

export interface DamagedRow {
  readonly table: string;
  /** Its primary key, as it was written where that is known; empty for an index. */
  readonly key: string;
}

/** A checksum that is wrong where its row is right: what it has to be. */
interface WrongChecksum {
  readonly table: string;
  readonly key: string | bigint;
  readonly sum: string;
}

/** A checksum to which no row belongs. */
interface Orphan {
  readonly id: string;
  readonly table: string;
  readonly key: string;
  readonly sums: readonly string[];
}

export interface Examination {
  readonly damaged: readonly DamagedRow[];
  readonly wrong: readonly WrongChecksum[];
  readonly orphans: readonly Orphan[];
}

/** Compares all rows of tables with their checksums; `streams` with the journal. Changes nothing. */
export function examineTables(db: DatabaseSync, all: readonly string[]): Examination {
  const hasStreams = all.includes("streams");
  const tables = all.filter((table) => !WITHOUT_CHECKSUMS.includes(table));
  const orphans = findForeign(db);
  const unmatched: { table: string; key: string | bigint; sum: string; isLone: boolean }[] = [];
  const wrong: WrongChecksum[] = [];
  for (const table of findFilled(db, tables)) {
    const odd = findOddRows(db, table);
    for (const { key, made, sum, sum_again: again } of odd) {
      if (made === sum || made === again) wrong.push({ table, key, sum: made });
      else unmatched.push({ table, key, sum: made, isLone: sum === null });
    }
    orphans.push(...findOrphans(db, table, odd.filter(({ sum }) => sum === null).length));
  }
  const damaged: DamagedRow[] = hasStreams ? findWrongEnds(db) : [];
  const claimed = new Set<Orphan>();
  for (const { table, key, sum, isLone } of unmatched) {
    // A checksum whose own key was damaged still says which row it is of.
    const own = isLone ? orphans.find(({ sums }) => sums.includes(sum)) : undefined;
    if (own === undefined) damaged.push({ table, key: String(key) });
    else {
      claimed.add(own);
      wrong.push({ table, key, sum });
    }
  }
  for (const orphan of orphans) {
    const isLost = !claimed.has(orphan) && tables.includes(orphan.table);
    if (isLost) damaged.push({ table: orphan.table, key: orphan.key });
  }
  return { damaged, wrong, orphans };
}

/** Those that have rows, or checksums of some. */
function findFilled(db: DatabaseSync, tables: readonly string[]): string[] {
  const sums = db.prepare("SELECT DISTINCT table_name FROM row_checksums").all();
  const summed = new Set(sums.map(({ table_name: name }) => name));
  return tables.filter(
    (table) => summed.has(table) || db.prepare(`SELECT 1 FROM main.${table} LIMIT 1`).get(),
  );
}

interface OddRow {
  readonly key: string | bigint;
  readonly made: string;
  /** Null where the row has no checksum. */
  readonly sum: string | null;
  readonly sum_again: string | null;
}

/** Rows of `streams` that are not where the journal ends a stream. */
function findWrongEnds(db: DatabaseSync): DamagedRow[] {
  const wrong = db.prepare(
    `SELECT stream, ended.version AS is_at, kept.version AS said
       FROM (SELECT stream, max(version) AS version FROM journal GROUP BY stream) AS ended
       FULL JOIN streams AS kept USING (stream) WHERE ended.version IS NOT kept.version`,
  );
  wrong.setReadBigInts(true);
  return wrong.all().map(({ stream }) => ({ table: "streams", key: String(stream) }));
}

function findOddRows(db: DatabaseSync, table: string): readonly OddRow[] {
  const { key, sum } = findShape(db, table);
  const odd = db.prepare(
    `SELECT row.key, made, sum, sum_again
       FROM (SELECT ${key(table)} AS key, ${sum(table)} AS made FROM main.${table} NOT INDEXED) AS row
       LEFT JOIN row_checksums AS kept ON kept.table_name = '${table}' AND kept.key = row.key
       WHERE sum IS NOT made OR sum_again IS NOT made`,
  );
  // A damaged number may be larger than those that JavaScript can hold.
  odd.setReadBigInts(true);
  return odd.all() as unknown as OddRow[];
}

function findOrphans(db: DatabaseSync, table: string, lone: number): Orphan[] {
  const count = (sql: string): number => db.prepare(sql).get()?.count as number;
  const rows = count(`SELECT count(*) AS count FROM main.${table} NOT INDEXED`);
  const sums = count(`SELECT count(*) AS count FROM row_checksums WHERE table_name = '${table}'`);
  if (sums === rows - lone) return [];
  const { key } = findShape(db, table);
  return readOrphans(
    db,
    `table_name = '${table}' AND hex(key) NOT IN
       (SELECT hex(${key(table)}) FROM main.${table} NOT INDEXED WHERE ${key(table)} IS NOT NULL)`,
  );
}

/** Checksums of tables that are none. */
function findForeign(db: DatabaseSync): Orphan[] {
  const names = listCheckedTables(db).map((table) => `'${table}'`);
  return readOrphans(db, `table_name NOT IN (${names.join(", ")})`);
}

const ID = "hex(table_name) || '/' || hex(key)";

function readOrphans(db: DatabaseSync, where: string): Orphan[] {
  return db
    .prepare(
      `SELECT ${ID} AS id, table_name, CAST(key AS TEXT) AS key, sum, sum_again
         FROM row_checksums WHERE ${where}`,
    )
    .all()
    .map((row) => ({
      id: row.id as string,
      table: row.table_name as string,
      key: row.key as string,
      sums: [row.sum as string, row.sum_again as string],
    }));
}

/** Corrects checksums that are wrong where their rows are right, and drops those of no row. */
export function correctChecksums(db: DatabaseSync, { wrong, orphans }: Examination): void {
  const drop = db.prepare(`DELETE FROM row_checksums WHERE ${ID} = ?`);
  for (const { id } of orphans) drop.run(id);
  const put = db.prepare("INSERT OR REPLACE INTO row_checksums VALUES (?, ?, ?, ?)");
  for (const { table, key, sum } of wrong) put.run(table, key, sum, sum);
}

/** Takes the rows of a table out whose checksums do not hold. */
export function removeDamaged(db: DatabaseSync, table: string): void {
  const { key, sum } = findShape(db, table);
  // Without a checksum of its own a row can be deleted.
  db.exec(`DELETE FROM row_checksums WHERE table_name = '${table}' AND key IN
    (SELECT kept.key FROM main.${table} NOT INDEXED JOIN row_checksums AS kept
       ON kept.table_name = '${table}' AND kept.key = ${key(table)}
       WHERE ${sum(table)} NOT IN (kept.sum, kept.sum_again))`);
  db.exec(`DELETE FROM main.${table} WHERE NOT EXISTS
    (SELECT 1 FROM row_checksums WHERE table_name = '${table}' AND key = ${key(table)})`);
}

/**
 * Whether a row is what was written; "absent" where there is none, and "damaged" also where there is
 * none any more because it was damaged.
 */
export function checkRow(
  db: DatabaseSync,
  table: string,
  ...key: readonly (string | number)[]
): "intact" | "absent" | "damaged" {
  const { key: keyOf, sum } = findShape(db, table);
  const given = key.length === 1 ? "?1" : `json_array(${key.map((_, at) => `?${at + 1}`)})`;
  const row = prepared(
    db,
    `SELECT (SELECT ${sum(table)} FROM main.${table} WHERE ${keyOf(table)} = ${given}) AS made,
       (SELECT sum || ' ' || sum_again FROM row_checksums
          WHERE table_name = '${table}' AND key = ${given}) AS kept,
       EXISTS (SELECT 1 FROM damaged_rows WHERE table_name = '${table}' AND key = ${given}) AS was`,
  ).get(...key) as { made: string | null; kept: string | null; was: number };
  if (row.made === null && row.kept === null) return row.was === 0 ? "absent" : "damaged";
  const isIntact = row.made !== null && row.kept?.split(" ").includes(row.made);
  if (isIntact) return "intact";
  listeners.get(db)?.(table);
  return "damaged";
}

/** Throws `row-damaged` where a row is not what was written. */
export function requireIntact(db: DatabaseSync, table: string, ...key: readonly string[]): void {
  if (checkRow(db, table, ...key) === "damaged") throw rowDamaged(table);
}

/** Somebody has put right what a damaged row that was taken out had said. */
export function forgetDamaged(db: DatabaseSync, table: string, key: string): void {
  const sql = "DELETE FROM damaged_rows WHERE table_name = ? AND key = ?";
  prepared(db, sql).run(table, key);
}

export function rowDamaged(table: string, cause?: unknown): StoreError {
  return new StoreError("row-damaged", `a row of the table "${table}" is damaged`, cause);
}

/** The table whose damaged row a statement has met; null where an error is another one. */
export function findDamagedTable(error: unknown): string | null {
  if (!(error instanceof Error) || !error.message.startsWith(DAMAGED)) return null;
  return error.message.slice(DAMAGED.length);
}
