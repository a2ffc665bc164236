/**
 * Reports by day, shop and region, of the sums of shops' days. What a figure counts, and on which day, is what it is
 * on the shop's own page of numbers. A day is one of the shop's own time zone. Amounts are whole minor units, and
 * exact however many there are; waits are read of a histogram.
 */
import { type DayRange, findDaysBefore } from "@saunter/commerce/calendar/calendar";
import { type Selectable, sql } from "kysely";
import type { ChainTables } from "../database/chain-tables.ts";
import type { ChainDatabase } from "../database/open-database.ts";
import { DAY_COLUMNS, type DayColumn } from "./day-sums.ts";
import { findWaitMs, listCounts } from "./wait-histogram.ts";

/** What a report has a row for each of; without any, it has one row of all. */
export type ReportGroup = "shop" | "region" | "organisation" | "day";

export interface ReportScope extends DayRange {
  /** Null: all that are seen. */
  readonly shopIds: readonly string[] | null;
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

type SumsRow = Readonly<Record<DayColumn, string>> & {
  readonly shop_id?: string;
  readonly day?: string;
  readonly currency: string;
};

/** Rows in the order of their keys; of a shop without anything on a day there is none. */
export async function readReport(db: ChainDatabase, scope: ReportScope): Promise<ReportRow[]> {
  const { groups } = scope;
  const rows = await readSums(db, scope);
  const isOfPlaces = groups.includes("region") || groups.includes("organisation");
  const places = isOfPlaces ? await readPlaces(db) : new Map<string, Place>();
  const readKey = (row: SumsRow, group: ReportGroup): string | null => {
    if (group === "day") return row.day!;
    if (group === "shop") return row.shop_id!;
    const place = places.get(row.shop_id!);
    return (group === "region" ? place?.region_id : place?.organisation_id) ?? null;
  };
  const byKey = Map.groupBy(rows, (row) =>
    JSON.stringify(groups.map((group) => readKey(row, group))),
  );
  return [...byKey.keys()].sort().map((name) => {
    const key = JSON.parse(name) as (string | null)[];
    const named = Object.fromEntries(groups.map((group, at) => [group, key[at]!]));
    return toRow(named, byKey.get(name)!);
  });
}

/** Of all days of each shop, or of all shops on each day. */
async function readSums(
  db: ChainDatabase,
  { fromDay, groups, shopIds, untilDay }: ReportScope,
): Promise<readonly SumsRow[]> {
  // A plan is made for few days, as the walls hide how many there are: to sort them would take longest of all.
  await sql`SET LOCAL enable_sort = off`.execute(db);
  await sql`SET LOCAL jit = off`.execute(db);
  const isOfShops = groups.some((group) => group !== "day");
  const names = [...(isOfShops ? ["shop_id"] : []), ...(groups.includes("day") ? ["day"] : [])];
  const columns = sql.join([...names, "currency"].map((name) => sql.ref(name)));
  const sums = DAY_COLUMNS.map(
    (column) => sql`sum(${sql.ref(column)})::text AS ${sql.ref(column)}`,
  );
  const ofShops = shopIds === null ? sql`` : sql`AND shop_id = ANY (${[...shopIds]}::text[])`;
  const { rows } = await sql<SumsRow>`
    SELECT ${columns}, ${sql.join(sums)} FROM shop_days
    WHERE day BETWEEN ${fromDay}::date AND ${untilDay}::date ${ofShops}
    GROUP BY ${columns}`.execute(db);
  return rows;
}

type Place = Pick<Selectable<ChainTables["shops"]>, "region_id" | "organisation_id">;

async function readPlaces(db: ChainDatabase): Promise<ReadonlyMap<string, Place>> {
  const shops = await db
    .selectFrom("shops")
    .select(["shop_id", "region_id", "organisation_id"])
    .execute();
  return new Map(shops.map((shop) => [shop.shop_id, shop]));
}

/** Of one key. */
function toRow(key: ReportRow["key"], rows: readonly SumsRow[]): ReportRow {
  const count = (column: DayColumn): number => Number(add(rows, column));
  const [disputes, granted, refused] = [count("disputes"), count("granted"), count("refused")];
  const counts = rows.map(({ waits }) => listCounts(waits));
  const waits = counts[0]!.map((_, step) => counts.reduce((sum, of) => sum + of[step]!, 0));
  const byCurrency = [...Map.groupBy(rows, ({ currency }) => currency)];
  return {
    key,
    sums: byCurrency
      .filter(([, of]) => of.some(hasMoney))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, of]) => toSums(currency, of)),
    ...{ visits: count("visits"), reviewed: count("reviewed") },
    receiptMsMedian: findWaitMs(waits, 0.5),
    receiptMs95: findWaitMs(waits, 0.95),
    disputes: { all: disputes, granted, refused, open: disputes - granted - refused },
    audited: count("audited"),
    auditedAgreed: count("audited_agreed"),
  };
}

function add(rows: readonly SumsRow[], column: DayColumn): bigint {
  return rows.reduce((sum, row) => sum + BigInt(row[column]), 0n);
}

/** Visits and disputes have a currency, too, whether anything was sold in it or not. */
function hasMoney(row: SumsRow): boolean {
  const columns = ["receipts", "corrections", "refunds", "losses"] as const;
  return columns.some((column) => row[column] !== "0");
}

function toSums(currency: string, rows: readonly SumsRow[]): ReportSums {
  return {
    currency,
    receipts: add(rows, "receipts"),
    corrections: add(rows, "corrections"),
    correctedMinor: add(rows, "corrected_minor"),
    units: add(rows, "units"),
    discountMinor: add(rows, "discount_minor"),
    depositMinor: add(rows, "deposit_minor"),
    netMinor: add(rows, "net_minor"),
    taxMinor: add(rows, "tax_minor"),
    roundingMinor: add(rows, "rounding_minor"),
    totalMinor: add(rows, "total_minor"),
    refunds: add(rows, "refunds"),
    refundedMinor: add(rows, "refunded_minor"),
    shrinkageMinor: add(rows, "shrinkage_minor"),
  };
}
