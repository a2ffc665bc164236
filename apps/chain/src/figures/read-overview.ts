/** All shops at a glance, for whoever sees them: a fixed number of look-ups a shop. */
import { findDay, startOfDay } from "@saunter/commerce/calendar/calendar";
import type { ShopHealth } from "@saunter/protocol/chain/http/overview-routes";
import { sql } from "kysely";
import type { ChainTransaction } from "../database/open-database.ts";

/** A shop is asked every few seconds. */
const SILENT_MS = 60_000;
const BEHIND_MS = 60_000;
const AUDIT_MS = 30 * 86_400_000;

export interface OverviewRow {
  readonly shopId: string;
  readonly name: string;
  readonly organisationId: string;
  readonly regionId: string | null;
  readonly regionName: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  readonly consoleUrl: string | null;
  readonly position: number;
  readonly positionMs: number;
  readonly seenMs: number | null;
  readonly shopPosition: number | null;
  readonly version: string | null;
  readonly setAside: number;
  readonly openAlerts: number;
  readonly currency: string | null;
  readonly salesMinor: number;
  readonly receipts: number;
  readonly reviewed: number;
  readonly audited: number;
  readonly auditedAgreed: number;
}

/** Of the shops that the transaction sees, by id. Today is what it is by each shop's clock. */
export async function readOverview(
  tx: ChainTransaction,
  nowMs: number,
): Promise<readonly OverviewRow[]> {
  const zones = await tx.selectFrom("shops").select("time_zone").distinct().execute();
  const days = zones.map(({ time_zone }) => ({
    zone: time_zone,
    fromMs: startOfDay(findDay(nowMs, time_zone), time_zone),
  }));
  const { rows } = await sql<OverviewRow>`
    SELECT s.shop_id AS "shopId", s.name, s.organisation_id AS "organisationId",
      s.region_id AS "regionId", g.name AS "regionName", s.latitude, s.longitude,
      s.console_url AS "consoleUrl", u.position, u.at_ms AS "positionMs", st.seen_ms AS "seenMs",
      st.position AS "shopPosition", st.version, aside.count AS "setAside",
      open.count AS "openAlerts", sold.currency, coalesce(sold.total, 0)::bigint AS "salesMinor",
      drafted.count AS receipts, drafted.reviewed, audit.count AS audited,
      audit.agreed AS "auditedAgreed"
    FROM shops s
    JOIN unnest(${days.map(({ zone }) => zone)}::text[], ${days.map(({ fromMs }) => fromMs)}::bigint[])
      AS day (zone, from_ms) ON day.zone = s.time_zone
    JOIN up_heads u ON u.shop_id = s.shop_id
    LEFT JOIN shop_states st ON st.shop_id = s.shop_id
    LEFT JOIN regions g ON g.region_id = s.region_id
    CROSS JOIN LATERAL (
      SELECT count(*) FROM set_aside a WHERE a.shop_id = s.shop_id AND a.dismissed_ms IS NULL
    ) aside
    CROSS JOIN LATERAL (
      SELECT count(*) FROM alerts a WHERE a.shop_id = s.shop_id AND a.cleared_ms IS NULL
    ) open
    CROSS JOIN LATERAL (
      SELECT max(d.currency) AS currency, sum(d.total_minor) AS total
      FROM receipt_documents d WHERE d.shop_id = s.shop_id AND d.at_ms >= day.from_ms
    ) sold
    CROSS JOIN LATERAL (
      SELECT count(*), count(*) FILTER (WHERE r.is_reviewed) AS reviewed
      FROM receipts r WHERE r.shop_id = s.shop_id AND r.drafted_ms >= day.from_ms
    ) drafted
    CROSS JOIN LATERAL (
      SELECT count(*), count(*) FILTER (WHERE v.again_agrees) AS agreed
      FROM reviews v WHERE v.shop_id = s.shop_id AND v.again_agrees IS NOT NULL
        AND v.opened_ms >= ${nowMs - AUDIT_MS}::bigint
    ) audit
    ORDER BY s.shop_id`.execute(tx);
  return rows;
}

export interface ShopLag {
  readonly health: ShopHealth;
  readonly behindEvents: number;
  readonly behindMs: number;
}

/** How far the chain is behind a shop, and what that means. */
export function findLag(
  row: Pick<OverviewRow, "position" | "positionMs" | "seenMs" | "shopPosition">,
  nowMs: number,
): ShopLag {
  const { position, positionMs, seenMs, shopPosition } = row;
  const behindEvents = Math.max(0, (shopPosition ?? position) - position);
  const behindMs = behindEvents === 0 ? 0 : Math.max(0, nowMs - positionMs);
  const lag = { behindEvents, behindMs };
  if (seenMs === null) return { health: "never-seen", ...lag };
  if (nowMs - seenMs > SILENT_MS) return { health: "silent", ...lag };
  return { health: behindMs > BEHIND_MS ? "behind" : "ok", ...lag };
}
