/** What the database says of the chain, for Prometheus. */
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import { PROJECTIONS } from "../figures/projector.ts";
import { readOpenReviews } from "../reviews/read-review-statistics.ts";

export interface ChainCounts {
  readonly shops: number;
  readonly shopsSilent: number;
  readonly shopsBehind: number;
  readonly behindEvents: number;
  readonly waitingRows: number;
  readonly setAside: number;
  readonly copyStrays: number;
  readonly reviewsOpen: number;
  readonly reviewsDueWithinHour: number;
  readonly reviewsOldestMs: number | null;
  readonly figuresBehindEvents: number;
  readonly figureFaults: number;
  readonly balancesBehindEvents: number;
  readonly webhooksPending: number;
  readonly webhooksDead: number;
  readonly alertsOpen: number;
  readonly alertsUnacknowledged: number;
  readonly noticesPending: number;
  readonly auditPosition: number;
  readonly databaseBytes: number;
  readonly furthestBehind: readonly { readonly shop: string; readonly events: number }[];
}

/** A shop that has not answered for so long counts as silent. */
const SILENT_MS = 5 * 60_000;
/** Shops that are named: a chain may have thousands. */
export const BEHIND_SHOPS_MAX = 20;

/** Rejects where the database does not answer. */
export async function readCounts(db: ChainDatabase, nowMs: number): Promise<ChainCounts> {
  const names = PROJECTIONS.map(({ name }) => name);
  const behind = sql`
    SELECT u.shop_id, greatest(0, coalesce(s.position, 0) - u.position) AS events
    FROM up_heads u LEFT JOIN shop_states s ON s.shop_id = u.shop_id`;
  const [counts, furthest, reviews] = await Promise.all([
    sql<Omit<ChainCounts, "furthestBehind" | `reviews${string}`>>`
      SELECT
        (SELECT count(*) FROM shops) AS shops,
        (SELECT count(*) FROM shops) - (
          SELECT count(*) FROM shop_states WHERE seen_ms > ${nowMs - SILENT_MS}::bigint
        ) AS "shopsSilent",
        (SELECT count(*) FROM (${behind}) b WHERE b.events > 0) AS "shopsBehind",
        (SELECT coalesce(sum(b.events), 0)::bigint FROM (${behind}) b) AS "behindEvents",
        (SELECT count(*) FROM waiting_rows) AS "waitingRows",
        (SELECT count(*) FROM set_aside WHERE dismissed_ms IS NULL) AS "setAside",
        (SELECT coalesce(sum(removed), 0)::bigint FROM copy_strays) AS "copyStrays",
        (SELECT coalesce(max(late.events), 0)::bigint FROM (
          SELECT sum(greatest(0, u.position - coalesce(f.position, 0))) AS events
          FROM up_heads u CROSS JOIN unnest(${names}::text[]) AS p (name)
          LEFT JOIN figure_heads f ON f.shop_id = u.shop_id AND f.projection = p.name
          GROUP BY p.name
        ) late) AS "figuresBehindEvents",
        (SELECT count(*) FROM figure_faults) AS "figureFaults",
        (SELECT coalesce(sum(greatest(0, u.position - coalesce(b.position, 0))), 0)::bigint
          FROM up_heads u LEFT JOIN balance_heads b ON b.shop_id = u.shop_id
        ) AS "balancesBehindEvents",
        (SELECT count(*) FROM webhook_deliveries WHERE status = 'pending') AS "webhooksPending",
        (SELECT count(*) FROM webhook_deliveries WHERE status = 'dead') AS "webhooksDead",
        (SELECT count(*) FROM chain_alerts WHERE ended_ms IS NULL) AS "alertsOpen",
        (SELECT count(*) FROM chain_alerts
          WHERE ended_ms IS NULL AND acknowledged_ms IS NULL) AS "alertsUnacknowledged",
        (SELECT count(*) FROM chain_alert_notices WHERE status = 'pending'
          AND (attempts > 0 OR next_ms <= ${nowMs}::bigint)) AS "noticesPending",
        (SELECT position FROM audit_head) AS "auditPosition",
        pg_database_size(current_database()) AS "databaseBytes"`.execute(db),
    sql<{ shop: string; events: number }>`
      SELECT b.shop_id AS shop, b.events FROM (${behind}) b WHERE b.events > 0
      ORDER BY b.events DESC, b.shop_id LIMIT ${BEHIND_SHOPS_MAX}`.execute(db),
    readOpenReviews(db, nowMs),
  ]);
  return {
    ...counts.rows[0]!,
    furthestBehind: furthest.rows,
    reviewsOpen: reviews.open,
    reviewsDueWithinHour: reviews.dueWithinHour,
    reviewsOldestMs: reviews.openedMs,
  };
}
