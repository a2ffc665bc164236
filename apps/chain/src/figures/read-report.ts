/**
 * Reports by day, shop and region, of the tables that are made of shops' events. What a figure counts, and on
 * which day, is what it is on the shop's own page of numbers. A day is one of the shop's own time zone. Amounts
 * are whole minor units, and exact however many there are.
 */
import { type DayRange, findDaysBefore, listDays } from "@saunter/commerce/calendar/calendar";
import { type RawBuilder, sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";

/** What a report has a row for each of; without any, it has one row of all. */
export type ReportGroup = "shop" | "region" | "organisation" | "day";

export interface ReportScope extends DayRange {
  readonly shopIds: readonly string[];
  readonly groups: readonly ReportGroup[];
  /** Until when facings that are empty have been so. */
  readonly nowMs: number;
}

export interface TaxSums {
  readonly category: string;
  readonly rate: string;
  readonly label: string;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
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
  readonly taxes: readonly TaxSums[];
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
  /** From the exit to the final receipt, where nobody had to look at it; null where there is none. */
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
  /** Facings that have been counted and were empty, those of several adding up. */
  readonly emptyMs: bigint;
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
  shop: "shop_id",
  region: "region_id",
  organisation: "organisation_id",
  day: "day",
};

/** Rows in the order of their keys; of a shop without anything on a day there is none. */
export async function readReport(db: ChainDatabase, scope: ReportScope): Promise<ReportRow[]> {
  const shopDays = await listShopDays(db, scope);
  const columns = scope.groups.map((group) => GROUP_COLUMNS[group]);
  const key = sql`jsonb_build_array(${sql.join(columns.map((name) => sql`d.${sql.ref(name)}`))})`;
  const read = <Row>(query: (parts: QueryParts) => RawBuilder<Row>): Promise<readonly Row[]> =>
    query({ shopDays, key: columns.length === 0 ? sql`'[]'::jsonb` : key })
      .execute(db)
      .then(({ rows }) => rows);
  const parts = await Promise.all([
    read(queryDocuments),
    read(queryTaxes),
    read(queryRefunds),
    read(queryLosses),
    read(queryVisits),
    read(queryDisputes),
    read(queryAudits),
    read((some) => queryEmpty(some, scope.nowMs)),
  ]);
  return joinParts(scope.groups, parts);
}

interface QueryParts {
  /** Rows of shop, region, organisation, day, `from_ms`, `until_ms`. */
  readonly shopDays: RawBuilder<unknown>;
  readonly key: RawBuilder<unknown>;
}

interface Keyed {
  readonly key: readonly (string | null)[];
}

type Texts<Name extends string> = Keyed & Readonly<Record<Name, string>>;

/** When each shop's days begin and end, by its time zone. */
async function listShopDays(
  db: ChainDatabase,
  { fromDay, shopIds, untilDay }: ReportScope,
): Promise<RawBuilder<unknown>> {
  const ids = [...shopIds];
  const zones = await db
    .selectFrom("shops")
    .select("time_zone")
    .distinct()
    .where("shop_id", "=", sql<string>`ANY (${ids}::text[])`)
    .execute();
  const days = zones.flatMap(({ time_zone }) =>
    listDays(fromDay, untilDay, time_zone).map((one) => ({ ...one, time_zone })),
  );
  return sql`(
    SELECT s.shop_id, s.region_id, s.organisation_id, z.day, z.from_ms, z.until_ms
    FROM shops s JOIN unnest(
      ${days.map(({ time_zone }) => time_zone)}::text[], ${days.map(({ day }) => day)}::text[],
      ${days.map(({ fromMs }) => fromMs)}::bigint[], ${days.map(({ untilMs }) => untilMs)}::bigint[]
    ) AS z (time_zone, day, from_ms, until_ms) USING (time_zone)
    WHERE s.shop_id = ANY (${ids}::text[])
  ) AS d`;
}

/** Rows of a table that are of the days, by a column with their time. */
function joinDays({ shopDays }: QueryParts, table: string, time: string): RawBuilder<unknown> {
  return sql`${shopDays} JOIN ${sql.table(table)} t ON t.shop_id = d.shop_id
    AND t.${sql.ref(time)} >= d.from_ms AND t.${sql.ref(time)} < d.until_ms`;
}

const SUM_NAMES = {
  receipts: "receipts",
  corrections: "corrections",
  correctedMinor: "corrected_minor",
  units: "units",
  discountMinor: "discount_minor",
  depositMinor: "deposit_minor",
  netMinor: "net_minor",
  taxMinor: "tax_minor",
  roundingMinor: "rounding_minor",
  totalMinor: "total_minor",
} as const;
type SumName = keyof typeof SUM_NAMES;
const SUMS = Object.keys(SUM_NAMES) as SumName[];

function queryDocuments(parts: QueryParts): RawBuilder<Texts<SumName | "currency">> {
  const sums = SUMS.map(
    (name) => sql`sum(t.${sql.ref(SUM_NAMES[name])})::text AS ${sql.ref(name)}`,
  );
  return sql`
    SELECT ${parts.key} AS key, t.currency, ${sql.join(sums)}
    FROM ${joinDays(parts, "receipt_documents", "at_ms")} GROUP BY 1, 2 ORDER BY 1, 2`;
}

type TaxText = Texts<"currency" | "category" | "rate" | "label" | "netMinor" | "taxMinor">;

function queryTaxes(parts: QueryParts): RawBuilder<TaxText> {
  return sql`
    SELECT ${parts.key} AS key, t.currency, t.category, t.rate, t.label,
      sum(t.net_minor)::text AS "netMinor", sum(t.tax_minor)::text AS "taxMinor"
    FROM ${joinDays(parts, "receipt_taxes", "at_ms")}
    GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5`;
}

function queryRefunds(parts: QueryParts): RawBuilder<Texts<"currency" | "count" | "amount">> {
  return sql`
    SELECT ${parts.key} AS key, t.currency, count(*)::text AS count,
      sum(t.amount_minor)::text AS amount
    FROM ${joinDays(parts, "refunds", "at_ms")} GROUP BY 1, 2 ORDER BY 1, 2`;
}

function queryLosses(parts: QueryParts): RawBuilder<Texts<"currency" | "amount">> {
  return sql`
    SELECT key, currency, sum(amount_minor)::text AS amount FROM (
      SELECT ${parts.key} AS key, t.currency, t.amount_minor
      FROM ${joinDays(parts, "losses", "at_ms")}
      UNION ALL SELECT ${parts.key} AS key, t.currency, t.amount_minor
      FROM ${joinDays(parts, "forgiven_debts", "at_ms")}
    ) AS lost GROUP BY 1, 2 ORDER BY 1, 2`;
}

interface VisitCounts extends Keyed {
  readonly visits: number;
  readonly reviewed: number;
  readonly receiptMsMedian: number | null;
  readonly receiptMs95: number | null;
}

/** The nearest rank: a value that there was. */
function queryVisits(parts: QueryParts): RawBuilder<VisitCounts> {
  const rank = (share: number) => sql`
    percentile_disc(${sql.lit(share)}) WITHIN GROUP (ORDER BY r.final_ms - t.closed_ms)
    FILTER (WHERE NOT r.is_reviewed AND r.final_ms IS NOT NULL)`;
  return sql`
    SELECT ${parts.key} AS key, count(*) AS visits,
      count(*) FILTER (WHERE r.is_reviewed) AS reviewed,
      ${rank(0.5)} AS "receiptMsMedian", ${rank(0.95)} AS "receiptMs95"
    FROM ${joinDays(parts, "visits", "opened_ms")}
    LEFT JOIN receipts r ON r.shop_id = t.shop_id AND r.visit_id = t.visit_id
    WHERE t.status = 'closed' AND t.payer <> 'staff' GROUP BY 1 ORDER BY 1`;
}

function queryDisputes(parts: QueryParts): RawBuilder<Keyed & ReportRow["disputes"]> {
  return sql`
    SELECT ${parts.key} AS key, count(*) AS all,
      count(*) FILTER (WHERE t.status = 'granted') AS granted,
      count(*) FILTER (WHERE t.status = 'refused') AS refused,
      count(*) FILTER (WHERE t.status = 'open') AS open
    FROM ${joinDays(parts, "disputes", "disputed_ms")} GROUP BY 1 ORDER BY 1`;
}

function queryAudits(
  parts: QueryParts,
): RawBuilder<Keyed & { readonly audited: number; readonly auditedAgreed: number }> {
  return sql`
    SELECT ${parts.key} AS key, count(*) AS audited,
      count(*) FILTER (WHERE t.again_agrees) AS "auditedAgreed"
    FROM ${joinDays(parts, "reviews", "opened_ms")}
    WHERE t.again_agrees IS NOT NULL GROUP BY 1 ORDER BY 1`;
}

function queryEmpty(parts: QueryParts, nowMs: number): RawBuilder<Texts<"emptyMs">> {
  return sql`
    SELECT ${parts.key} AS key, sum(least(coalesce(t.until_ms, ${nowMs}::bigint),
      d.until_ms, ${nowMs}::bigint) - greatest(t.from_ms, d.from_ms))::text AS "emptyMs"
    FROM ${parts.shopDays} JOIN empty_facings t ON t.shop_id = d.shop_id
      AND t.from_ms < least(d.until_ms, ${nowMs}::bigint)
      AND coalesce(t.until_ms, ${nowMs}::bigint) > d.from_ms
    GROUP BY 1 ORDER BY 1`;
}

type Parts = readonly [
  documents: readonly Texts<SumName | "currency">[],
  taxes: readonly TaxText[],
  refunds: readonly Texts<"currency" | "count" | "amount">[],
  losses: readonly Texts<"currency" | "amount">[],
  visits: readonly VisitCounts[],
  disputes: readonly (Keyed & ReportRow["disputes"])[],
  audits: readonly (Keyed & { readonly audited: number; readonly auditedAgreed: number })[],
  empty: readonly Texts<"emptyMs">[],
];

function byKey<Row extends Keyed>(rows: readonly Row[]): Map<string, Row[]> {
  return Map.groupBy(rows, ({ key }) => JSON.stringify(key));
}

function joinParts(groups: readonly ReportGroup[], parts: Parts): ReportRow[] {
  const documents = byKey(parts[0]);
  const taxes = byKey(parts[1]);
  const refunds = byKey(parts[2]);
  const losses = byKey(parts[3]);
  const visits = byKey(parts[4]);
  const disputes = byKey(parts[5]);
  const audits = byKey(parts[6]);
  const empty = byKey(parts[7]);
  const named = [documents, refunds, losses, visits, disputes, audits, empty];
  const names = new Set(named.flatMap((rows) => [...rows.keys()]));
  return [...names].sort().map((name) => {
    const key = JSON.parse(name) as (string | null)[];
    const [seen] = visits.get(name) ?? [];
    const [disputed] = disputes.get(name) ?? [];
    const [audit] = audits.get(name) ?? [];
    const { all = 0, granted = 0, refused = 0, open = 0 } = disputed ?? {};
    return {
      key: Object.fromEntries(groups.map((group, at) => [group, key[at] ?? null])),
      sums: joinSums(
        documents.get(name) ?? [],
        taxes.get(name) ?? [],
        refunds.get(name) ?? [],
        losses.get(name) ?? [],
      ),
      visits: seen?.visits ?? 0,
      reviewed: seen?.reviewed ?? 0,
      receiptMsMedian: seen?.receiptMsMedian ?? null,
      receiptMs95: seen?.receiptMs95 ?? null,
      disputes: { all, granted, refused, open },
      audited: audit?.audited ?? 0,
      auditedAgreed: audit?.auditedAgreed ?? 0,
      emptyMs: BigInt(empty.get(name)?.[0]?.emptyMs ?? 0),
    };
  });
}

function joinSums(
  documents: Parts[0],
  taxes: Parts[1],
  refunds: Parts[2],
  losses: Parts[3],
): ReportSums[] {
  const currencies = new Set([...documents, ...refunds, ...losses].map((row) => row.currency));
  return [...currencies].sort().map((currency): ReportSums => {
    const is = (row: { readonly currency: string }): boolean => row.currency === currency;
    const sold = documents.find(is);
    const refunded = refunds.find(is);
    const sums = Object.fromEntries(SUMS.map((name) => [name, BigInt(sold?.[name] ?? 0)]));
    return {
      currency,
      ...(sums as Record<SumName, bigint>),
      taxes: taxes.filter(is).map(({ category, label, netMinor, rate, taxMinor }) => ({
        ...{ category, rate, label, netMinor: BigInt(netMinor), taxMinor: BigInt(taxMinor) },
      })),
      refunds: BigInt(refunded?.count ?? 0),
      refundedMinor: BigInt(refunded?.amount ?? 0),
      shrinkageMinor: BigInt(losses.find(is)?.amount ?? 0),
    };
  });
}
