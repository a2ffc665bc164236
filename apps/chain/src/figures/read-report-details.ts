/** What reports read of the figures' rows themselves: taxes by rate, and how long facings were empty. */
import { listDays } from "@saunter/commerce/calendar/calendar";
import { type RawBuilder, sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import type { ReportScope } from "./read-report.ts";

type RowsScope = Pick<ReportScope, "fromDay" | "untilDay"> & {
  readonly shopIds: readonly string[];
};

export interface TaxSums {
  readonly currency: string;
  readonly category: string;
  readonly rate: string;
  readonly label: string;
  readonly netMinor: bigint;
  readonly taxMinor: bigint;
}

type TaxText = {
  readonly [Name in keyof TaxSums]: string;
};

export async function readTaxReport(db: ChainDatabase, scope: RowsScope): Promise<TaxSums[]> {
  const { rows } = await sql<TaxText>`
    SELECT t.currency, t.category, t.rate, t.label,
      sum(t.net_minor)::text AS "netMinor", sum(t.tax_minor)::text AS "taxMinor"
    FROM ${await listShopDays(db, scope)} JOIN receipt_taxes t ON t.shop_id = d.shop_id
      AND t.at_ms >= d.from_ms AND t.at_ms < d.until_ms
    GROUP BY t.currency, t.category, t.rate, t.label
    ORDER BY t.currency, t.category, t.rate, t.label`.execute(db);
  return rows.map(({ netMinor, taxMinor, ...tax }) => ({
    ...{ ...tax, netMinor: BigInt(netMinor), taxMinor: BigInt(taxMinor) },
  }));
}

/** By day, facings that have been counted and were empty, those of several adding up. @param nowMs until when. */
export async function readEmptyReport(
  db: ChainDatabase,
  scope: RowsScope,
  nowMs: number,
): Promise<Map<string, bigint>> {
  const { rows } = await sql<{ day: string; emptyMs: string }>`
    SELECT d.day, sum(least(coalesce(t.until_ms, ${nowMs}::bigint),
      d.until_ms, ${nowMs}::bigint) - greatest(t.from_ms, d.from_ms))::text AS "emptyMs"
    FROM ${await listShopDays(db, scope)} JOIN empty_facings t ON t.shop_id = d.shop_id
      AND t.from_ms < least(d.until_ms, ${nowMs}::bigint)
      AND coalesce(t.until_ms, ${nowMs}::bigint) > d.from_ms
    GROUP BY d.day ORDER BY d.day`.execute(db);
  return new Map(rows.map(({ day, emptyMs }) => [day, BigInt(emptyMs)]));
}

/** When each shop's days begin and end, by its time zone. */
async function listShopDays(
  db: ChainDatabase,
  { fromDay, shopIds, untilDay }: RowsScope,
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
    SELECT s.shop_id, z.day, z.from_ms, z.until_ms
    FROM shops s JOIN unnest(
      ${days.map(({ time_zone }) => time_zone)}::text[], ${days.map(({ day }) => day)}::text[],
      ${days.map(({ fromMs }) => fromMs)}::bigint[], ${days.map(({ untilMs }) => untilMs)}::bigint[]
    ) AS z (time_zone, day, from_ms, until_ms) USING (time_zone)
    WHERE s.shop_id = ANY (${ids}::text[])
  ) AS d`;
}
