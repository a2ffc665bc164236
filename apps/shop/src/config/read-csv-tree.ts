/**
 * A table as comma-separated values: its first line names the columns. A column "deposit.amount" is
 * the key `amount` within `deposit`.
 */
import type { Place, ProblemLog } from "./config-problem.ts";
import type { ListNode, MapEntry, MapNode, TextNode } from "./source-tree.ts";
import { type CsvField, isBlankField, splitCsvRows } from "./split-csv-rows.ts";
import { formatSuggestion } from "./suggest-name.ts";

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
  const rows = splitCsvRows(text);
  const header = rows.next().value;
  if (header === undefined || header.every(isBlankField)) {
    problems.note(start, "", `the first line names the columns, of: ${columns.join(", ")}`);
    return null;
  }
  if (!noteHeader(header, file, columns, problems)) return null;
  const names = header.map((field) => field.text.trim());
  const items: MapNode[] = [];
  for (const row of rows) {
    if (row.every(isBlankField)) continue;
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

/** Notes what is wrong with the first line, and returns whether it can be used. */
function noteHeader(
  header: readonly CsvField[],
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

function makeMap(row: readonly CsvField[], names: readonly string[], file: string): MapNode {
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
