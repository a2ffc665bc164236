/**
 * What a shop has beside its journal, as one text: rows of all tables that are not made of events, and its small
 * files. A new table is in it though nobody has thought of it.
 */
import { hash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import type { Head } from "../../store/head-mark.ts";
import { makePrivateFolder, PRIVATE_FILE } from "../../store/private-files.ts";
import { keepChecksums, listCheckedTables } from "../../store/row-checksums.ts";

/**
 * Tables that are left out: what the chain gives again, what stays on one disk, and evidence, which is too large
 * and lasts some weeks.
 */
const LEFT_OUT: readonly string[] = [
  ...["chain_sent", "chain_manifests", "chain_contents", "copy_sent"],
  ...["damaged_rows", "evidence_files", "evidence_usage"],
];

/** Tables that change with each visit or session: a change of these alone waits for the next copy. */
const PASSING: readonly string[] = [
  ...["refresh_tokens", "session_vias", "sign_in_failures", "sign_in_places", "refused_sign_ins"],
  ...["idempotency", "webhook_deliveries", "mail_outbox", "card_setups", "clock_offsets"],
  ...["security_details", "alert_cursor", "alert_notices", "smart_cart_boots", "smart_cart_trips"],
  ...["smart_cart_checks", "smart_cart_catalogues"],
];

/** Columns that change with each event, of tables that last. */
const PASSING_COLUMNS: ReadonlyMap<string, readonly string[]> = new Map([
  ["webhook_endpoints", ["cursor"]],
]);

/** Of the folder itself. */
const FILES = ["habits.json", "calibration.json"] as const;
const FILE_BYTES_MAX = 1024 * 1024;
const KEY_FILE = /^[\w-]+\.(?:pem|key)$/;

const CELL = Type.Union([
  Type.Null(),
  Type.String(),
  Type.Number(),
  Type.Object({ blob: Type.String() }),
  // Told from a real number, which JSON would not do.
  Type.Object({ integer: Type.String() }),
]);

const SHOP_COPY = Type.Object({
  shopId: Type.String(),
  /** The journal's last event when it was made. */
  position: Type.Integer({ minimum: 0 }),
  hash: Type.String(),
  atMs: Type.Integer(),
  tables: Type.Array(
    Type.Object({
      name: Type.String({ pattern: "^\\w+$" }),
      /** SQL that made the table and what belongs to it. */
      made: Type.Array(Type.String()),
      columns: Type.Array(Type.String({ pattern: "^\\w+$" })),
      rows: Type.Array(Type.Array(CELL)),
      /** The last of its numbers that was given; null where it counts none. */
      sequence: Type.Union([Type.Integer(), Type.Null()]),
    }),
  ),
  /** By name, in base64. */
  files: Type.Record(Type.String(), Type.String()),
});
export type ShopCopy = Static<typeof SHOP_COPY>;
type Cell = Static<typeof CELL>;
type CopiedTable = ShopCopy["tables"][number];

export interface CopySource {
  readonly db: DatabaseSync;
  readonly folder: string;
  /** Whether a table is made of events. */
  readonly isMade: (table: string) => boolean;
}

/** Tables that a copy has. */
function listCopied({ db, isMade }: CopySource): string[] {
  return listCheckedTables(db).filter((name) => !isMade(name) && !LEFT_OUT.includes(name));
}

/** As it is now. */
export function makeCopy(
  source: CopySource,
  { shopId, head, atMs }: { readonly shopId: string; readonly head: Head; readonly atMs: number },
): ShopCopy {
  const tables = listCopied(source).map((name) => readTable(source.db, name));
  return { shopId, ...head, atMs, tables, files: readFiles(source.folder) };
}

/** Of what lasts: the same where no user, device or setting is another. */
export function digestLasting(source: CopySource): string {
  const { db, folder } = source;
  const lasting = listCopied(source).filter((name) => !PASSING.includes(name));
  const sums = db
    .prepare(
      `SELECT table_name, CAST(key AS TEXT) AS key, sum FROM row_checksums
         WHERE table_name IN (SELECT value FROM json_each(?)) ORDER BY table_name, row_checksums.key`,
    )
    .all(JSON.stringify(lasting.filter((name) => !PASSING_COLUMNS.has(name))));
  const parts = lasting.flatMap((name) => {
    const passing = PASSING_COLUMNS.get(name);
    return passing === undefined ? [] : [readLasting(readTable(db, name), passing)];
  });
  return hash("sha256", JSON.stringify([sums, parts, readFiles(folder)]), "base64url");
}

function readLasting({ columns, rows }: CopiedTable, passing: readonly string[]): Cell[][] {
  return rows.map((row) => row.filter((_, at) => !passing.includes(columns[at]!)));
}

function readTable(db: DatabaseSync, name: string): CopiedTable {
  const made = db
    .prepare(
      `SELECT sql FROM main.sqlite_schema WHERE tbl_name = ? AND sql IS NOT NULL
         ORDER BY type <> 'table', name`,
    )
    .all(name);
  const info = db.prepare(`PRAGMA main.table_info(${name})`).all();
  const columns = info.map(({ name: column }) => column as string);
  const select = db.prepare(`SELECT ${columns.join(", ")} FROM main.${name}`);
  select.setReadBigInts(true);
  select.setReturnArrays(true);
  const rows = (select.all() as unknown as unknown[][]).map((row) => row.map(toCell));
  const sql = made.map(({ sql: text }) => text as string);
  return { name, made: sql, columns, rows, sequence: readSequence(db, name) };
}

function hasSequences(db: DatabaseSync): boolean {
  const sql = "SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'";
  return db.prepare(sql).get() !== undefined;
}

function readSequence(db: DatabaseSync, name: string): number | null {
  if (!hasSequences(db)) return null;
  const row = db.prepare("SELECT seq FROM sqlite_sequence WHERE name = ?").get(name);
  return (row?.seq as number | undefined) ?? null;
}

function toCell(value: unknown): Cell {
  if (value === null || typeof value === "string" || typeof value === "number") return value;
  if (value instanceof Uint8Array) return { blob: Buffer.from(value).toString("base64") };
  return { integer: String(value) };
}

function fromCell(cell: Cell): SQLInputValue {
  if (cell === null || typeof cell !== "object") return cell;
  return "blob" in cell ? Buffer.from(cell.blob, "base64") : BigInt(cell.integer);
}

function readFiles(folder: string): Record<string, string> {
  const keys = join(folder, "keys");
  const names = existsSync(keys) ? readdirSync(keys).filter((name) => KEY_FILE.test(name)) : [];
  const paths = [...FILES, ...names.sort().map((name) => `keys/${name}`)];
  return Object.fromEntries(
    paths.flatMap((path) => {
      const file = join(folder, path);
      if (!existsSync(file)) return [];
      const bytes = readFileSync(file);
      return bytes.length > FILE_BYTES_MAX ? [] : [[path, bytes.toString("base64")]];
    }),
  );
}

/** Null where a text is none. */
export function parseCopy(text: string): ShopCopy | null {
  const copy: unknown = JSON.parse(text);
  return Check(SHOP_COPY, copy) ? copy : null;
}

/**
 * Puts the copy's rows in the place of those that its tables have; a table that this Saunter does not know comes
 * with them, for one that does. In the caller's transaction.
 */
export function putTables(db: DatabaseSync, { tables }: ShopCopy): void {
  for (const table of tables) {
    if (!isTable(db, table.name)) for (const sql of table.made) db.exec(sql);
  }
  keepChecksums(db);
  // Rows of one table may belong to another's.
  for (const { name } of tables.toReversed()) db.exec(`DELETE FROM main.${name}`);
  db.exec("PRAGMA defer_foreign_keys = ON");
  for (const table of tables) putRows(db, table);
}

function isTable(db: DatabaseSync, name: string): boolean {
  const sql = "SELECT 1 FROM main.sqlite_schema WHERE type = 'table' AND name = ?";
  return db.prepare(sql).get(name) !== undefined;
}

function putRows(db: DatabaseSync, { name, columns, rows, sequence }: CopiedTable): void {
  const info = db.prepare(`PRAGMA main.table_info(${name})`).all();
  const known = new Set(info.map(({ name: column }) => column as string));
  const kept = columns
    .map((column, at) => ({ column, at }))
    .filter(({ column }) => known.has(column));
  const insert = db.prepare(
    `INSERT OR REPLACE INTO main.${name} (${kept.map(({ column }) => column).join(", ")})
       VALUES (${kept.map(() => "?").join(", ")})`,
  );
  for (const row of rows) insert.run(...kept.map(({ at }) => fromCell(row[at]!)));
  if (sequence === null || !hasSequences(db)) return;
  db.prepare("DELETE FROM sqlite_sequence WHERE name = ?").run(name);
  db.prepare("INSERT INTO sqlite_sequence VALUES (?, ?)").run(name, sequence);
}

/** Puts the copy's files into a folder. */
export function putFiles(folder: string, { files }: Pick<ShopCopy, "files">): void {
  makePrivateFolder(folder);
  for (const [name, content] of Object.entries(files)) {
    if (!isKnownFile(name)) continue;
    if (name.startsWith("keys/")) makePrivateFolder(join(folder, "keys"));
    const arriving = `${join(folder, name)}.arriving`;
    rmSync(arriving, { force: true });
    const bytes = Buffer.from(content, "base64");
    writeFileSync(arriving, bytes, { mode: PRIVATE_FILE, flag: "wx", flush: true });
    renameSync(arriving, join(folder, name));
  }
}

function isKnownFile(name: string): boolean {
  const isKey = name.startsWith("keys/") && KEY_FILE.test(name.slice("keys/".length));
  return isKey || (FILES as readonly string[]).includes(name);
}
