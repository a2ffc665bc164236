/**
 * Rows of comma-separated values (RFC 4180) and where they stand. Semicolons and tabs separate as
 * well, whichever the first line has.
 */
import csv, { type ParseError } from "papaparse";

const SEPARATORS = [",", ";", "\t"] as const;

/** Lines and columns count from 1. */
export interface CsvPlace {
  readonly line: number;
  readonly column: number;
}

export interface CsvRow extends CsvPlace {
  readonly fields: readonly string[];
  /** What is wrong with its quotes, or null. */
  readonly fault: (CsvPlace & { readonly message: string }) | null;
  /** Where each field begins. */
  readonly placeFields: () => CsvPlace[];
}

/**
 * Calls `takeRow` for each row that is not blank, until it returns false. A row whose quotes make no
 * sense is the last.
 */
export function readCsvRows(text: string, takeRow: (row: CsvRow) => boolean): void {
  const [firstLine] = text.trimStart().split("\n", 1);
  const delimiter = SEPARATORS.find((candidate) => firstLine!.includes(candidate)) ?? ",";
  let start = 0;
  let line = 1;
  csv.parse<string[]>(text, {
    delimiter,
    // A carriage return before it counts as a blank.
    newline: "\n",
    // It would split the whole text at once where no quote is in it.
    fastMode: false,
    step: ({ data: fields, errors: [error], meta }, parser) => {
      const from = { text, start, line };
      const fault = error === undefined ? null : reportFault(error, from);
      if (fault !== null || fields.some((field) => field.trim() !== "")) {
        const placeFields = () => findFields(from, fields.length, delimiter);
        const goesOn = takeRow({ fields, line, column: 1, fault, placeFields });
        if (fault !== null || !goesOn) parser.abort();
      }
      line += countLines(text, start, meta.cursor);
      start = meta.cursor;
    },
  });
}

interface RowStart {
  readonly text: string;
  readonly start: number;
  readonly line: number;
}

function reportFault({ code, index }: ParseError, from: RowStart): CsvRow["fault"] {
  const message =
    code === "MissingQuotes"
      ? "this quote is never closed"
      : "text follows the closing quote; quotes within a field are doubled";
  // The index is that of the character after the quote.
  return { ...findPlace(from, index! - 1), message };
}

function findFields(from: RowStart, count: number, delimiter: string): CsvPlace[] {
  const field = new RegExp(`(?:"(?:[^"]+|"")*")?[^${delimiter}]*`, "y");
  field.lastIndex = from.start;
  return Array.from({ length: count }, () => {
    const place = findPlace(from, field.lastIndex);
    field.test(from.text);
    field.lastIndex++;
    return place;
  });
}

function findPlace({ text, start, line }: RowStart, offset: number): CsvPlace {
  const lineStart = offset === 0 ? 0 : text.lastIndexOf("\n", offset - 1) + 1;
  return { line: line + countLines(text, start, offset), column: offset - lineStart + 1 };
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0;
  for (let at = text.indexOf("\n", from); at !== -1 && at < to; at = text.indexOf("\n", at + 1)) {
    lines++;
  }
  return lines;
}
