/**
 * What was sold in a stretch of days, by the documents issued in it: a correction counts where it was issued, so
 * that what a day says never changes once it is over.
 */
import type { DatabaseSync } from "node:sqlite";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type CalendarDay, findHour, listDays } from "@saunter/commerce/calendar/calendar";
import type { PaymentSum, SalesSums, SettlementSums } from "@saunter/commerce/closing/events";
import { LINE_COLUMNS, SUM_COLUMNS, TAX_COLUMNS } from "@saunter/commerce/receipt/document-rows";
import type { LossKind } from "@saunter/commerce/receipt/losses";
import type { TaxRow } from "@saunter/commerce/tax/compute-taxes";
import { prepared } from "../store/prepared.ts";
import { PAYMENT_COLUMNS } from "./payment-tables.ts";
import { QUARTER_MS, UTC_DAY_MS } from "./sales-tables.ts";
import { SETTLEMENT_COLUMNS } from "./settlement-tables.ts";

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}

export interface ProductSales {
  readonly gtin: string;
  readonly name: string;
  readonly category: string | null;
  readonly units: number;
  /** Of goods by weight, net grams; else 0. */
  readonly netG: number;
  readonly discountMinor: number;
  readonly depositMinor: number;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly totalMinor: number;
}

export interface SalesLoss {
  readonly kind: LossKind;
  readonly count: number;
  readonly amountMinor: number;
}

/** Rows that are read at once before others have their turn. */
export const QUARTERS_AT_ONCE = 4000;

/** What the columns are called outside, in their order. */
const SUM_NAMES = [
  "receipts",
  "corrections",
  "correctedMinor",
  "units",
  "discountMinor",
  "depositMinor",
  "netMinor",
  "taxMinor",
  "roundingMinor",
  "totalMinor",
] as const satisfies readonly (keyof SalesSums)[];

/** Sums in the order of `SUM_COLUMNS`, to be added to. */
type Tally = number[];

const makeTally = (): Tally => SUM_COLUMNS.map(() => 0);

function addRow(tally: Tally, row: Readonly<Record<string, unknown>>): void {
  for (const [at, column] of SUM_COLUMNS.entries()) tally[at]! += row[column] as number;
}

function toSums(tally: Readonly<Tally>): SalesSums {
  const entries = SUM_NAMES.map((name, at) => [name, tally[at]]);
  return Object.fromEntries(entries) as unknown as SalesSums;
}

const QUARTERS = `
  SELECT quarter, method, ${SUM_COLUMNS.join(", ")} FROM sales_quarters
  WHERE (quarter, method) > (?, ?) AND quarter < ? ORDER BY quarter, method
  LIMIT ${QUARTERS_AT_ONCE}`;

export interface SalesByTime {
  readonly sums: SalesSums;
  readonly days: readonly (SalesSums & { readonly day: string })[];
  /** By hour of the day, 0 to 23, all days together. */
  readonly hours: readonly (SalesSums & { readonly hour: number })[];
  /** By entry method, what brought the most first. */
  readonly methods: readonly (SalesSums & { readonly method: string })[];
}

/** Sums by day, hour and entry method, of days one after the other. */
export async function readSalesByTime(
  db: DatabaseSync,
  days: readonly CalendarDay[],
  timeZone: string,
): Promise<SalesByTime> {
  const all = makeTally();
  const byDay = days.map(makeTally);
  const byHour = Array.from({ length: 24 }, makeTally);
  const methods = new Map<string, Tally>();
  const untilQuarter = days.at(-1)!.untilMs / QUARTER_MS;
  // After every method of the quarter before.
  let place: [number, string] = [days[0]!.fromMs / QUARTER_MS - 1, "\u{10ffff}"];
  let at = 0;
  for (;;) {
    const rows = prepared(db, QUARTERS).all(...place, untilQuarter);
    for (const row of rows) {
      const quarter = row.quarter as number;
      const method = row.method as string;
      const atMs = quarter * QUARTER_MS;
      while (atMs >= days[at]!.untilMs) at++;
      const ofMethod = methods.get(method) ?? makeTally();
      methods.set(method, ofMethod);
      const ofHour = byHour[findHour(days[at]!, atMs, timeZone)]!;
      for (const tally of [all, byDay[at]!, ofHour, ofMethod]) addRow(tally, row);
      place = [quarter, method];
    }
    if (rows.length < QUARTERS_AT_ONCE) break;
    await nextTurn();
  }
  return {
    sums: toSums(all),
    days: days.map(({ day }, index) => ({ day, ...toSums(byDay[index]!) })),
    hours: byHour.map((tally, hour) => ({ hour, ...toSums(tally) })),
    methods: [...methods]
      .map(([method, tally]) => ({ method, ...toSums(tally) }))
      .sort((a, b) => b.totalMinor - a.totalMinor),
  };
}

/** Whole days of UTC from their sums, and the hours at both ends from the documents. */
function spanValues({ fromMs, untilMs }: Span): number[] {
  const firstDay = Math.ceil(fromMs / UTC_DAY_MS);
  const endDay = Math.max(firstDay, Math.floor(untilMs / UTC_DAY_MS));
  const headEndMs = Math.min(untilMs, firstDay * UTC_DAY_MS);
  const tailMs = Math.max(headEndMs, endDay * UTC_DAY_MS);
  return [firstDay, endDay, fromMs, headEndMs, tailMs, untilMs];
}

const sumOf = (columns: readonly string[]): string =>
  columns.map((column) => `sum(${column}) AS ${column}`).join(", ");

function unite(columns: string, days: string, rows: string): string {
  return `(SELECT utc_day * ${UTC_DAY_MS} AS at, ${columns} FROM ${days}
      WHERE utc_day >= ? AND utc_day < ?
    UNION ALL SELECT at_ms, ${columns} FROM ${rows} WHERE at_ms >= ? AND at_ms < ?
    UNION ALL SELECT at_ms, ${columns} FROM ${rows} WHERE at_ms >= ? AND at_ms < ?)`;
}

// SQLite takes the bare columns from the row that has the maximum: the newest name.
const PRODUCTS = `
  SELECT gtin, name, category, ${sumOf(LINE_COLUMNS)}, max(at) AS at
  FROM ${unite(`gtin, name, category, ${LINE_COLUMNS.join(", ")}`, "sales_products", "sale_lines")}
  GROUP BY gtin ORDER BY sum(net_minor + tax_minor) DESC, gtin`;

/** By product, what brought the most first. */
export function readProductSales(db: DatabaseSync, span: Span): ProductSales[] {
  return prepared(db, PRODUCTS)
    .all(...spanValues(span))
    .map((row) => {
      const number = (name: string): number => row[name] as number;
      return {
        gtin: row.gtin as string,
        name: row.name as string,
        category: row.category as string | null,
        units: number("units"),
        netG: number("net_g"),
        discountMinor: number("discount_minor"),
        depositMinor: number("deposit_minor"),
        netMinor: number("net_minor"),
        taxMinor: number("tax_minor"),
        totalMinor: number("net_minor") + number("tax_minor"),
      };
    });
}

export interface CategorySales {
  /** Null: of no category. */
  readonly category: string | null;
  readonly units: number;
  readonly totalMinor: number;
}

/** What brought the most first. */
export function sumByCategory(products: readonly ProductSales[]): CategorySales[] {
  return [...Map.groupBy(products, ({ category }) => category)]
    .map(([category, rows]) => ({
      category,
      units: rows.reduce((sum, { units }) => sum + units, 0),
      totalMinor: rows.reduce((sum, { totalMinor }) => sum + totalMinor, 0),
    }))
    .sort((a, b) => b.totalMinor - a.totalMinor);
}

const TAXES = `SELECT tax, ${sumOf(TAX_COLUMNS)}
  FROM ${unite(`tax, ${TAX_COLUMNS.join(", ")}`, "sales_taxes", "sale_taxes")} GROUP BY tax`;

export function readTaxSums(db: DatabaseSync, span: Span): TaxRow[] {
  return toTaxRows(prepared(db, TAXES).all(...spanValues(span)));
}

/** Of the documents after one, up to another. */
export function readTaxesOf(
  db: DatabaseSync,
  afterDocument: number,
  lastDocument: number,
): TaxRow[] {
  const sql = `SELECT tax, ${sumOf(TAX_COLUMNS)} FROM sale_taxes
    WHERE document_number > ? AND document_number <= ? GROUP BY tax`;
  return toTaxRows(prepared(db, sql).all(afterDocument, lastDocument));
}

function toTaxRows(rows: readonly Record<string, unknown>[]): TaxRow[] {
  return rows
    .map((row) => {
      const [category, rate, label] = JSON.parse(row.tax as string) as [string, string, string];
      const [netMinor, taxMinor] = [row.net_minor as number, row.tax_minor as number];
      return { category, rate, label, netMinor, taxMinor, grossMinor: netMinor + taxMinor };
    })
    .sort((a, b) => Number(b.rate) - Number(a.rate) || (a.category < b.category ? -1 : 1));
}

export function readSumsOf(
  db: DatabaseSync,
  afterDocument: number,
  lastDocument: number,
): SalesSums {
  const columns = SUM_COLUMNS.map((column) => `coalesce(sum(${column}), 0) AS ${column}`);
  const sql = `SELECT ${columns.join(", ")} FROM sale_documents
    WHERE document_number > ? AND document_number <= ?`;
  const tally = makeTally();
  addRow(tally, prepared(db, sql).get(afterDocument, lastDocument)!);
  return toSums(tally);
}

const PAYMENTS = `SELECT kind, ${sumOf(PAYMENT_COLUMNS)}
  FROM ${unite(`kind, ${PAYMENT_COLUMNS.join(", ")}`, "payments_days", "payment_moves")}
  GROUP BY kind ORDER BY kind`;

export function readPayments(db: DatabaseSync, span: Span): PaymentSum[] {
  return toPaymentSums(prepared(db, PAYMENTS).all(...spanValues(span)));
}

/** Of the journal after a position, up to another. */
export function readPaymentsOf(
  db: DatabaseSync,
  afterPosition: number,
  lastPosition: number,
): PaymentSum[] {
  const sql = `SELECT kind, ${sumOf(PAYMENT_COLUMNS)} FROM payment_moves
    WHERE position > ? AND position <= ? GROUP BY kind ORDER BY kind`;
  return toPaymentSums(prepared(db, sql).all(afterPosition, lastPosition));
}

function toPaymentSums(rows: readonly Record<string, unknown>[]): PaymentSum[] {
  return rows.map((row) => ({
    kind: row.kind as PaymentSum["kind"],
    takenMinor: row.taken_minor as number,
    refundedMinor: row.refunded_minor as number,
    withdrawnMinor: row.withdrawn_minor as number,
  }));
}

/**
 * Of the journal after a position, up to another. Earlier releases closed days without these moves, so that the
 * position alone would count those of a day that is closed.
 */
export function readSettlementOf(
  db: DatabaseSync,
  { afterPosition, fromMs }: { readonly afterPosition: number; readonly fromMs: number },
  lastPosition: number,
): SettlementSums {
  const columns = Object.entries(SETTLEMENT_COLUMNS).map(
    ([column, name]) => `coalesce(sum(${column}), 0) AS ${name}`,
  );
  const sql = `SELECT ${columns.join(", ")} FROM settlement_moves
    WHERE position > ? AND position <= ? AND at_ms >= ?`;
  return {
    ...prepared(db, sql).get(afterPosition, lastPosition, fromMs),
  } as unknown as SettlementSums;
}

/** What was settled for the shopper with nobody knowing better. */
export function readLosses(db: DatabaseSync, { fromMs, untilMs }: Span): SalesLoss[] {
  const sql = `SELECT kind, count(*) AS count, sum(amount_minor) AS amount FROM sale_losses
    WHERE at_ms >= ? AND at_ms < ? AND amount_minor > 0 GROUP BY kind ORDER BY amount DESC`;
  return prepared(db, sql)
    .all(fromMs, untilMs)
    .map((row) => ({
      kind: row.kind as LossKind,
      count: row.count as number,
      amountMinor: row.amount as number,
    }));
}

/** How long facings of each product were empty, ms, by GTIN. */
export function readEmptyMs(
  db: DatabaseSync,
  { fromMs, untilMs }: Span,
  nowMs: number,
): Map<string, number> {
  const endMs = Math.min(untilMs, nowMs);
  const sql = `SELECT gtin, sum(min(coalesce(until_ms, ?2), ?2) - max(from_ms, ?1)) AS empty
    FROM empty_facings WHERE from_ms < ?2 AND (until_ms IS NULL OR until_ms > ?1)
    GROUP BY gtin ORDER BY empty DESC`;
  if (endMs <= fromMs) return new Map();
  return new Map(
    prepared(db, sql)
      .all(fromMs, endMs)
      .map((row) => [row.gtin as string, row.empty as number]),
  );
}

const HOUR_MS = 3_600_000;

export interface DaysOfShop {
  readonly fromDay: string;
  /** It is counted. */
  readonly untilDay: string;
  readonly timeZone: string;
}

/** All sums of some days. */
export async function readSalesPeriod(
  db: DatabaseSync,
  { fromDay, untilDay, timeZone }: DaysOfShop,
  nowMs: number,
) {
  const days = listDays(fromDay, untilDay, timeZone);
  const span = { fromMs: days[0]!.fromMs, untilMs: days.at(-1)!.untilMs };
  const emptyMs = readEmptyMs(db, span, nowMs);
  return {
    fromDay,
    untilDay,
    ...span,
    ...(await readSalesByTime(db, days, timeZone)),
    categories: sumByCategory(readProductSales(db, span)),
    taxes: readTaxSums(db, span),
    payments: readPayments(db, span),
    losses: readLosses(db, span),
    empty: {
      products: emptyMs.size,
      hours: [...emptyMs.values()].reduce((sum, ms) => sum + ms, 0) / HOUR_MS,
    },
  };
}
