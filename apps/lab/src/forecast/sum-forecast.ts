/** Figures of a forecast with intervals of 95 %: of each version, and of the difference of the same visits. */
import { mean, variance } from "@saunter/numerics/statistics";
import {
  type Estimate,
  FORECAST_FIGURES,
  type ForecastFigure,
  type ForecastResult,
} from "@saunter/protocol/chain/forecast";
import type { ComparedRecording, ComparedVisit, VisitOutcome } from "./compare-recording.ts";

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
  recordings.reduce((sum, { visits }) => sum + visits.length, 0);

const countDiffering = ({ visits }: ComparedRecording): number =>
  visits.filter(({ before, after }) =>
    FORECAST_FIGURES.some((figure) => READ[figure](before) !== READ[figure](after)),
  ).length;

type Recordings = readonly ComparedRecording[];

function compare(worlds: readonly Recordings[], figure: ForecastFigure, options: SumOptions) {
  const all = worlds.flat();
  const measureAll = (what: What): Measured[] =>
    worlds.map((recordings) => measure(recordings, figure, what));
  const level = (what: "before" | "after"): Estimate => {
    const own = measureAll(what);
    const floor = findFloor(all, figure, what, options);
    return clamp(toEstimate(own, floor, findSpread(own)), figure);
  };
  const differences = measureAll("difference");
  const floorOf = (recordings: Recordings): number =>
    options.isSame ? 0 : findDifferenceFloor(recordings, figure, options);
  const disagree = doDisagree(
    differences.map(({ value, squaredError }, at) => ({
      ...{ value, squaredError: Math.max(squaredError, floorOf(worlds[at]!)) },
    })),
  );
  return {
    before: level("before"),
    after: level("after"),
    difference: toEstimate(differences, floorOf(all), disagree ? findSpread(differences) : 0),
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
  const read = (visit: ComparedVisit): number => {
    const [before, after] = [READ[figure](visit.before), READ[figure](visit.after)];
    return { before, after, difference: after - before }[what];
  };
  const visits = Math.max(1, countVisits(recordings));
  const sums = recordings.map((one) => one.visits.reduce((sum, visit) => sum + read(visit), 0));
  const value = sums.reduce((sum, one) => sum + one, 0) / visits;
  const squares = recordings.reduce(
    (sum, one, at) => sum + ((sums[at]! - value * one.visits.length) / visits) ** 2,
    0,
  );
  const count = Math.max(2, recordings.length);
  return { value, squaredError: (squares * count) / (count - 1) };
}

/** By how much worlds differ beyond their own errors, squared (DerSimonian and Laird's moments, equal weights). */
function findSpread(worlds: readonly Measured[]): number {
  if (worlds.length < 2) return 0;
  const within = mean(worlds.map(({ squaredError }) => squaredError));
  return Math.max(0, variance(worlds.map(({ value }) => value)) - within);
}

/** 95 % of chi-squared, by degrees of freedom from 1. */
const CHI_SQUARED_95 = [3.841, 5.991, 7.815, 9.488, 11.07, 12.592, 14.067, 15.507];

/**
 * Whether worlds differ by more than chance has it (Cochran's Q at 5 %). Of four worlds that agree, a spread is
 * estimated in nearly half of all forecasts, which would widen them for nothing.
 */
function doDisagree(worlds: readonly Measured[]): boolean {
  const most = CHI_SQUARED_95[worlds.length - 2];
  if (most === undefined || worlds.some(({ squaredError }) => squaredError === 0)) return false;
  const weights = worlds.map(({ squaredError }) => 1 / squaredError);
  const sum = weights.reduce((all, one) => all + one, 0);
  const centre = worlds.reduce((all, { value }, at) => all + weights[at]! * value, 0) / sum;
  const q = worlds.reduce((all, { value }, at) => all + weights[at]! * (value - centre) ** 2, 0);
  return q > most;
}

/**
 * The mean over worlds.
 *
 * @param floor squared error at least: a few visits without a mistake do not say that there are none.
 * @param spread of worlds, squared: a real shop is none of them.
 */
function toEstimate(worlds: readonly Measured[], floor: number, spread: number): Estimate {
  const value = mean(worlds.map((one) => one.value));
  const within = mean(worlds.map(({ squaredError }) => squaredError)) / worlds.length;
  const halfWidth = Z_95 * Math.sqrt(Math.max(within, floor) + spread);
  return { value, low: value - halfWidth, high: value + halfWidth };
}

/** As if two more visits were right and two wrong (Agresti and Coull 1998); of money, one of a thousand lost something. */
function findFloor(
  recordings: Recordings,
  figure: ForecastFigure,
  side: "before" | "after",
  { priceMinor }: SumOptions,
): number {
  const visits = recordings.flatMap((one) => one.visits.map((visit) => visit[side]));
  if (figure === "lossMinor") return (priceMinor / (visits.length + 2)) ** 2;
  const count = visits.reduce((sum, one) => sum + READ[figure](one), 0);
  const share = (count + 2) / (visits.length + 4);
  return (share * (1 - share)) / (visits.length + 4);
}

/**
 * Of the difference of two shares of the same visits: McNemar's, as if one more were better and one worse (Bonett and
 * Price, J. Educ. Behav. Stat. 37, 2012).
 */
function findDifferenceFloor(
  recordings: Recordings,
  figure: ForecastFigure,
  { priceMinor }: SumOptions,
): number {
  const visits = countVisits(recordings);
  if (figure === "lossMinor") return 2 * (priceMinor / (visits + 2)) ** 2;
  const read = READ[figure];
  const differences = recordings.flatMap((one) =>
    one.visits.map(({ before, after }) => read(after) - read(before)),
  );
  const better = (differences.filter((one) => one > 0).length + 1) / (visits + 2);
  const worse = (differences.filter((one) => one < 0).length + 1) / (visits + 2);
  return (better + worse - (better - worse) ** 2) / (visits + 2);
}
