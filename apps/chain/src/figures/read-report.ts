/**
 * Reports by day, shop and region, of the sums of shops' days. What a figure counts, and on which day, is what it is
 * on the shop's own page of numbers. A day is one of the shop's own time zone. Amounts are whole minor units, and
 * exact however many there are; waits are read of a histogram.
 */
import { type DayRange, findDaysBefore } from "@saunter/commerce/calendar/calendar";
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import { DAY_COLUMNS, type DayColumn } from "./day-sums.ts";
import { findWaitMs } from "./wait-histogram.ts";

/** What a report has a row for each of; without any, it has one row of all. */
export type ReportGroup = "shop" | "region" | "organisation" | "day";

export interface ReportScope extends DayRange {
  readonly shopIds: readonly string[];
  readonly groups: readonly ReportGroup[];
}

/** Money, by currency. */
export interface ReportSums {
  readonly currency: string;
  readonly receipts: bigint;
  readonly corrections: bigint;
  readonly correctedMinor: bigint;
  readonly units: bigint;
  readonly discountMinor: bigint;
  readonly depositMinor: bigint;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
  readonly roundingMinor: bigint;
  /** Sales: totals of receipts and corrections. */
  readonly totalMinor: bigint;
  /** Amounts and lines that staff refunded. */
  readonly refunds: bigint;
  readonly refundedMinor: bigint;
  /** What was settled for the shopper with nobody knowing better. */
  readonly shrinkageMinor: bigint;
}

export interface ReportRow {
  /** By the groups that were asked for; null of shops without a region. */
  readonly key: { readonly [Group in ReportGroup]?: string | null };
  readonly sums: readonly ReportSums[];
  /** Visits of shoppers that have ended, and those of them that a person had to look at. */
  readonly visits: number;
  readonly reviewed: number;
  /**
   * From the exit to the final receipt, where nobody had to look at it, as near as a histogram of waits has it; null
   * where there is none.
   */
  readonly receiptMsMedian: number | null;
  readonly receiptMs95: number | null;
  readonly disputes: {
    readonly all: number;
    readonly granted: number;
    readonly refused: number;
    readonly open: number;
  };
  /** Interactions that two reviewers decided without knowing of one another, and those they agreed on. */
  readonly audited: number;
  readonly auditedAgreed: number;
}

export interface ComparedReport {
  readonly period: DayRange;
  readonly rows: readonly ReportRow[];
  readonly before: { readonly period: DayRange; readonly rows: readonly ReportRow[] };
}

/** A report beside that of the days before: the same weekdays, or those of a year before. */
export async function compareReports(
  db: ChainDatabase,
  scope: ReportScope,
  compare: "weekdays" | "year",
): Promise<ComparedReport> {
  const before = findDaysBefore(scope, compare);
  const { fromDay, untilDay } = scope;
  return {
    period: { fromDay, untilDay },
    rows: await readReport(db, scope),
    before: { period: before, rows: await readReport(db, { ...scope, ...before }) },
  };
}

const GROUP_COLUMNS: Readonly<Record<ReportGroup, string>> = {
  shop: "d.shop_id",
  region: "s.region_id",
  organisation: "s.organisation_id",
  day: "d.day",
};

type SumsRow = Readonly<Record<DayColumn, string>> & {
  readonly key: readonly (string | null)[];
  readonly currency: string;
};

/** Rows in the order of their keys; of a shop without anything on a day there is none. */
export async function readReport(db: ChainDatabase, scope: ReportScope): Promise<ReportRow[]> {
  const { fromDay, groups, shopIds, untilDay } = scope;
  // Compiling a plan takes longer than to run it.
  await sql`SET LOCAL jit = off`.execute(db);
  const columns = groups.map((group) => sql.ref(GROUP_COLUMNS[group]));
  const key =
    columns.length === 0 ? sql`'[]'::jsonb` : sql`jsonb_build_array(${sql.join(columns)})`;
  const sums = DAY_COLUMNS.map(
    (column) => sql`sum(d.${sql.ref(column)})::text AS ${sql.ref(column)}`,
  );
  const { rows } = await sql<SumsRow>`
    SELECT ${key} AS key, d.currency, ${sql.join(sums)}
    FROM shop_days d JOIN shops s ON s.shop_id = d.shop_id
    WHERE d.shop_id = ANY (${[...shopIds]}::text[])
      AND d.day BETWEEN ${fromDay}::date AND ${untilDay}::date
    GROUP BY ${sql.join([...columns, sql.ref("d.currency")])}`.execute(db);
  const byKey = Map.groupBy(rows, (row) => JSON.stringify(row.key));
  return [...byKey.keys()].sort().map((name) => toRow(groups, byKey.get(name)!));
}

/** Of one key, by currency. */
function toRow(groups: readonly ReportGroup[], rows: readonly SumsRow[]): ReportRow {
  const { key } = rows[0]!;
  const add = (column: DayColumn): bigint =>
    rows.reduce((sum, row) => sum + BigInt(row[column]), 0n);
  const count = (column: DayColumn): number => Number(add(column));
  const [disputes, granted, refused] = [count("disputes"), count("granted"), count("refused")];
  const waits = add("waits");
  return {
    key: Object.fromEntries(groups.map((group, at) => [group, key[at] ?? null])),
    sums: rows
      .filter(hasMoney)
      .map(toSums)
      .sort((a, b) => (a.currency < b.currency ? -1 : 1)),
    ...{ visits: count("visits"), reviewed: count("reviewed") },
    receiptMsMedian: findWaitMs(waits, 0.5),
    receiptMs95: findWaitMs(waits, 0.95),
    disputes: { all: disputes, granted, refused, open: disputes - granted - refused },
    audited: count("audited"),
    auditedAgreed: count("audited_agreed"),
  };
}

/** Visits and disputes have a currency, too, whether anything was sold in it or not. */
function hasMoney(row: SumsRow): boolean {
  const columns = ["receipts", "corrections", "refunds", "losses"] as const;
  return columns.some((column) => row[column] !== "0");
}

function toSums(row: SumsRow): ReportSums {
  return {
    currency: row.currency,
    receipts: BigInt(row.receipts),
    corrections: BigInt(row.corrections),
    correctedMinor: BigInt(row.corrected_minor),
    units: BigInt(row.units),
    discountMinor: BigInt(row.discount_minor),
    depositMinor: BigInt(row.deposit_minor),
    netMinor: BigInt(row.net_minor),
    taxMinor: BigInt(row.tax_minor),
    roundingMinor: BigInt(row.rounding_minor),
    totalMinor: BigInt(row.total_minor),
    refunds: BigInt(row.refunds),
    refundedMinor: BigInt(row.refunded_minor),
    shrinkageMinor: BigInt(row.shrinkage_minor),
  };
}
