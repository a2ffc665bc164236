/**
 * What was sold: every document with its lines and taxes, and sums of them, so that a report of a year reads
 * some thousand rows. Sums are by quarters of an hour and by days of UTC: where a day begins depends on the
 * shop's time zone, which no event says; all zones are whole quarters of an hour from UTC.
 */
import type { DatabaseSync } from "node:sqlite";
import { nameItem } from "@saunter/commerce/cart/items";
import type { ReceiptContent, ReceiptEvent } from "@saunter/commerce/receipt/events";
import type { Projection } from "../store/projection.ts";

export const QUARTER_MS = 900_000;
export const UTC_DAY_MS = 86_400_000;

/** Columns that add up, of a document. */
export const SUM_COLUMNS = [
  "receipts",
  "corrections",
  "corrected_minor",
  "units",
  "discount_minor",
  "deposit_minor",
  "net_minor",
  "tax_minor",
  "rounding_minor",
  "total_minor",
] as const;
/** Of a line; net and tax are what was paid for it, rounding of the whole apart. */
export const LINE_COLUMNS = [
  "units",
  "net_g",
  "discount_minor",
  "deposit_minor",
  "net_minor",
  "tax_minor",
] as const;
export const TAX_COLUMNS = ["net_minor", "tax_minor"] as const;

type Sums<Column extends string> = Readonly<Record<Column, number>>;
const declare = (columns: readonly string[]): string =>
  columns.map((column) => `${column} INTEGER NOT NULL`).join(", ");

/** Adds to the row with this key, or makes it. */
export function prepareAdd(
  db: DatabaseSync,
  table: string,
  keys: readonly string[],
  facts: readonly string[],
  sums: readonly string[],
) {
  const columns = [...keys, ...facts, ...sums];
  const changes = [
    ...facts.map((column) => `${column} = excluded.${column}`),
    ...sums.map((column) => `${column} = ${column} + excluded.${column}`),
  ];
  return db.prepare(
    `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})
     ON CONFLICT (${keys.join(", ")}) DO UPDATE SET ${changes.join(", ")}`,
  );
}

export const salesTables: Projection = {
  name: "sales-1",
  tables: [
    "sale_visits",
    "sale_documents",
    "sale_lines",
    "sale_taxes",
    "sales_quarters",
    "sales_products",
    "sales_taxes",
  ],
  schema: `
    CREATE TABLE sale_visits (visit_id TEXT PRIMARY KEY, method TEXT NOT NULL) STRICT, WITHOUT ROWID;
    -- A correction has what it changes.
    CREATE TABLE sale_documents (
      document_number INTEGER PRIMARY KEY,
      visit_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      method TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      position INTEGER NOT NULL,
      ${declare(SUM_COLUMNS)}
    ) STRICT;
    CREATE INDEX sale_documents_by_visit ON sale_documents (visit_id);
    CREATE INDEX sale_documents_by_time ON sale_documents (at_ms, document_number);
    CREATE TABLE sale_lines (
      document_number INTEGER NOT NULL,
      item TEXT NOT NULL,
      visit_id TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      gtin TEXT NOT NULL,
      name TEXT NOT NULL,
      category TEXT,
      tax_rate TEXT NOT NULL,
      ${declare(LINE_COLUMNS)},
      PRIMARY KEY (document_number, item)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sale_lines_by_visit ON sale_lines (visit_id);
    CREATE INDEX sale_lines_by_time ON sale_lines (at_ms);
    CREATE TABLE sale_taxes (
      document_number INTEGER NOT NULL,
      tax TEXT NOT NULL,
      visit_id TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      ${declare(TAX_COLUMNS)},
      PRIMARY KEY (document_number, tax)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX sale_taxes_by_visit ON sale_taxes (visit_id);
    CREATE INDEX sale_taxes_by_time ON sale_taxes (at_ms);
    CREATE TABLE sales_quarters (
      quarter INTEGER NOT NULL,
      method TEXT NOT NULL,
      ${declare(SUM_COLUMNS)},
      PRIMARY KEY (quarter, method)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sales_products (
      utc_day INTEGER NOT NULL,
      gtin TEXT NOT NULL,
      name TEXT NOT NULL,
      category TEXT,
      ${declare(LINE_COLUMNS)},
      PRIMARY KEY (utc_day, gtin)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE sales_taxes (
      utc_day INTEGER NOT NULL,
      tax TEXT NOT NULL,
      ${declare(TAX_COLUMNS)},
      PRIMARY KEY (utc_day, tax)
    ) STRICT, WITHOUT ROWID;
  `,
  open: (db) => {
    const enter = db.prepare("INSERT OR REPLACE INTO sale_visits VALUES (?, ?)");
    const post = openPosting(db);
    return ({ event, atMs, position }, _kind, id) => {
      if (event.type === "VisitOpened") enter.run(id, event.method);
      if (event.type !== "ReceiptFinalised" && event.type !== "ReceiptCorrected") return;
      post({ visitId: id, atMs, position, event });
    };
  },
};

interface Posted {
  readonly visitId: string;
  readonly atMs: number;
  readonly position: number;
  readonly event: Extract<ReceiptEvent, { type: "ReceiptFinalised" | "ReceiptCorrected" }>;
}

function openPosting(db: DatabaseSync) {
  const findMethod = db.prepare("SELECT method FROM sale_visits WHERE visit_id = ?");
  const posted = {
    documents: prepareSum(db, "sale_documents", "", SUM_COLUMNS),
    lines: prepareSum(db, "sale_lines", "item, gtin, name, category, tax_rate", LINE_COLUMNS),
    taxes: prepareSum(db, "sale_taxes", "tax", TAX_COLUMNS),
  };
  const documentFacts = ["visit_id", "kind", "method", "at_ms", "position"];
  const lineFacts = ["visit_id", "at_ms", "gtin", "name", "category", "tax_rate"];
  const add = {
    document: prepareAdd(db, "sale_documents", ["document_number"], documentFacts, SUM_COLUMNS),
    line: prepareAdd(db, "sale_lines", ["document_number", "item"], lineFacts, LINE_COLUMNS),
    tax: prepareAdd(
      db,
      "sale_taxes",
      ["document_number", "tax"],
      ["visit_id", "at_ms"],
      TAX_COLUMNS,
    ),
    quarter: prepareAdd(db, "sales_quarters", ["quarter", "method"], [], SUM_COLUMNS),
    product: prepareAdd(
      db,
      "sales_products",
      ["utc_day", "gtin"],
      ["name", "category"],
      LINE_COLUMNS,
    ),
    dayTax: prepareAdd(db, "sales_taxes", ["utc_day", "tax"], [], TAX_COLUMNS),
  };
  return ({ visitId, atMs, position, event }: Posted): void => {
    const { content, documentNumber } = event;
    const method = (findMethod.get(visitId)?.method as string | undefined) ?? "";
    const [before] = posted.documents.all(visitId) as unknown as Sums<SumColumn>[];
    const isFinal = event.type === "ReceiptFinalised";
    const sums = combine(SUM_COLUMNS, sumDocument(content), before, -1);
    const counts = isFinal
      ? { ...sums, receipts: 1, corrections: 0, corrected_minor: 0 }
      : { ...sums, receipts: 0, corrections: 1, corrected_minor: sums.total_minor };
    const values = SUM_COLUMNS.map((column) => counts[column]);
    const kind = isFinal ? "receipt" : "correction";
    add.document.run(documentNumber, visitId, kind, method, atMs, position, ...values);
    add.quarter.run(Math.floor(atMs / QUARTER_MS), method, ...values);
    const utcDay = Math.floor(atMs / UTC_DAY_MS);
    const soldBefore = posted.lines.all(visitId) as unknown as SoldLine[];
    for (const line of changeRows(LINE_COLUMNS, "item", listSold(content), soldBefore)) {
      const { item, gtin, name, category, tax_rate } = line;
      const sold = LINE_COLUMNS.map((column) => line[column]);
      add.line.run(
        ...[documentNumber, item, visitId, atMs],
        ...[gtin, name, category, tax_rate, ...sold],
      );
      add.product.run(utcDay, gtin, name, category, ...sold);
    }
    const taxesBefore = posted.taxes.all(visitId) as unknown as TaxSum[];
    for (const row of changeRows(TAX_COLUMNS, "tax", listTaxes(content), taxesBefore)) {
      const taxed = TAX_COLUMNS.map((column) => row[column]);
      add.tax.run(documentNumber, row.tax, visitId, atMs, ...taxed);
      add.dayTax.run(utcDay, row.tax, ...taxed);
    }
  };
}

type SumColumn = (typeof SUM_COLUMNS)[number];
type SoldLine = Sums<(typeof LINE_COLUMNS)[number]> & {
  readonly item: string;
  readonly gtin: string;
  readonly name: string;
  readonly category: string | null;
  readonly tax_rate: string;
};
type TaxSum = Sums<(typeof TAX_COLUMNS)[number]> & { readonly tax: string };

/** What all documents of a visit so far come to, by some of their columns. */
function prepareSum(db: DatabaseSync, table: string, by: string, sums: readonly string[]) {
  const columns = sums.map((column) => `coalesce(sum(${column}), 0) AS ${column}`).join(", ");
  const [key = ""] = by.split(", ");
  return db.prepare(
    `SELECT ${by === "" ? "" : `${by}, `}${columns} FROM ${table} WHERE visit_id = ?
     ${by === "" ? "" : `GROUP BY ${key}`}`,
  );
}

/** The one and so many times the other. */
function combine<Column extends string>(
  columns: readonly Column[],
  one: Sums<Column>,
  other: Sums<Column> | undefined,
  times: 1 | -1,
): Record<Column, number> {
  return Object.fromEntries(
    columns.map((column) => [column, one[column] + times * (other?.[column] ?? 0)]),
  ) as Record<Column, number>;
}

/** What has changed from rows to others, by the key that both have. */
function changeRows<Key extends string, Column extends string, Row extends Sums<Column>>(
  columns: readonly Column[],
  key: Key,
  now: readonly (Row & Readonly<Record<Key, string>>)[],
  before: readonly (Row & Readonly<Record<Key, string>>)[],
): (Row & Readonly<Record<Key, string>>)[] {
  const known = new Map(before.map((row) => [row[key], row]));
  const names = new Set(now.map((row) => row[key]));
  const none = Object.fromEntries(columns.map((column) => [column, 0])) as Sums<Column>;
  const gone = before.filter((row) => !names.has(row[key])).map((row) => ({ ...row, ...none }));
  return [...now, ...gone]
    .map((row) => ({ ...row, ...combine(columns, row, known.get(row[key]), -1) }))
    .filter((row) => columns.some((column) => row[column] !== 0));
}

function sumDocument({ lines, result: { totals } }: ReceiptContent): Sums<SumColumn> {
  return {
    receipts: 0,
    corrections: 0,
    corrected_minor: 0,
    units: lines.reduce((units, { quantity }) => units + quantity, 0),
    discount_minor: totals.discountMinor,
    deposit_minor: totals.depositMinor,
    net_minor: totals.netMinor,
    tax_minor: totals.taxMinor,
    rounding_minor: totals.roundingMinor ?? 0,
    total_minor: totals.totalMinor,
  };
}

function listSold({ inputs, result }: ReceiptContent): SoldLine[] {
  const categories = new Map(inputs.products.map(({ gtin, category }) => [gtin, category]));
  const { pricesIncludeTax } = inputs.jurisdiction;
  const lines = result.lines.map((line) => ({
    item: nameItem(line),
    gtin: line.gtin,
    name: line.name,
    category: categories.get(line.gtin) ?? null,
    tax_rate: line.taxRate,
    units: line.quantity,
    net_g: (line.weighing?.netG ?? 0) * line.quantity,
    discount_minor: line.discountMinor,
    deposit_minor: line.depositMinor,
    net_minor: pricesIncludeTax ? line.payableMinor - line.taxMinor : line.payableMinor,
    tax_minor: line.taxMinor,
  }));
  const byItem = Map.groupBy(lines, ({ item }) => item);
  return [...byItem.values()].map(([first, ...others]) => {
    let sum: SoldLine = first!;
    for (const one of others) sum = { ...sum, ...combine(LINE_COLUMNS, sum, one, 1) };
    return sum;
  });
}

/** A tax is known by all that a row of it says: JSON of category, rate and label. */
function listTaxes({ result }: ReceiptContent): TaxSum[] {
  return result.taxes.map(({ category, rate, label, netMinor, taxMinor }) => ({
    tax: JSON.stringify([category, rate, label]),
    net_minor: netMinor,
    tax_minor: taxMinor,
  }));
}
