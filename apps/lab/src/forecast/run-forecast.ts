/** Runs a forecast on all cores. The same task gives the same figures. */

import { createRandom } from "@saunter/numerics/random";
import { mean } from "@saunter/numerics/statistics";
import type { ForecastResult, ForecastTask } from "@saunter/protocol/chain/forecast";
import { createTaskPool, type TaskPool } from "../task-pool.ts";
import { type ComparedRecording, isSameAsBefore, type RecordingTask } from "./compare-recording.ts";
import { FORECAST_WORLDS, type ForecastWorld } from "./forecast-worlds.ts";
import { sumForecast } from "./sum-forecast.ts";

export type RecordingPool = TaskPool<RecordingTask, ComparedRecording>;

export function createRecordingPool(threads?: number): RecordingPool {
  return createTaskPool(new URL("./recording-worker.ts", import.meta.url), threads);
}

/** One to five people come into a recording. */
const VISITS_PER_RECORDING = 2.48;

export interface RunOptions {
  readonly pool: RecordingPool;
  readonly nowMs: () => number;
  /** Share of the forecast that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void;
  readonly worlds?: readonly ForecastWorld[];
}

/** Rejects where the version does not fit the shop, in words. */
export async function runForecast(
  forecast: ForecastTask,
  options: RunOptions,
): Promise<ForecastResult> {
  const startMs = options.nowMs();
  const isSame = isSameAsBefore(forecast);
  const recordings = await simulateRecordings(forecast, options);
  const sum = sumForecast(recordings, { isSame, priceMinor: findPrice(forecast) });
  return { ...sum, seconds: (options.nowMs() - startMs) / 1000 };
}

/** Of what the shop sells, on average. */
export const findPrice = ({ layout }: ForecastTask): number =>
  mean(layout.products.map((one) => one.priceMinor));

/** The recordings of a forecast, in order of their worlds. */
export function simulateRecordings(
  forecast: ForecastTask,
  { pool, onProgress = () => {}, worlds = FORECAST_WORLDS }: Omit<RunOptions, "nowMs">,
): Promise<ComparedRecording[]> {
  const tasks = listRecordings(forecast, worlds);
  return pool.measure(tasks, (done) => onProgress(done / tasks.length));
}

function listRecordings(forecast: ForecastTask, worlds: readonly ForecastWorld[]): RecordingTask[] {
  const { seed, visits } = forecast;
  const count = Math.max(2, Math.ceil(visits / worlds.length / VISITS_PER_RECORDING));
  return worlds.flatMap(({ name }) => {
    const random = createRandom(seed).fork(name);
    return Array.from({ length: count }, (_, at) => ({
      ...{ forecast, world: name, isPlannedAfter: at % 2 === 1 },
      seed: random.integer(0, 0xffff_ffff),
    }));
  });
}
