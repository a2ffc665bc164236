/** Whether a roll-out may start, by its forecasts. */
import { isForecastKind, isForecastResult } from "@saunter/protocol/chain/forecast";
import type { ChainDatabase } from "../database/open-database.ts";
import type { ForecastSettings } from "./forecast-settings.ts";
import { type ForecastVerdict, findWorst, judgeForecast } from "./judge-forecast.ts";

/** Of a roll-out: what its shops' forecasts say together; missing where they do not say anything yet. */
export type RollOutForecast = ForecastVerdict | "missing";

/** By roll-out; of kinds that are not forecast there is none. */
export async function readRollOutForecasts(
  db: ChainDatabase,
  rollOuts: readonly { readonly rollOutId: string; readonly kind: string }[],
  settings: ForecastSettings,
): Promise<ReadonlyMap<string, RollOutForecast>> {
  const forecast = rollOuts.filter(({ kind }) => isForecastKind(kind));
  if (forecast.length === 0) return new Map();
  const rows = await db
    .selectFrom("forecasts")
    .select(["roll_out_id", "state", "result"])
    .where(
      "roll_out_id",
      "in",
      forecast.map(({ rollOutId }) => rollOutId),
    )
    .execute();
  const byRollOut = Map.groupBy(rows, (row) => row.roll_out_id);
  return new Map(
    forecast.map(({ rollOutId }) => [
      rollOutId,
      judgeAll(byRollOut.get(rollOutId) ?? [], settings),
    ]),
  );
}

interface JudgedRow {
  readonly state: string;
  readonly result: unknown;
}

/** What could not be forecast says nothing, where others do. */
function judgeAll(rows: readonly JudgedRow[], settings: ForecastSettings): RollOutForecast {
  const results = rows.map(({ result }) => result).filter(isForecastResult);
  const isOpen = rows.some(({ state }) => state !== "done" && state !== "set-aside");
  if (results.length === 0 || isOpen) return "missing";
  return findWorst(results.map((result) => judgeForecast(result, settings)));
}
