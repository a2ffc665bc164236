/**
 * How well forecasts forecast. Changes of planograms are forecast several times, with other visits each time, and then
 * made in a shop that is simulated in a world which no forecast knows. It prints
 *
 * - each change: forecast difference with its interval, and what was seen in that shop;
 * - how wide the intervals are, and how often one holds what all forecasts of the change say together (the long run);
 * - by size of the change and number of visits: width, coverage, and how often the change shows (`try-intervals.ts`).
 *
 *     npx node apps/lab/src/forecast/try-forecasts.ts --changes 20 --repeats 2 --visits 1000 --pairs 2
 */
import { createRandom } from "@saunter/numerics/random";
import { correlation, mean } from "@saunter/numerics/statistics";
import {
  type Estimate,
  FORECAST_FIGURES,
  type ForecastFigure,
  type ForecastTask,
} from "@saunter/protocol/chain/forecast";
import { startProgressBar } from "@saunter/shop/command-line/progress-bar";
import { readOptions, refuse } from "../read-options.ts";
import type { ComparedRecording } from "./compare-recording.ts";
import { REAL_WORLD } from "./forecast-worlds.ts";
import { makePairLayout, putInForce } from "./pair-layouts.ts";
import {
  createRecordingPool,
  findPrice,
  type RecordingPool,
  simulateRecordings,
} from "./run-forecast.ts";
import { type ForecastSum, sumForecast } from "./sum-forecast.ts";
import {
  type IntervalTrial,
  TRIED_FIGURES,
  type TriedFigure,
  tryIntervals,
} from "./try-intervals.ts";

const TRIED_CHANGES: readonly number[] = [0, 0.01, 0.02, 0.05];
const TRIED_VISITS: readonly number[] = [250, 1000, 4000];
const DRAWS = 200;

interface Tried {
  readonly seed: number;
  /** Each of other visits. */
  readonly forecasts: readonly ForecastSum[];
  /** Of all their visits together. */
  readonly longRun: ForecastSum;
  readonly seen: ForecastSum;
  readonly recordings: readonly ComparedRecording[];
  readonly priceMinor: number;
}

/** Some pairs are put side by side, or as many are taken apart. */
function drawChange(seed: number, visits: number, pairs: number | null): ForecastTask {
  const random = createRandom(seed).fork("change");
  const { layout, apart, putTogether } = makePairLayout(seed);
  const drawn = 2 * random.integer(1, 8);
  const together = putTogether(pairs ?? drawn, random);
  const isWorse = random.chance(0.5);
  return {
    ...{ kind: "planogram", seed, visits },
    layout: isWorse ? layout : putInForce(layout, together),
    after: isWorse ? together : apart,
  };
}

async function tryChange(
  task: ForecastTask,
  repeats: number,
  pool: RecordingPool,
  onDone: (share: number) => void,
): Promise<Tried> {
  const priceMinor = findPrice(task);
  const options = { isSame: false, priceMinor };
  const random = createRandom(task.seed).fork("visits");
  const forecasts: ComparedRecording[][] = [];
  const run = (at: number, worlds?: readonly (typeof REAL_WORLD)[]) =>
    simulateRecordings(
      // Other visits each time.
      { ...task, seed: random.integer(0, 0xffff_ffff) },
      {
        ...{ pool, onProgress: (share: number) => onDone((at + share) / (repeats + 1)) },
        ...(worlds === undefined ? {} : { worlds }),
      },
    );
  for (let repeat = 0; repeat < repeats; repeat++) forecasts.push(await run(repeat));
  const recordings = forecasts.flat();
  return {
    ...{ seed: task.seed, recordings, priceMinor },
    forecasts: forecasts.map((own) => sumForecast(own, options)),
    longRun: sumForecast(recordings, options),
    seen: sumForecast(await run(repeats, [REAL_WORLD]), options),
  };
}

const difference = ({ figures }: ForecastSum, figure: ForecastFigure): Estimate =>
  figures[figure].difference;

/** Whether the intervals of both have something in common. */
const isMet = (a: Estimate, b: Estimate): boolean => a.low <= b.high && b.low <= a.high;
const isWithin = ({ low, high }: Estimate, value: number): boolean => value >= low && value <= high;

/** Of a figure, over all changes and their forecasts. */
function sumUp(tried: readonly Tried[], figure: ForecastFigure) {
  const pairs = tried.flatMap((one) =>
    one.forecasts.map((forecast) => ({
      said: difference(forecast, figure),
      was: difference(one.seen, figure),
      longRun: difference(one.longRun, figure).value,
    })),
  );
  const share = (holds: (pair: (typeof pairs)[number]) => boolean): number =>
    pairs.filter(holds).length / pairs.length;
  return {
    figure,
    forecasts: pairs.length,
    halfWidth: mean(pairs.map(({ said }) => (said.high - said.low) / 2)),
    longRunWithin: share(({ said, longRun }) => isWithin(said, longRun)),
    correlation: correlation(
      pairs.map(({ said }) => said.value),
      pairs.map(({ was }) => was.value),
    ),
    sameDirection: share(({ said, was }) => said.value * was.value > 0),
    seenWithin: share(({ said, was }) => isWithin(said, was.value)),
    intervalsMeet: share(({ said, was }) => isMet(said, was)),
    error: mean(pairs.map(({ said, was }) => Math.abs(said.value - was.value))),
  };
}

interface TrialRow extends IntervalTrial {
  readonly figure: TriedFigure;
  readonly change: number;
  readonly visits: number;
  /** Changes that are that large. */
  readonly changes: number;
}

function tryAllIntervals(tried: readonly Tried[], onDone: (share: number) => void): TrialRow[] {
  const random = createRandom(1).fork("intervals");
  const cells = TRIED_FIGURES.flatMap((figure) =>
    TRIED_CHANGES.flatMap((change) => TRIED_VISITS.map((visits) => ({ figure, change, visits }))),
  );
  return cells.flatMap((cell, at) => {
    const trials = tried.flatMap(({ recordings, priceMinor }) => {
      const trial = tryIntervals(recordings, { ...cell, draws: DRAWS, priceMinor }, random);
      return trial === null ? [] : [trial];
    });
    onDone((at + 1) / cells.length);
    if (trials.length === 0) return [];
    const average = (read: (trial: IntervalTrial) => number): number => mean(trials.map(read));
    return {
      ...{ ...cell, changes: trials.length },
      halfWidth: average(({ halfWidth }) => halfWidth),
      covered: average(({ covered }) => covered),
      shown: average(({ shown }) => shown),
    };
  });
}

function formatTried({ seed, forecasts, seen }: Tried): string {
  const words = FORECAST_FIGURES.map((figure) => {
    const [said, was] = [difference(forecasts[0]!, figure), difference(seen, figure)];
    const digits = figure === "lossMinor" ? 1 : 3;
    const show = (value: number): string => value.toFixed(digits);
    return `${figure} ${show(said.value)} (${show(said.low)} to ${show(said.high)}), seen ${show(was.value)}`;
  });
  const differing = `${forecasts[0]!.differing} of ${forecasts[0]!.visits} visits differ`;
  return `change ${seed}: ${differing}; ${words.join("; ")}`;
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function formatSum({ figure, ...sum }: ReturnType<typeof sumUp>): string {
  return [
    `${figure}: mean half width ${sum.halfWidth.toFixed(4)}`,
    `the long run within the interval in ${percent(sum.longRunWithin)} of ${sum.forecasts}`,
    `of the shop in the other world: correlation ${sum.correlation.toFixed(2)}`,
    `the same direction in ${percent(sum.sameDirection)}`,
    `seen within the interval in ${percent(sum.seenWithin)}`,
    `intervals meet in ${percent(sum.intervalsMeet)}`,
    `mean error ${sum.error.toFixed(4)}`,
  ].join("; ");
}

function formatRow({
  figure,
  change,
  visits,
  changes,
  halfWidth,
  covered,
  shown,
}: TrialRow): string {
  const cells = [figure, percent(change), visits, `± ${percent(halfWidth)}`];
  return `| ${[...cells, percent(covered), percent(shown), changes].join(" | ")} |`;
}

function readCount(name: string, text: string): number {
  const count = Number(text);
  return /^\d+$/.test(text) && count >= 1
    ? count
    : refuse(`--${name} must be a whole number from 1`);
}

const options = readOptions({
  changes: { type: "string", default: "20" },
  repeats: { type: "string", default: "1" },
  visits: { type: "string", default: "1000" },
  pairs: { type: "string" },
  threads: { type: "string" },
  json: { type: "boolean", default: false },
});
const changes = readCount("changes", options.changes);
const repeats = readCount("repeats", options.repeats);
const visits = readCount("visits", options.visits);
const pairs = options.pairs === undefined ? null : readCount("pairs", options.pairs);
const threads = options.threads === undefined ? undefined : readCount("threads", options.threads);
const startMs = performance.now();
const pool = createRecordingPool(threads);
const tried: Tried[] = [];
const PARTS = 1000;
const simulating = startProgressBar("simulating", PARTS * changes);
for (let seed = 1; seed <= changes; seed++) {
  const task = drawChange(seed, visits, pairs);
  const onDone = (share: number): void => simulating.update(Math.round(PARTS * (seed - 1 + share)));
  tried.push(await tryChange(task, repeats, pool, onDone));
}
simulating.stop();
await pool.close();
const seconds = (performance.now() - startMs) / 1000;
const simulated = tried.reduce((sum, { longRun, seen }) => sum + longRun.visits + seen.visits, 0);
const drawing = startProgressBar("drawing again", PARTS);
const rows = tryAllIntervals(tried, (share) => drawing.update(Math.round(PARTS * share)));
drawing.stop();
const figures = FORECAST_FIGURES.map((figure) => sumUp(tried, figure));
if (options.json) {
  const list = tried.map(({ seed, forecasts, longRun, seen }) => ({
    ...{ seed, forecasts, longRun, seen },
  }));
  console.log(
    JSON.stringify({ visits: simulated, seconds, changes: list, figures, rows }, null, 2),
  );
} else {
  for (const one of tried) console.log(formatTried(one));
  for (const one of figures) console.log(formatSum(one));
  console.log("| figure | true change | visits | interval | holds it | shows it | changes |");
  console.log("|---|---|---|---|---|---|---|");
  for (const row of rows) console.log(formatRow(row));
  console.log(`${simulated} visits, twice each, in ${Math.round(seconds)} s.`);
}
