/**
 * What a document adds to what was sold: a receipt all of it, a correction what it changes. Names are those
 * of the tables' columns, which add up.
 */
import { nameItem } from "../cart/items.ts";
import type { ReceiptContent, ReceiptEvent } from "./events.ts";

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

export type Sums<Column extends string> = Readonly<Record<Column, number>>;
export type SumColumn = (typeof SUM_COLUMNS)[number];
export type SoldLine = Sums<(typeof LINE_COLUMNS)[number]> & {
  readonly item: string;
  readonly gtin: string;
  readonly name: string;
  readonly category: string | null;
  readonly tax_rate: string;
};
export type TaxSum = Sums<(typeof TAX_COLUMNS)[number]> & { readonly tax: string };

/** A receipt's sums, lines and taxes, or what a correction changes of them. */
export interface DocumentRows {
  readonly sums: Sums<SumColumn>;
  readonly lines: readonly SoldLine[];
  readonly taxes: readonly TaxSum[];
}

export type DocumentEvent = Extract<
  ReceiptEvent,
  { type: "ReceiptFinalised" | "ReceiptCorrected" }
>;

/** Nothing is sold yet. */
export const NO_ROWS: DocumentRows = {
  sums: Object.fromEntries(SUM_COLUMNS.map((column) => [column, 0])) as Sums<SumColumn>,
  lines: [],
  taxes: [],
};

/** All that a content says. */
export function listDocumentRows(content: ReceiptContent): DocumentRows {
  return { sums: sumDocument(content), lines: listSold(content), taxes: listTaxes(content) };
}

/** @param before what all documents of the visit so far come to. */
export function postDocument(event: DocumentEvent, before: DocumentRows): DocumentRows {
  const now = listDocumentRows(event.content);
  const sums = combine(SUM_COLUMNS, now.sums, before.sums, -1);
  const counts =
    event.type === "ReceiptFinalised"
      ? { receipts: 1, corrections: 0, corrected_minor: 0 }
      : { receipts: 0, corrections: 1, corrected_minor: sums.total_minor };
  return {
    sums: { ...sums, ...counts },
    lines: changeRows(LINE_COLUMNS, "item", now.lines, before.lines),
    taxes: changeRows(TAX_COLUMNS, "tax", now.taxes, before.taxes),
  };
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
