/**
 * What was sold: every document with its lines and taxes, and sums of them, so that a report of a year reads
 * some thousand rows. Sums are by quarters of an hour and by days of UTC: where a day begins depends on the
 * shop's time zone, which no event says; all zones are whole quarters of an hour from UTC.
 */
import type { DatabaseSync } from "node:sqlite";
import {
  type DocumentEvent,
  LINE_COLUMNS,
  postDocument,
  type SoldLine,
  SUM_COLUMNS,
  type SumColumn,
  type Sums,
  TAX_COLUMNS,
  type TaxSum,
} from "@saunter/commerce/receipt/document-rows";
import type { Projection } from "../store/projection.ts";

export const QUARTER_MS = 900_000;
export const UTC_DAY_MS = 86_400_000;

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
  readonly event: DocumentEvent;
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
    const { documentNumber } = event;
    const method = (findMethod.get(visitId)?.method as string | undefined) ?? "";
    const [sumsBefore] = posted.documents.all(visitId) as unknown as Sums<SumColumn>[];
    const { sums, lines, taxes } = postDocument(event, {
      sums: sumsBefore!,
      lines: posted.lines.all(visitId) as unknown as SoldLine[],
      taxes: posted.taxes.all(visitId) as unknown as TaxSum[],
    });
    const values = SUM_COLUMNS.map((column) => sums[column]);
    const kind = event.type === "ReceiptFinalised" ? "receipt" : "correction";
    add.document.run(documentNumber, visitId, kind, method, atMs, position, ...values);
    add.quarter.run(Math.floor(atMs / QUARTER_MS), method, ...values);
    const utcDay = Math.floor(atMs / UTC_DAY_MS);
    for (const line of lines) {
      const { item, gtin, name, category, tax_rate } = line;
      const sold = LINE_COLUMNS.map((column) => line[column]);
      add.line.run(
        ...[documentNumber, item, visitId, atMs],
        ...[gtin, name, category, tax_rate, ...sold],
      );
      add.product.run(utcDay, gtin, name, category, ...sold);
    }
    for (const row of taxes) {
      const taxed = TAX_COLUMNS.map((column) => row[column]);
      add.tax.run(documentNumber, row.tax, visitId, atMs, ...taxed);
      add.dayTax.run(utcDay, row.tax, ...taxed);
    }
  };
}

/** What all documents of a visit so far come to, by some of their columns. */
function prepareSum(db: DatabaseSync, table: string, by: string, sums: readonly string[]) {
  const columns = sums.map((column) => `coalesce(sum(${column}), 0) AS ${column}`).join(", ");
  const [key = ""] = by.split(", ");
  return db.prepare(
    `SELECT ${by === "" ? "" : `${by}, `}${columns} FROM ${table} WHERE visit_id = ?
     ${by === "" ? "" : `GROUP BY ${key}`}`,
  );
}
