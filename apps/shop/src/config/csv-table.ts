/** Tables of numbers and texts as comma-separated values, a list a column. */
import { unescapeFormula } from "@saunter/protocol/csv-formulas";
import { CommandFailure } from "../command-line/command-io.ts";
import { formatProblem, type Place, ProblemLog } from "./config-problem.ts";
import { type CsvRow, readCsvRows } from "./csv-rows.ts";
import { readTextFile } from "./read-text-file.ts";

/** "integer" is a whole number that a double holds exactly, "text" anything but nothing. */
export type ColumnKind = "integer" | "number" | "text";
/** What the columns that are needed are called, and what is in them. */
export type TableColumns = Readonly<Record<string, ColumnKind>>;

export interface CsvTable<Columns extends TableColumns> {
  /** The line on which each row begins, from 1. */
  readonly lines: readonly number[];
  /** The rows' values by column, all of one length. */
  readonly columns: {
    readonly [Name in keyof Columns]: Columns[Name] extends "text"
      ? readonly string[]
      : readonly number[];
  };
}

/** Files beyond this are refused: the text has to fit into one string, with room to spare. */
export const CSV_TABLE_BYTES_MAX = 384 * 1024 * 1024;
/** Characters of what was found that a message repeats. */
const FOUND_CHARS_MAX = 40;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

const ALLOWED: Readonly<Record<ColumnKind, string>> = {
  integer: "a whole number, such as 12",
  number: "a number, such as 2.75",
  text: "any text",
};

/** One column while it is read. */
interface OpenColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Where it is in each row. */
  readonly at: number;
  readonly values: (string | number)[];
}

/**
 * Reads a file as `parseCsvTable` does its text; UTF-8, with or without a byte order mark.
 * CommandFailure names file and line of what is wrong.
 */
export function readCsvTable<Columns extends TableColumns>(
  file: string,
  columns: Columns,
): CsvTable<Columns> {
  const read = readTextFile(file, CSV_TABLE_BYTES_MAX);
  if (read.ok) return parseCsvTable(read.text, file, columns);
  const place = read.line === null ? file : `${file}:${read.line}`;
  throw new CommandFailure(`${place}: ${read.message}`);
}

/**
 * Reads a table whose first line names its columns: those given are needed, in any order, others are
 * passed over, and so are empty lines. Lines end as Unix or Windows ends them; commas, semicolons or
 * tabs separate. CommandFailure says all that is wrong, up to a bound, a line each.
 */
export function parseCsvTable<Columns extends TableColumns>(
  text: string,
  file: string,
  columns: Columns,
): CsvTable<Columns> {
  const problems = new ProblemLog();
  const lines: number[] = [];
  const texts = new Map<string, string>();
  let headerCount = 0;
  let open: OpenColumn[] = [];
  readCsvRows(text, (row) => {
    const { fields, fault, line } = row;
    if (fault !== null) problems.note({ ...fault, file }, "", fault.message);
    else if (headerCount === 0) {
      headerCount = fields.length;
      open = openColumns(fields, { file, line, column: 1 }, columns, problems);
      return problems.count === 0;
    } else if (fields.length > headerCount) {
      const message = `found ${fields.length} fields; the first line names ${headerCount} columns`;
      problems.note({ file, line, column: 1 }, "", message);
    } else {
      lines.push(line);
      for (const column of open) readField(row, column, texts, file, problems);
    }
    return true;
  });
  if (headerCount === 0 && problems.count === 0) {
    openColumns([], { file, line: 1, column: 1 }, columns, problems);
  }
  if (problems.count > 0) throw new CommandFailure(formatFailure(file, problems));
  const read = Object.fromEntries(open.map(({ name, values }) => [name, values]));
  return { lines, columns: read as unknown as CsvTable<Columns>["columns"] };
}

/** Finds the columns that are needed in the first line, or notes what is wrong with it. */
function openColumns(
  header: readonly string[],
  start: Place,
  columns: TableColumns,
  problems: ProblemLog,
): OpenColumn[] {
  const needed = Object.keys(columns).join(", ");
  const names = header.map((name) => name.trim());
  return Object.entries(columns).map(([name, kind]) => {
    const at = names.indexOf(name);
    if (at === -1) {
      const found = names.length === 0 ? "nothing" : cutFound(names.join(", "));
      const message = `found ${found}; the first line names the columns, and needs: ${needed}`;
      if (problems.count === 0) problems.note(start, "", message);
    } else if (names.indexOf(name, at + 1) !== -1) {
      problems.note(start, "", `the column "${name}" is there twice`);
    }
    return { name, kind, at, values: [] };
  });
}

/** Reads one column's value of a row. Texts that come again are kept once. */
function readField(
  row: CsvRow,
  { name, kind, at, values }: OpenColumn,
  texts: Map<string, string>,
  file: string,
  problems: ProblemLog,
): void {
  const text = row.fields[at]?.trim() ?? "";
  const value = kind === "text" ? keepOnce(unescapeFormula(text), texts) : readNumber(text, kind);
  if (value !== null) {
    values.push(value);
    return;
  }
  const { line, column } = row.placeFields()[at] ?? row;
  const found = text === "" ? "nothing" : JSON.stringify(cutFound(text));
  problems.note({ file, line, column }, name, `found ${found}; allowed: ${ALLOWED[kind]}`);
}

/** The text as it came first; null for nothing. */
function keepOnce(text: string, texts: Map<string, string>): string | null {
  if (text === "") return null;
  const known = texts.get(text);
  if (known === undefined) texts.set(text, text);
  return known ?? text;
}

function readNumber(text: string, kind: "integer" | "number"): number | null {
  if (!NUMBER.test(text)) return null;
  const value = Number(text);
  const isGood = kind === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value);
  return isGood ? value : null;
}

function cutFound(text: string): string {
  return text.length > FOUND_CHARS_MAX ? `${text.slice(0, FOUND_CHARS_MAX)}…` : text;
}

function formatFailure(file: string, problems: ProblemLog): string {
  const told = problems.list().map((problem) => formatProblem(problem));
  if (problems.count === 1) return told[0]!;
  const more = problems.omittedCount > 0 ? [`and ${problems.omittedCount} more`] : [];
  return [`${file} has ${problems.count} problems`, ...told, ...more].join("\n  ");
}
