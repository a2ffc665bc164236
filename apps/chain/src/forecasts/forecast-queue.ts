/**
 * The queue that workers take forecasts from. A worker has a forecast for the time of a lease, which it renews as it
 * goes on; where it ends, another worker has it. Leases are of the database's clock, so that clocks of workers do not
 * matter.
 */
import {
  type ForecastResult,
  type ForecastTask,
  isForecastTask,
} from "@saunter/protocol/chain/forecast";
import { type RawBuilder, sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";

export interface TakenForecast {
  readonly forecastId: string;
  readonly shopId: string;
  readonly task: ForecastTask;
}

/** Workers that end over the same forecast end because of it. */
export const ATTEMPTS_MAX = 3;
const REASON_CHARS_MAX = 2000;

const databaseMs = sql<number>`(extract(epoch FROM clock_timestamp()) * 1000)::bigint`;

/** The one that waits longest; null where none waits. Each is given to one worker at a time. */
export async function takeForecast(
  db: ChainDatabase,
  worker: string,
  leaseMs: number,
): Promise<TakenForecast | null> {
  await setAsideDeadly(db);
  const { rows } = await sql<{ forecast_id: string; shop_id: string; task: unknown }>`
    UPDATE forecasts SET state = 'running', lease_worker = ${worker}, attempts = attempts + 1,
      progress = 0, reason = NULL, lease_until_ms = ${databaseMs} + ${leaseMs}::bigint
    WHERE forecast_id = (
      SELECT forecast_id FROM forecasts JOIN roll_outs USING (roll_out_id)
      WHERE (forecasts.state = 'queued'
          OR (forecasts.state = 'running' AND lease_until_ms < ${databaseMs}
            AND attempts < ${ATTEMPTS_MAX}))
        -- What was taken back is of no interest.
        AND roll_outs.state <> 'back'
      ORDER BY made_ms, forecast_id LIMIT 1
      FOR UPDATE OF forecasts SKIP LOCKED)
    RETURNING forecast_id, shop_id, task`.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { forecast_id: forecastId, shop_id: shopId, task } = row;
  if (isForecastTask(task)) return { forecastId, shopId, task };
  await setAside(db, { forecastId, worker }, "this version of Saunter cannot read its task");
  return takeForecast(db, worker, leaseMs);
}

async function setAsideDeadly(db: ChainDatabase): Promise<void> {
  const reason = `${ATTEMPTS_MAX} workers ended while they made it`;
  await db
    .updateTable("forecasts")
    .set({ state: "set-aside", reason, lease_worker: null, lease_until_ms: null })
    .where("state", "=", "running")
    .where("lease_until_ms", "<", databaseMs)
    .where("attempts", ">=", ATTEMPTS_MAX)
    .execute();
}

export interface Lease {
  readonly forecastId: string;
  readonly worker: string;
}

/** False where the lease is another worker's by now: then the forecast is no longer this worker's to make. */
export function renewForecast(
  db: ChainDatabase,
  lease: Lease,
  progress: number,
  leaseMs: number,
): Promise<boolean> {
  const untilMs = sql`${databaseMs} + ${leaseMs}::bigint`;
  return write(db, lease, sql`progress = ${progress}, lease_until_ms = ${untilMs}`);
}

const unlease = sql`lease_worker = NULL, lease_until_ms = NULL`;

/** False where the lease is another worker's by now: the result is not kept. */
export function finishForecast(
  db: ChainDatabase,
  lease: Lease,
  result: ForecastResult,
): Promise<boolean> {
  const text = JSON.stringify(result);
  const done = sql`state = 'done', progress = 1, result = ${text}::json, done_ms = ${databaseMs}`;
  return write(db, lease, sql`${done}, ${unlease}`);
}

/** Whoever had it has been asked to end: another has it at once. */
export function releaseForecast(db: ChainDatabase, lease: Lease): Promise<boolean> {
  return write(db, lease, sql`state = 'queued', attempts = attempts - 1, progress = 0, ${unlease}`);
}

/** It cannot be made, and why: nobody takes it again until somebody asks for it. */
export function setAside(db: ChainDatabase, lease: Lease, reason: string): Promise<boolean> {
  const words = reason.slice(0, REASON_CHARS_MAX);
  return write(db, lease, sql`state = 'set-aside', reason = ${words}, ${unlease}`);
}

async function write(
  db: ChainDatabase,
  { forecastId, worker }: Lease,
  values: RawBuilder<unknown>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE forecasts SET ${values}
    WHERE forecast_id = ${forecastId} AND state = 'running' AND lease_worker = ${worker}`.execute(
    db,
  );
  return (numAffectedRows ?? 0n) > 0n;
}
