/** Tables of what was sold, for spreadsheets and programs. */
import type { DatabaseSync } from "node:sqlite";
import { findDay, listDays } from "@saunter/commerce/calendar/calendar";
import type { EXPORT_ROWS } from "@saunter/protocol/http/sales-routes";
import {
  type DaysOfShop,
  readPayments,
  readProductSales,
  readSalesByTime,
  readTaxSums,
  type Span,
  sumByCategory,
} from "../projections/read-sales.ts";

export type ExportRows = (typeof EXPORT_ROWS)[number];

/** "money" is minor units; "time" is Unix ms; "weight" is grams. */
export type ColumnKind = "text" | "count" | "money" | "time" | "weight";
export type Cell = string | number | null;

export interface ExportTable {
  readonly columns: readonly (readonly [name: string, kind: ColumnKind])[];
  readonly rows: readonly (readonly Cell[])[];
}

const SUMS = [
  ["receipts", "count"],
  ["corrections", "count"],
  ["correctedMinor", "money"],
  ["units", "count"],
  ["discountMinor", "money"],
  ["depositMinor", "money"],
  ["netMinor", "money"],
  ["taxMinor", "money"],
  ["roundingMinor", "money"],
  ["totalMinor", "money"],
] as const;

const TABLES: Readonly<Record<ExportRows, ExportTable["columns"]>> = {
  receipts: [
    ...([
      ["documentNumber", "count"],
      ["kind", "text"],
      ["visitId", "text"],
    ] as const),
    ...([
      ["day", "text"],
      ["issuedMs", "time"],
      ["method", "text"],
    ] as const),
    ...SUMS.slice(3),
  ],
  lines: [
    ...([
      ["documentNumber", "count"],
      ["day", "text"],
      ["issuedMs", "time"],
    ] as const),
    ...([
      ["gtin", "text"],
      ["name", "text"],
      ["category", "text"],
      ["taxRate", "text"],
    ] as const),
    ...([
      ["units", "count"],
      ["netG", "weight"],
      ["discountMinor", "money"],
    ] as const),
    ...([
      ["depositMinor", "money"],
      ["netMinor", "money"],
      ["taxMinor", "money"],
    ] as const),
    ["totalMinor", "money"],
  ],
  days: [["day", "text"], ...SUMS],
  hours: [["hour", "count"], ...SUMS],
  methods: [["method", "text"], ...SUMS],
  products: [
    ...([
      ["gtin", "text"],
      ["name", "text"],
      ["category", "text"],
      ["units", "count"],
    ] as const),
    ...([
      ["netG", "weight"],
      ["discountMinor", "money"],
      ["depositMinor", "money"],
    ] as const),
    ...([
      ["netMinor", "money"],
      ["taxMinor", "money"],
      ["totalMinor", "money"],
    ] as const),
  ],
  categories: [
    ["category", "text"],
    ["units", "count"],
    ["totalMinor", "money"],
  ],
  taxes: [
    ...([
      ["category", "text"],
      ["rate", "text"],
      ["label", "text"],
    ] as const),
    ...([
      ["netMinor", "money"],
      ["taxMinor", "money"],
      ["grossMinor", "money"],
    ] as const),
  ],
  payments: [
    ["kind", "text"],
    ...([
      ["takenMinor", "money"],
      ["refundedMinor", "money"],
      ["withdrawnMinor", "money"],
    ] as const),
  ],
};

/** What a period is exported as. Documents and lines are in the order in which they were issued. */
export async function makeExportTable(
  db: DatabaseSync,
  rows: ExportRows,
  { fromDay, untilDay, timeZone }: DaysOfShop,
): Promise<ExportTable> {
  const columns = TABLES[rows];
  const days = listDays(fromDay, untilDay, timeZone);
  const span = { fromMs: days[0]!.fromMs, untilMs: days.at(-1)!.untilMs };
  const pick = (items: readonly object[]): ExportTable => ({
    columns,
    rows: items.map((item) => {
      const values = item as Readonly<Record<string, Cell>>;
      return columns.map(([name]) => values[name] ?? null);
    }),
  });
  switch (rows) {
    case "receipts":
      return pick(listDocuments(db, span, timeZone));
    case "lines":
      return pick(listLines(db, span, timeZone));
    case "days":
    case "hours":
    case "methods":
      return pick((await readSalesByTime(db, days, timeZone))[rows]);
    case "products":
      return pick(readProductSales(db, span));
    case "categories":
      return pick(sumByCategory(readProductSales(db, span)));
    case "taxes":
      return pick(readTaxSums(db, span));
    case "payments":
      return pick(readPayments(db, span));
    default:
      return rows satisfies never;
  }
}

/** Rows that an export of documents or lines would have; 0 of others, which are few. */
export function countExportRows(
  db: DatabaseSync,
  rows: ExportRows,
  { fromMs, untilMs }: Span,
): number {
  if (rows !== "receipts" && rows !== "lines") return 0;
  const table = rows === "receipts" ? "sale_documents" : "sale_lines";
  const sql = `SELECT count(*) AS count FROM ${table} WHERE at_ms >= ? AND at_ms < ?`;
  return db.prepare(sql).get(fromMs, untilMs)!.count as number;
}

function listDocuments(db: DatabaseSync, { fromMs, untilMs }: Span, timeZone: string): object[] {
  const sql = `SELECT document_number AS documentNumber, kind, visit_id AS visitId, at_ms AS issuedMs,
      method, units, discount_minor AS discountMinor, deposit_minor AS depositMinor,
      net_minor AS netMinor, tax_minor AS taxMinor, rounding_minor AS roundingMinor,
      total_minor AS totalMinor
    FROM sale_documents WHERE at_ms >= ? AND at_ms < ? ORDER BY document_number`;
  return withDays(db.prepare(sql).all(fromMs, untilMs), timeZone);
}

function listLines(db: DatabaseSync, { fromMs, untilMs }: Span, timeZone: string): object[] {
  const sql = `SELECT document_number AS documentNumber, at_ms AS issuedMs, gtin, name, category,
      tax_rate AS taxRate, units, net_g AS netG, discount_minor AS discountMinor,
      deposit_minor AS depositMinor, net_minor AS netMinor, tax_minor AS taxMinor,
      net_minor + tax_minor AS totalMinor
    FROM sale_lines WHERE at_ms >= ? AND at_ms < ? ORDER BY document_number, item`;
  return withDays(db.prepare(sql).all(fromMs, untilMs), timeZone);
}

function withDays(rows: readonly Record<string, unknown>[], timeZone: string): object[] {
  return rows.map((row) => ({ ...row, day: findDay(row.issuedMs as number, timeZone) }));
}
