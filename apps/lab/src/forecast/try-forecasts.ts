/**
 * How well forecasts forecast: changes of planograms are forecast, and then made in a shop that is simulated in a world
 * which no forecast knows. Each line has the forecast difference with its interval, and what was seen in that shop.
 *
 *     npx node apps/lab/src/forecast/try-forecasts.ts --changes 20 --visits 1000
 */
import { createRandom } from "@saunter/numerics/random";
import { correlation, mean } from "@saunter/numerics/statistics";
import {
  type Estimate,
  FORECAST_FIGURES,
  type ForecastFigure,
  type ForecastResult,
  type ForecastTask,
} from "@saunter/protocol/chain/forecast";
import { readOptions, refuse } from "../read-options.ts";
import { REAL_WORLD } from "./forecast-worlds.ts";
import { makePairLayout, putInForce } from "./pair-layouts.ts";
import { createRecordingPool, type RecordingPool, runForecast } from "./run-forecast.ts";

interface Tried {
  readonly forecast: ForecastResult;
  readonly seen: ForecastResult;
}

/** Some pairs are put side by side, or as many are taken apart. */
function drawChange(seed: number, visits: number): ForecastTask {
  const random = createRandom(seed).fork("change");
  const { layout, apart, putTogether } = makePairLayout(seed);
  const together = putTogether(2 * random.integer(1, 8), random);
  const isWorse = random.chance(0.5);
  return {
    ...{ kind: "planogram", seed, visits },
    layout: isWorse ? layout : putInForce(layout, together),
    after: isWorse ? together : apart,
  };
}

async function tryChange(task: ForecastTask, pool: RecordingPool): Promise<Tried> {
  const nowMs = (): number => performance.now();
  const forecast = await runForecast(task, { pool, nowMs });
  // Other visits, too.
  const real = { ...task, seed: task.seed + 1_000_000 };
  return { forecast, seen: await runForecast(real, { pool, nowMs, worlds: [REAL_WORLD] }) };
}

const difference = ({ figures }: ForecastResult, figure: ForecastFigure): Estimate =>
  figures[figure].difference;

/** Whether the intervals of both have something in common. */
const isMet = (a: Estimate, b: Estimate): boolean => a.low <= b.high && b.low <= a.high;
const isWithin = ({ low, high }: Estimate, value: number): boolean => value >= low && value <= high;

function formatLine({ forecast, seen }: Tried): string {
  return FORECAST_FIGURES.map((figure) => {
    const [said, was] = [difference(forecast, figure), difference(seen, figure)];
    const digits = figure === "lossMinor" ? 1 : 3;
    const show = (value: number): string => value.toFixed(digits);
    return `${figure} ${show(said.value)} (${show(said.low)} to ${show(said.high)}), seen ${show(was.value)}`;
  }).join("; ");
}

function formatSum(tried: readonly Tried[], figure: ForecastFigure): string {
  const said = tried.map(({ forecast }) => difference(forecast, figure));
  const was = tried.map(({ seen }) => difference(seen, figure));
  const share = (holds: (at: number) => boolean): string =>
    `${said.filter((_, at) => holds(at)).length} of ${tried.length}`;
  const halfWidth = mean(said.map(({ low, high }) => (high - low) / 2));
  const error = mean(said.map(({ value }, at) => Math.abs(value - was[at]!.value)));
  const values = (estimates: readonly Estimate[]): number[] => estimates.map(({ value }) => value);
  return [
    `${figure}: correlation ${correlation(values(said), values(was)).toFixed(2)}`,
    `the same direction in ${share((at) => said[at]!.value * was[at]!.value > 0)}`,
    `seen within the interval in ${share((at) => isWithin(said[at]!, was[at]!.value))}`,
    `intervals meet in ${share((at) => isMet(said[at]!, was[at]!))}`,
    `mean half width ${halfWidth.toFixed(4)}, mean error ${error.toFixed(4)}`,
  ].join("; ");
}

function readCount(name: string, text: string): number {
  const count = Number(text);
  return /^\d+$/.test(text) && count >= 1
    ? count
    : refuse(`--${name} must be a whole number from 1`);
}

const options = readOptions({
  changes: { type: "string", default: "20" },
  visits: { type: "string", default: "1000" },
  threads: { type: "string" },
});
const changes = readCount("changes", options.changes);
const visits = readCount("visits", options.visits);
const threads = options.threads === undefined ? undefined : readCount("threads", options.threads);
const pool = createRecordingPool(threads);
const tried: Tried[] = [];
for (let seed = 1; seed <= changes; seed++) {
  tried.push(await tryChange(drawChange(seed, visits), pool));
  console.log(`change ${seed}: ${formatLine(tried.at(-1)!)}`);
}
for (const figure of FORECAST_FIGURES) console.log(formatSum(tried, figure));
await pool.close();
