/** Figures of a forecast with intervals of 95 %: of each version, and of the difference of the same visits. */
import { mean, variance } from "@saunter/numerics/statistics";
import {
  type Estimate,
  FORECAST_FIGURES,
  type ForecastFigure,
  type ForecastResult,
} from "@saunter/protocol/chain/forecast";
import type { ComparedRecording, VisitOutcome } from "./compare-recording.ts";

/** Of the normal distribution. */
const Z_95 = 1.96;

const READ: Readonly<Record<ForecastFigure, (visit: VisitOutcome) => number>> = {
  exact: ({ isExact }) => Number(isExact),
  review: ({ isReviewed }) => Number(isReviewed),
  lossMinor: ({ lossMinor }) => lossMinor,
};

export interface SumOptions {
  /** Before and after are the same: where nothing differs there is nothing to be unsure of. */
  readonly isSame: boolean;
  /** Of what the shop sells, on average. */
  readonly priceMinor: number;
}

export type ForecastSum = Omit<ForecastResult, "seconds">;

export function sumForecast(
  recordings: readonly ComparedRecording[],
  options: SumOptions,
): ForecastSum {
  const worlds = [...Map.groupBy(recordings, ({ world }) => world)];
  const figures = toFigures((figure) =>
    compare(
      worlds.map(([, own]) => own),
      figure,
      options,
    ),
  );
  return {
    visits: countVisits(recordings),
    differing: recordings.reduce((sum, one) => sum + countDiffering(one), 0),
    figures,
    worlds: worlds.map(([name, own]) => ({
      name,
      visits: countVisits(own),
      figures: toFigures((figure) => measure(own, figure, "difference").value),
    })),
  };
}

const toFigures = <T>(make: (figure: ForecastFigure) => T): Record<ForecastFigure, T> =>
  Object.fromEntries(FORECAST_FIGURES.map((figure) => [figure, make(figure)])) as Record<
    ForecastFigure,
    T
  >;

const countVisits = (recordings: readonly ComparedRecording[]): number =>
  recordings.reduce((sum, { before }) => sum + before.length, 0);

function countDiffering({ before, after }: ComparedRecording): number {
  const longer = before.length > after.length ? before : after;
  return longer.filter((_, at) => !isSameOutcome(before[at], after[at])).length;
}

const isSameOutcome = (a: VisitOutcome | undefined, b: VisitOutcome | undefined): boolean =>
  FORECAST_FIGURES.every(
    (figure) => a !== undefined && b !== undefined && READ[figure](a) === READ[figure](b),
  );

type Recordings = readonly ComparedRecording[];

function compare(worlds: readonly Recordings[], figure: ForecastFigure, options: SumOptions) {
  const all = worlds.flat();
  const estimate = (what: What, floor: number): Estimate => {
    const own = worlds.map((recordings) => measure(recordings, figure, what));
    return toEstimate(own, floor);
  };
  const visits = countVisits(all);
  return {
    before: clamp(estimate("before", findFloor(all, figure, "before", options)), figure),
    after: clamp(estimate("after", findFloor(all, figure, "after", options)), figure),
    difference: estimate(
      "difference",
      options.isSame ? 0 : findDifferenceFloor(all, figure, visits, options),
    ),
  };
}

/** Shares lie between 0 and 1, and nothing less than nothing is lost. */
function clamp({ value, low, high }: Estimate, figure: ForecastFigure): Estimate {
  const most = figure === "lossMinor" ? Number.POSITIVE_INFINITY : 1;
  return { value, low: Math.max(0, low), high: Math.min(most, high) };
}

type What = "before" | "after" | "difference";

interface Measured {
  readonly value: number;
  readonly squaredError: number;
}

/**
 * A mean over visits, or the difference of two. People of one recording share it, so that its error is that of whole
 * recordings (a ratio, linearised: Cochran, Sampling Techniques, 6.4).
 */
function measure(recordings: Recordings, figure: ForecastFigure, what: What): Measured {
  const read = READ[figure];
  const sum = (visits: readonly VisitOutcome[]) => visits.reduce((all, one) => all + read(one), 0);
  const sides = (["before", "after"] as const).map((side) => {
    const count = recordings.reduce((all, one) => all + one[side].length, 0);
    const share = recordings.reduce((all, one) => all + sum(one[side]), 0) / Math.max(1, count);
    const parts = recordings.map(
      (one) => (sum(one[side]) - share * one[side].length) / Math.max(1, count),
    );
    return { share, parts };
  });
  const [before, after] = sides as [(typeof sides)[0], (typeof sides)[0]];
  const value = {
    before: before.share,
    after: after.share,
    difference: after.share - before.share,
  };
  const parts = recordings.map((_, at) => {
    const own = { before: before.parts[at]!, after: after.parts[at]! };
    return what === "difference" ? own.after - own.before : own[what];
  });
  const count = Math.max(2, recordings.length);
  const squares = parts.reduce((all, part) => all + part * part, 0);
  return { value: value[what], squaredError: (squares * count) / (count - 1) };
}

/**
 * The mean over worlds, for a world that is none of them: worlds differ by more than their own errors (random effects,
 * DerSimonian and Laird's moments with equal weights).
 *
 * @param floor squared error at least: a few visits without a mistake do not say that there are none.
 */
function toEstimate(worlds: readonly Measured[], floor: number): Estimate {
  const value = mean(worlds.map((one) => one.value));
  const within = mean(worlds.map(({ squaredError }) => squaredError));
  const spread = worlds.length < 2 ? 0 : variance(worlds.map((one) => one.value));
  const between = Math.max(0, spread - within);
  const halfWidth = Z_95 * Math.sqrt(Math.max(within / worlds.length, floor) + between);
  return { value, low: value - halfWidth, high: value + halfWidth };
}

/** As if two more visits were right and two wrong (Agresti and Coull 1998); of money, one of a thousand lost something. */
function findFloor(
  recordings: Recordings,
  figure: ForecastFigure,
  side: "before" | "after",
  { priceMinor }: SumOptions,
): number {
  const visits = recordings.flatMap((one) => one[side]);
  if (figure === "lossMinor") return (priceMinor / (visits.length + 2)) ** 2;
  const count = visits.reduce((sum, one) => sum + READ[figure](one), 0);
  const share = (count + 2) / (visits.length + 4);
  return (share * (1 - share)) / (visits.length + 4);
}

/** As if one more visit were better and one worse (Bonett and Price 2012). */
function findDifferenceFloor(
  recordings: Recordings,
  figure: ForecastFigure,
  visits: number,
  { priceMinor }: SumOptions,
): number {
  if (figure === "lossMinor") return 2 * (priceMinor / (visits + 2)) ** 2;
  const read = READ[figure];
  const differences = recordings.flatMap(({ before, after }) =>
    before.map((one, at) => (after[at] === undefined ? 0 : read(after[at]) - read(one))),
  );
  const better = (differences.filter((one) => one > 0).length + 1) / (visits + 2);
  const worse = (differences.filter((one) => one < 0).length + 1) / (visits + 2);
  return (better + worse - (better - worse) ** 2) / (visits + 2);
}
