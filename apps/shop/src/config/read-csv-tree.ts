/**
 * A table as comma-separated values: its first line names the columns. A column "deposit.amount" is
 * the key `amount` within `deposit`.
 */

import { unescapeFormula } from "@saunter/protocol/csv-formulas";
import type { Place, ProblemLog } from "./config-problem.ts";
import { type CsvRow, readCsvRows } from "./csv-rows.ts";
import type { ListNode, MapEntry, MapNode, TextNode } from "./source-tree.ts";
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
  const items: MapNode[] = [];
  let names: readonly string[] | null = null;
  let isWhole = true;
  readCsvRows(text, (row) => {
    const { fields, fault, line } = row;
    if (fault !== null) {
      problems.note({ ...fault, file }, "", fault.message);
      isWhole = false;
    } else if (names === null) {
      // Reported below: where the first line is empty, nobody knows what the next one is.
      if (line > 1) return false;
      names = fields.map((name) => name.trim());
      isWhole = isHeaderGood(row, names, file, columns, problems);
    } else {
      if (fields.length > names.length) {
        const message = `found ${fields.length} fields; the first line names ${names.length} columns`;
        problems.note({ file, line, column: 1 }, "", message);
      }
      items.push(makeMap(row, names, file));
    }
    return isWhole;
  });
  if (names === null && isWhole) {
    problems.note(start, "", `the first line names the columns, of: ${columns.join(", ")}`);
    return null;
  }
  return isWhole ? { kind: "list", at: start, items } : null;
}

/** Whether the first line can be used; what is wrong with it is noted. */
function isHeaderGood(
  row: CsvRow,
  names: readonly string[],
  file: string,
  columns: readonly string[],
  problems: ProblemLog,
): boolean {
  const before = problems.count;
  const places = row.placeFields();
  names.forEach((name, i) => {
    const at = { ...places[i]!, file };
    if (!columns.includes(name)) {
      const allowed = `allowed: ${columns.join(", ")}${formatSuggestion(name, columns)}`;
      problems.note(at, "", `found the column ${JSON.stringify(name.slice(0, 40))}; ${allowed}`);
    } else if (names.indexOf(name) < i)
      problems.note(at, "", `the column "${name}" is there twice`);
  });
  return problems.count === before;
}

function makeMap(row: CsvRow, names: readonly string[], file: string): MapNode {
  const entries: MapEntry[] = [];
  const inner = new Map<string, { at: Place; entries: MapEntry[] }>();
  const places = row.placeFields();
  names.forEach((name, i) => {
    const text = unescapeFormula(row.fields[i]?.trim() ?? "");
    if (text === "") return;
    const at = { ...places[i]!, file };
    // A table has no other way to write a number than one that may be quoted.
    const value: TextNode = { kind: "text", at, text, isPlain: true };
    const [outer, key] = name.split(".") as [string, string | undefined];
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
  return { kind: "map", at: { file, line: row.line, column: 1 }, entries };
}
