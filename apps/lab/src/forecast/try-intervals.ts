/**
 * What intervals of forecasts are worth, tried on recordings that are drawn again and again: how wide they are at a
 * number of visits, how often they hold the truth, and how often they show a change of a given size.
 */

import type { Random } from "@saunter/numerics/random";
import { mean } from "@saunter/numerics/statistics";
import type { ComparedRecording } from "./compare-recording.ts";
import { type SumOptions, sumForecast } from "./sum-forecast.ts";

/** Shares of visits: money has no points. */
export const TRIED_FIGURES = ["exact", "review"] as const;
export type TriedFigure = (typeof TRIED_FIGURES)[number];

export interface TrialOptions {
  readonly figure: TriedFigure;
  /** Of a forecast. */
  readonly visits: number;
  /** The true change, a share of visits in the direction that the recordings have; 0: nothing changes. */
  readonly change: number;
  readonly draws: number;
  readonly priceMinor: number;
}

export interface IntervalTrial {
  readonly halfWidth: number;
  /** Share of intervals with the true change. */
  readonly covered: number;
  /** Share of intervals that lie on the change's side of zero altogether; of no change: on either side. */
  readonly shown: number;
}

/**
 * Makes a change of a given size of a larger one: each drawn recording has the version with that share of probability,
 * and else what was in force. Null where the recordings change less than that.
 */
export function tryIntervals(
  recordings: readonly ComparedRecording[],
  { figure, visits, change, draws, priceMinor }: TrialOptions,
  random: Random,
): IntervalTrial | null {
  const options: SumOptions = { isSame: false, priceMinor };
  const whole = sumForecast(recordings, options).figures[figure].difference.value;
  if (Math.abs(whole) < change || (change > 0 && whole === 0)) return null;
  const keptShare = change === 0 ? 0 : change / Math.abs(whole);
  const truth = keptShare * whole;
  const worlds = [...Map.groupBy(recordings, ({ world }) => world).values()];
  const intervals = Array.from({ length: draws }, () => {
    const drawn = worlds.flatMap((own) => drawRecordings(own, visits / worlds.length, random));
    const changed = drawn.map((one) => (random.chance(keptShare) ? one : undo(one)));
    return sumForecast(changed, options).figures[figure].difference;
  });
  const share = (holds: (at: { low: number; high: number }) => boolean): number =>
    intervals.filter(holds).length / draws;
  return {
    halfWidth: mean(intervals.map(({ low, high }) => (high - low) / 2)),
    covered: share(({ low, high }) => low <= truth && truth <= high),
    shown: share(({ low, high }) =>
      truth === 0 ? low > 0 || high < 0 : truth > 0 ? low > 0 : high < 0,
    ),
  };
}

function drawRecordings(
  recordings: readonly ComparedRecording[],
  visits: number,
  random: Random,
): ComparedRecording[] {
  const perRecording = mean(recordings.map((one) => one.visits.length));
  const count = Math.max(2, Math.round(visits / perRecording));
  return Array.from({ length: count }, () => random.pick(recordings));
}

const undo = ({ world, visits }: ComparedRecording): ComparedRecording => ({
  world,
  visits: visits.map(({ before }) => ({ before, after: before })),
});
