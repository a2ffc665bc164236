/**
 * Writes the chain's figures for a warehouse: Parquet files by table and month, `table=lines/month=2026-03/
 * part-0.parquet`. Only months that have changed since are written again; a file is there whole or not at all.
 */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SchemaElement } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";
import { type RawBuilder, sql, type Transaction } from "kysely";
import Type, { type Static } from "typebox";
import { Check } from "typebox/value";
import type { ChainTables } from "../database/chain-tables.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import { type ColumnKind, EXPORT_TABLES, type ExportTable } from "./export-tables.ts";

export interface ExportOptions {
  readonly db: ChainDatabase;
  /** It is made where it is not there. */
  readonly folder: string;
  /** Such as 2026-03. */
  readonly fromMonth: string;
  /** It is written, too. */
  readonly toMonth: string;
  /** Left out: all. */
  readonly shopIds?: readonly string[];
  readonly onProgress?: (progress: ExportProgress) => void;
}

export interface ExportProgress {
  readonly table: string;
  readonly month: string;
  readonly rows: number;
  /** False where it is as it was. */
  readonly isWritten: boolean;
}

/** Rows that are in memory at once, and in a row group of a file. */
export const ROWS_AT_ONCE = 10_000;
/** A century. */
const MONTHS_MAX = 1200;

const MANIFEST = Type.Object({
  months: Type.Record(
    Type.String(),
    Type.Object({ digest: Type.String(), rows: Type.Integer({ minimum: 0 }) }),
  ),
});
type Manifest = Static<typeof MANIFEST>;

/** Rejects where months are none, the folder cannot be written, or the database cannot be asked. */
export async function writeExport(options: ExportOptions): Promise<ExportProgress[]> {
  const { db, folder, fromMonth, onProgress = () => {}, shopIds = null, toMonth } = options;
  mkdirSync(folder, { recursive: true });
  const progress: ExportProgress[] = [];
  for (const month of listMonths(fromMonth, toMonth)) {
    for (const table of EXPORT_TABLES) {
      // What is read is of one moment, whatever is written meanwhile.
      const part = { table, ...monthSpan(month), shopIds };
      const done = await db
        .transaction()
        .setIsolationLevel("repeatable read")
        .execute((tx) => exportMonth(tx, folder, month, part));
      progress.push(done);
      onProgress(done);
    }
  }
  return progress;
}

const MONTH = /^(\d{4})-(0[1-9]|1[0-2])$/;

function listMonths(fromMonth: string, toMonth: string): string[] {
  const [from, to] = [countMonths(fromMonth), countMonths(toMonth)];
  if (to < from) throw new RangeError(`${toMonth} is before ${fromMonth}`);
  if (to - from >= MONTHS_MAX) throw new RangeError(`at most ${MONTHS_MAX} months at once`);
  return Array.from({ length: to - from + 1 }, (_, at) => formatMonth(from + at));
}

function countMonths(month: string): number {
  const match = MONTH.exec(month);
  if (match === null) throw new RangeError(`${month} is no month, such as 2026-03`);
  return Number(match[1]) * 12 + Number(match[2]) - 1;
}

function formatMonth(count: number): string {
  return `${String(Math.floor(count / 12)).padStart(4, "0")}-${String((count % 12) + 1).padStart(2, "0")}`;
}

/** Rows of a table. */
export interface ExportPart {
  readonly table: ExportTable;
  readonly fromMs: number;
  /** It is not of the span. */
  readonly untilMs: number;
  /** Null: all. */
  readonly shopIds: readonly string[] | null;
}

type Tx = Transaction<ChainTables>;

async function exportMonth(
  tx: Tx,
  folder: string,
  month: string,
  part: ExportPart,
): Promise<ExportProgress> {
  const { table } = part;
  const { digest, rows } = await digestPart(tx, part);
  const path = join(folder, `table=${table.name}`, `month=${month}`);
  const name = `${table.name}/${month}`;
  const manifest = readManifest(folder);
  if ((manifest.months[name]?.digest ?? "") === digest) {
    return { table: table.name, month, rows, isWritten: false };
  }
  if (rows === 0) rmSync(path, { recursive: true, force: true });
  else {
    mkdirSync(path, { recursive: true });
    const file = join(path, "part-0.parquet");
    await writeParquet(tx, `${file}.new`, part);
    renameSync(`${file}.new`, file);
  }
  writeManifest(folder, { months: { ...manifest.months, [name]: { digest, rows } } });
  return { table: table.name, month, rows, isWritten: true };
}

function monthSpan(month: string): Pick<ExportPart, "fromMs" | "untilMs"> {
  const after = formatMonth(countMonths(month) + 1);
  return { fromMs: Date.parse(`${month}-01`), untilMs: Date.parse(`${after}-01`) };
}

function wherePart({ fromMs, untilMs, shopIds, table }: ExportPart): RawBuilder<unknown> {
  const time = sql.ref(table.time);
  const ofShops = shopIds === null ? sql`` : sql`AND shop_id = ANY (${[...shopIds]}::text[])`;
  return sql`${time} >= ${fromMs}::bigint AND ${time} < ${untilMs}::bigint ${ofShops}`;
}

/** It differs where any row does; "" where there is none. */
async function digestPart(tx: Tx, part: ExportPart): Promise<{ digest: string; rows: number }> {
  const columns = part.table.columns.map(({ name }) => sql.ref(name));
  const { rows } = await sql<{ rows: number; sum: string | null }>`
    SELECT count(*) AS rows,
      sum(hashtextextended(ROW(${sql.join(columns)})::text, 0)::numeric)::text AS sum
    FROM ${sql.table(part.table.source)} WHERE ${wherePart(part)}`.execute(tx);
  const { rows: count, sum } = rows[0]!;
  return { digest: sum === null ? "" : `${count}/${sum}`, rows: count };
}

type Row = Readonly<Record<string, string | number | null>>;

/** In the order of shop and time, page by page. */
async function* readPages(tx: Tx, part: ExportPart): AsyncGenerator<readonly Row[]> {
  const { columns, keys, source, time } = part.table;
  const order = ["shop_id", time, ...keys];
  const place = sql.join(order.map((name) => sql.ref(name)));
  let after: Row | null = null;
  for (;;) {
    const isAfter: RawBuilder<unknown> =
      after === null
        ? sql``
        : sql`AND (${place}) > (${sql.join(order.map((name) => after![name]))})`;
    const page: { rows: Row[] } = await sql<Row>`
      SELECT ${sql.join(columns.map(({ name }) => sql.ref(name)))} FROM ${sql.table(source)}
      WHERE ${wherePart(part)} ${isAfter} ORDER BY ${place} LIMIT ${ROWS_AT_ONCE}`.execute(tx);
    if (page.rows.length > 0) yield page.rows;
    if (page.rows.length < ROWS_AT_ONCE) return;
    after = page.rows.at(-1)!;
  }
}

const ELEMENTS: Readonly<Record<ColumnKind, Partial<SchemaElement>>> = {
  text: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  count: { type: "INT64" },
  money: { type: "INT64" },
  time: { type: "INT64", converted_type: "TIMESTAMP_MILLIS" },
};

function makeSchema({ columns }: ExportTable): SchemaElement[] {
  const elements = columns.map(
    ({ isNullable, kind, name }): SchemaElement => ({
      name,
      ...ELEMENTS[kind],
      repetition_type: isNullable ? "OPTIONAL" : "REQUIRED",
    }),
  );
  return [{ name: "root", num_children: columns.length }, ...elements];
}

/** A file of a table's rows as the transaction sees them, in the order of shop and time. */
export async function writeParquet(tx: Tx, path: string, part: ExportPart): Promise<void> {
  const { table } = part;
  const writer = new ParquetWriter({ writer: fileWriter(path), schema: makeSchema(table) });
  for await (const rows of readPages(tx, part)) {
    const columnData = table.columns.map(({ kind, name }) => ({
      name,
      data: rows.map((row) => toCell(row[name] ?? null, kind)),
    }));
    await writer.write({ columnData, rowGroupSize: ROWS_AT_ONCE });
  }
  await writer.finish();
}

function toCell(value: string | number | null, kind: ColumnKind): string | bigint | Date | null {
  if (value === null) return null;
  switch (kind) {
    case "text":
      return String(value);
    case "time":
      return new Date(value as number);
    case "count":
    case "money":
      return BigInt(value);
    default:
      return kind satisfies never;
  }
}

const manifestOf = (folder: string): string => join(folder, "manifest.json");

/** What was written; nothing where it cannot be read, so that all is written again. */
function readManifest(folder: string): Manifest {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(manifestOf(folder), "utf8"));
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    if (!isMissing && !(error instanceof SyntaxError)) throw error;
  }
  return Check(MANIFEST, content) ? content : { months: {} };
}

function writeManifest(folder: string, manifest: Manifest): void {
  const path = manifestOf(folder);
  writeFileSync(`${path}.new`, `${JSON.stringify(manifest, null, 2)}\n`);
  renameSync(`${path}.new`, path);
}
