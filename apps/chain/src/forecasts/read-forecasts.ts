/** Forecasts as the API shows them, beside what was seen once a shop has had the version. */
import { isForecastResult } from "@saunter/protocol/chain/forecast";
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import type { ForecastSettings } from "./forecast-settings.ts";
import { judgeForecast } from "./judge-forecast.ts";

const LISTED_MAX = 100;
const DAY_MS = 86_400_000;
/** What was seen is compared with so much time before the version. */
const SEEN_BEFORE_MS = 14 * DAY_MS;

interface Row {
  readonly forecast_id: string;
  readonly roll_out_id: string;
  readonly shop_id: string;
  readonly kind: string;
  readonly version: number;
  readonly visits: number;
  readonly state: "waiting" | "queued" | "running" | "done" | "set-aside";
  readonly reason: string | null;
  readonly progress: number;
  readonly currency: string | null;
  readonly result: unknown;
  readonly made_ms: number;
  readonly done_ms: number | null;
  readonly since_ms: number | null;
}

/** Roll-outs are of the whole chain, so that requests of a part of it cannot read them: by the forecasts' shops. */
export async function readForecasts(
  db: ChainDatabase,
  forecastIds: readonly string[],
  settings: ForecastSettings,
) {
  if (forecastIds.length === 0) return [];
  const { rows } = await sql<Row>`
    SELECT f.forecast_id, f.roll_out_id, f.shop_id, o.kind, o.version, f.visits, f.state,
      f.reason, f.progress, f.task->'layout'->>'currency' AS currency, f.result, f.made_ms,
      f.done_ms, (
        SELECT min(e.at_ms) FROM events e
        WHERE e.shop_id = f.shop_id AND e.stream = 'shop-chain' AND e.type = 'ChainVersionApplied'
          AND e.body->>'kind' = o.kind AND (e.body->>'version')::bigint = o.version) AS since_ms
    FROM forecasts f JOIN roll_outs o USING (roll_out_id)
    WHERE f.forecast_id = ANY (${forecastIds}::text[])
    ORDER BY f.made_ms DESC, f.forecast_id`.execute(db);
  return Promise.all(
    rows.map(async (row) => {
      const result = isForecastResult(row.result) ? row.result : null;
      return {
        ...{ forecastId: row.forecast_id, rollOutId: row.roll_out_id, shopId: row.shop_id },
        ...{ kind: row.kind, version: row.version, visits: row.visits, state: row.state },
        ...{ reason: row.reason, progress: row.progress, currency: row.currency, result },
        verdict: result === null ? null : judgeForecast(result, settings),
        ...{ madeMs: row.made_ms, doneMs: row.done_ms },
        seen: row.since_ms === null ? null : await readSeen(db, row.shop_id, row.since_ms),
      };
    }),
  );
}

/** Those that a request may see, newest first. */
export async function listForecastIds(db: ChainDatabase, shopId: string | null): Promise<string[]> {
  let query = db
    .selectFrom("forecasts")
    .select("forecast_id")
    .orderBy("made_ms", "desc")
    .orderBy("forecast_id")
    .limit(LISTED_MAX);
  if (shopId !== null) query = query.where("shop_id", "=", shopId);
  return (await query.execute()).map((row) => row.forecast_id);
}

async function readSeen(db: ChainDatabase, shopId: string, sinceMs: number) {
  return {
    sinceMs,
    before: await countSeen(db, shopId, sinceMs - SEEN_BEFORE_MS, sinceMs),
    since: await countSeen(db, shopId, sinceMs, Number.MAX_SAFE_INTEGER),
  };
}

interface Seen {
  readonly visits: number;
  readonly reviewed: number;
  readonly audited: number;
  readonly auditedAgreed: number;
}

async function countSeen(
  db: ChainDatabase,
  shopId: string,
  fromMs: number,
  untilMs: number,
): Promise<Seen> {
  const { rows } = await sql<Seen>`
    SELECT v.*, r.* FROM (
      SELECT count(*) AS visits, count(*) FILTER (WHERE r.is_reviewed) AS reviewed
      FROM visits v LEFT JOIN receipts r USING (shop_id, visit_id)
      WHERE v.shop_id = ${shopId} AND v.status = 'closed' AND v.payer <> 'staff'
        AND v.opened_ms >= ${fromMs} AND v.opened_ms < ${untilMs}) v, (
      SELECT count(*) AS audited, count(*) FILTER (WHERE again_agrees) AS "auditedAgreed"
      FROM reviews
      WHERE shop_id = ${shopId} AND again_agrees IS NOT NULL
        AND opened_ms >= ${fromMs} AND opened_ms < ${untilMs}) r`.execute(db);
  return rows[0]!;
}
