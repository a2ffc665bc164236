/** Files of security events: CSV for spreadsheets, lines of JSON for programs. */
import { escapeFormula } from "@saunter/protocol/csv-formulas";
import csv from "papaparse";
import { readPage } from "../../http/pages.ts";
import { EXPORTED_AT_ONCE } from "../../security/security-limits.ts";
import type { Store } from "../../store/store.ts";
import {
  listSecurityEvents,
  type SecurityEventView,
  type SecurityFilters,
  showSecurityEvent,
} from "./read-security-events.ts";

export type ExportFormat = "csv" | "jsonl";

const COLUMNS: readonly (readonly [name: string, read: (event: SecurityEventView) => unknown])[] = [
  ["id", ({ id }) => id],
  ["at", ({ atMs }) => new Date(atMs).toISOString()],
  ["kind", ({ kind }) => kind],
  ["principal_kind", ({ principal }) => principal.kind],
  ["principal_id", ({ principal }) => principal.id],
  ["principal_name", ({ principal }) => principal.name],
  ["principal_roles", ({ principal }) => principal.roles.join(" ")],
  ["via", ({ principal }) => principal.via],
  ["object_kind", ({ object }) => object?.kind],
  ["object_id", ({ object }) => object?.id],
  ["object_name", ({ object }) => object?.name],
  ["changes", ({ changes }) => (Object.keys(changes).length === 0 ? "" : JSON.stringify(changes))],
  ["address", ({ address }) => address],
];

/** Reads some events at a time: however many there are, few are in memory, and others have their turn. */
export function* exportSecurityEvents(
  { db }: Pick<Store, "db">,
  filters: SecurityFilters,
  format: ExportFormat,
): Generator<string> {
  if (format === "csv") yield formatRow(COLUMNS.map(([name]) => name));
  const list = listSecurityEvents(filters, "ASC");
  let after: string | undefined;
  do {
    const request = { url: "", limit: EXPORTED_AT_ONCE, after };
    const { items, next } = readPage(db, list, request, showSecurityEvent);
    yield items.map((event) => formatEvent(event, format)).join("");
    after = next === null ? undefined : (new URLSearchParams(next).get("after") ?? undefined);
  } while (after !== undefined);
}

function formatEvent(event: SecurityEventView, format: ExportFormat): string {
  if (format === "jsonl") return `${JSON.stringify(event)}\n`;
  return formatRow(COLUMNS.map(([, read]) => String(read(event) ?? "")));
}

function formatRow(cells: readonly string[]): string {
  return `${csv.unparse([cells.map(escapeFormula)])}\r\n`;
}
