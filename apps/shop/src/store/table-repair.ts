/** Finds damage in what is beside the journal, and takes it out: docs/decisions/0029. */
import type { DatabaseSync } from "node:sqlite";
import { checkJournalTable, damaged } from "./journal.ts";
import {
  correctChecksums,
  type DamagedRow,
  examineTables,
  keepChecksums,
  removeDamaged,
} from "./row-checksums.ts";
import { findSqliteCode, SQLITE_CONSTRAINT } from "./sqlite-error.ts";
import { DAMAGED_ROWS_MAX } from "./store-limits.ts";

/** What became of it: its table was made again of events, or it was taken out, or its index was made again. */
export type RepairOutcome = "rebuilt" | "removed" | "reindexed";

export interface Repair extends DamagedRow {
  readonly outcome: RepairOutcome;
}

/**
 * Has SQLite look at every page, every type and every index of the file. Returns the tables beside the
 * journal in which it has found something. Throws `journal-corrupt` where the journal's table or the file
 * itself is damaged.
 */
export function findBrokenTables(db: DatabaseSync): string[] {
  const found = checkIntegrity(db);
  if (found === null) return [];
  checkJournalTable(db);
  const broken = listTableNames(db).filter(
    (name) => name !== "journal" && checkIntegrity(db, name) !== null,
  );
  // Nothing that a table or its indexes made again would mend.
  if (broken.length === 0) throw damaged(found);
  return broken;
}

/** All tables of the file. */
export function listTableNames(db: DatabaseSync): string[] {
  const tables = db.prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table'").all();
  return tables.map(({ name }) => name as string);
}

/** What SQLite finds wrong with the file or a table and its indexes; null where it is whole. */
export function checkIntegrity(db: DatabaseSync, table?: string): string | null {
  const of = table === undefined ? "1" : table;
  const [found] = Object.values(db.prepare(`PRAGMA main.integrity_check(${of})`).get() ?? {});
  return found === "ok" ? null : String(found);
}

export interface RepairOptions {
  /** What is looked at, row by row. */
  readonly tables: readonly string[];
  /** What `findBrokenTables` has found. */
  readonly broken: readonly string[];
  /** Whether a table is made of events: then it is left as it is, to be rebuilt by the caller. */
  readonly isMade: (table: string) => boolean;
  /** Makes again what has to be there. */
  readonly schema: string;
}

/**
 * Corrects checksums, makes broken tables and indexes again, and takes damaged rows out. In the
 * caller's transaction. Throws `journal-corrupt` where so much is damaged that a backup is better.
 */
export function repairTables(db: DatabaseSync, options: RepairOptions): Repair[] {
  const { tables, broken, isMade, schema } = options;
  const repairs: Repair[] = broken.map((table) => {
    if (isMade(table)) return { table, key: "", outcome: "rebuilt" };
    rewriteTable(db, table);
    return { table, key: "", outcome: "reindexed" };
  });
  const examined = tables.filter((table) => !(broken.includes(table) && isMade(table)));
  const examination = examineTables(db, examined);
  correctChecksums(db, examination);
  for (const row of examination.damaged) {
    repairs.push({ ...row, outcome: isMade(row.table) ? "rebuilt" : "removed" });
  }
  const removed = repairs.filter(({ outcome }) => outcome === "removed");
  if (removed.length > DAMAGED_ROWS_MAX) {
    throw damaged(`${removed.length} rows beside the journal are not what was written`);
  }
  const emptied = new Set(removed.map(({ table }) => table));
  for (const table of emptied) removeDamaged(db, table);
  if (emptied.size > 0) db.exec(schema);
  if (broken.length > 0) keepChecksums(db);
  return repairs;
}

/** Makes a table and its indexes again of the rows that it has, without a look at any index. */
function rewriteTable(db: DatabaseSync, table: string): void {
  const made = db
    .prepare("SELECT type, sql FROM main.sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL")
    .all(table);
  const of = (isTable: boolean): string[] =>
    made.filter(({ type }) => (type === "table") === isTable).map(({ sql }) => sql as string);
  db.exec(`
    DROP TABLE IF EXISTS temp.rescued;
    CREATE TEMP TABLE rescued AS SELECT * FROM main.${table} NOT INDEXED;
    DROP TABLE main.${table};
    ${of(true).join(";")};
  `);
  const rows = db.prepare("SELECT rowid AS at FROM temp.rescued ORDER BY rowid").all();
  const put = db.prepare(`INSERT INTO main.${table} SELECT * FROM temp.rescued WHERE rowid = ?`);
  for (const { at } of rows) {
    try {
      put.run(at as number);
    } catch (error) {
      // A row that the table does not admit is damaged: its checksum says so.
      if (findSqliteCode(error) !== SQLITE_CONSTRAINT) throw error;
    }
  }
  db.exec(`DROP TABLE temp.rescued; ${of(false).join(";")}`);
}

/** Writes down what was found, until somebody has been told and some time longer. */
export function noteRepairs(db: DatabaseSync, repairs: readonly Repair[], nowMs: number): void {
  const note = db.prepare(
    `INSERT INTO damaged_rows VALUES (?, ?, ?, ?, 0) ON CONFLICT DO UPDATE
       SET outcome = excluded.outcome, found_ms = excluded.found_ms, is_reported = 0`,
  );
  for (const { table, key, outcome } of repairs) note.run(table, key, outcome, nowMs);
}

/** Throws `journal-corrupt` where what was repaired is not whole. */
export function checkWhole(db: DatabaseSync): void {
  const found = checkIntegrity(db);
  if (found !== null) throw damaged(found);
}
