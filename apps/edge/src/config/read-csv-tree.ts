/**
 * A table as comma-separated values (RFC 4180): its first line names the columns, fields may be
 * quoted, quotes within are doubled. Semicolons and tabs separate as well, whichever the first line
 * has. A column "deposit.amount" is the key `amount` within `deposit`.
 */
import type { Place, ProblemLog } from "./config-problem.ts";
import type { ListNode, MapEntry, MapNode, TextNode } from "./source-tree.ts";
import { formatSuggestion } from "./suggest-name.ts";

const SEPARATORS = [",", ";", "\t"] as const;

interface Field {
  readonly text: string;
  /** What is wrong with its quotes, or null. */
  readonly fault: string | null;
  readonly line: number;
  readonly column: number;
}

/**
 * Reads a table whose columns are among `columns`, each row as a map; empty fields are left out.
 * Null where the first line or the quotes make no sense. Problems are noted.
 */
export function readCsvTree(
  text: string,
  file: string,
  columns: readonly string[],
  problems: ProblemLog,
): ListNode | null {
  const start: Place = { file, line: 1, column: 1 };
  const rows = splitRows(text);
  const header = rows.next().value;
  if (header === undefined || header.every(isBlank)) {
    problems.note(start, "", `the first line names the columns, of: ${columns.join(", ")}`);
    return null;
  }
  if (!noteHeader(header, file, columns, problems)) return null;
  const names = header.map((field) => field.text.trim());
  const items: MapNode[] = [];
  for (const row of rows) {
    if (row.every(isBlank)) continue;
    const fault = row.find((field) => field.fault !== null);
    if (fault !== undefined) {
      problems.note({ file, line: fault.line, column: fault.column }, "", fault.fault!);
      return null;
    }
    if (row.length > names.length) {
      const message = `found ${row.length} fields; the first line names ${names.length} columns`;
      problems.note({ file, line: row[0]!.line, column: row[0]!.column }, "", message);
    }
    items.push(makeMap(row.slice(0, names.length), names, file));
  }
  return { kind: "list", at: start, items };
}

function isBlank({ text, fault }: Field): boolean {
  return text.trim() === "" && fault === null;
}

/** Notes what is wrong with the first line, and returns whether it can be used. */
function noteHeader(
  header: readonly Field[],
  file: string,
  columns: readonly string[],
  problems: ProblemLog,
): boolean {
  const before = problems.count;
  const seen = new Set<string>();
  for (const { text, line, column, fault } of header) {
    const name = text.trim();
    const at = { file, line, column };
    if (fault !== null) problems.note(at, "", fault);
    else if (!columns.includes(name)) {
      const allowed = `allowed: ${columns.join(", ")}${formatSuggestion(name, columns)}`;
      problems.note(at, "", `found the column ${JSON.stringify(name.slice(0, 40))}; ${allowed}`);
    } else if (seen.has(name)) problems.note(at, "", `the column "${name}" is there twice`);
    seen.add(name);
  }
  return problems.count === before;
}

function makeMap(row: readonly Field[], names: readonly string[], file: string): MapNode {
  const entries: MapEntry[] = [];
  const inner = new Map<string, { at: Place; entries: MapEntry[] }>();
  row.forEach((field, i) => {
    const text = field.text.trim();
    if (text === "") return;
    const at = { file, line: field.line, column: field.column };
    // A table has no other way to write a number than one that may be quoted.
    const value: TextNode = { kind: "text", at, text, isPlain: true };
    const [outer, key] = names[i]!.split(".") as [string, string | undefined];
    if (key === undefined) {
      entries.push({ key: outer, keyAt: at, value });
      return;
    }
    const known = inner.get(outer);
    if (known === undefined) inner.set(outer, { at, entries: [{ key, keyAt: at, value }] });
    else known.entries.push({ key, keyAt: at, value });
  });
  for (const [key, { at, entries: within }] of inner) {
    entries.push({ key, keyAt: at, value: { kind: "map", at, entries: within } });
  }
  const { line, column } = row[0]!;
  return { kind: "map", at: { file, line, column }, entries };
}

/** Rows of fields, one at a time; a field whose quotes make no sense is the last. */
function* splitRows(text: string): Generator<Field[], undefined, undefined> {
  const [firstLine] = text.split("\n", 1);
  const separator = SEPARATORS.find((candidate) => firstLine!.includes(candidate)) ?? ",";
  const scan = { text, separator, at: 0, line: 1, lineStart: 0 };
  while (scan.at < text.length) {
    const row: Field[] = [];
    for (;;) {
      const field = takeField(scan);
      row.push(field);
      if (field.fault !== null || text[scan.at] !== separator) break;
      scan.at++;
    }
    yield row;
    if (row.at(-1)!.fault !== null) return;
    if (text[scan.at] === "\r") scan.at++;
    scan.at++;
    scan.line++;
    scan.lineStart = scan.at;
  }
}

interface Scan {
  readonly text: string;
  readonly separator: string;
  at: number;
  line: number;
  lineStart: number;
}

/** Takes a field up to its separator or the line's end. */
function takeField(scan: Scan): Field {
  const { text, line } = scan;
  const column = scan.at - scan.lineStart + 1;
  if (text[scan.at] === '"') return takeQuoted(scan, line, column);
  const start = scan.at;
  while (scan.at < text.length && !isFieldEnd(scan)) scan.at++;
  return { text: text.slice(start, scan.at), line, column, fault: null };
}

function isFieldEnd({ text, separator, at }: Scan): boolean {
  const char = text[at];
  return char === separator || char === "\n" || (char === "\r" && text[at + 1] === "\n");
}

function takeQuoted(scan: Scan, line: number, column: number): Field {
  const { text, at: opened } = scan;
  const fail = (fault: string): Field => ({ text: "", line, column, fault });
  const parts: string[] = [];
  let start = opened + 1;
  for (;;) {
    const quote = text.indexOf('"', start);
    if (quote === -1) return fail("this quote is never closed");
    parts.push(text.slice(start, quote));
    start = quote + 1;
    if (text[start] !== '"') break;
    parts.push('"');
    start++;
  }
  scan.at = start;
  countLines(scan, opened, start);
  if (scan.at < text.length && !isFieldEnd(scan)) {
    return fail("text follows the closing quote; quotes within a field are doubled");
  }
  return { text: parts.join(""), line, column, fault: null };
}

function countLines(scan: Scan, from: number, to: number): void {
  for (;;) {
    const newline = scan.text.indexOf("\n", from);
    if (newline === -1 || newline >= to) return;
    scan.line++;
    scan.lineStart = newline + 1;
    from = newline + 1;
  }
}
