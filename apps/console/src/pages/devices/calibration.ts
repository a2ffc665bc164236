/** Zero and grams per count of a channel, from what it reads empty and with a known weight. */

/** What a channel has read for some seconds. */
export interface Reading {
  /** In the controller's unit. */
  readonly mean: number;
  /** Spread of one mean of 0.1 s. */
  readonly spread: number;
  readonly count: number;
}

export type ReadingResult =
  | { readonly ok: true; readonly reading: Reading }
  | { readonly ok: false; readonly reason: "too-few" | "moving" };

/** Three seconds of means of 0.1 s, or of a slower device's samples. */
export const READING_MS = 3000;
export const READING_STEPS_MIN = 10;
/** At rest all means are within so many spreads, from highest to lowest. */
const RANGE_SPREADS_MAX = 10;

/**
 * What a channel reads at rest.
 * @param noise spread of one sample, for a channel whose means hardly differ
 */
export function readAtRest(
  timesMs: readonly number[],
  values: readonly (number | null)[],
  noise: number | null,
): ReadingResult {
  const newestMs = timesMs.at(-1) ?? Number.NaN;
  const own = values.filter((_, at) => timesMs[at]! > newestMs - READING_MS);
  const known = own.filter((value) => value !== null);
  if (known.length < READING_STEPS_MIN || known.length < own.length) {
    return { ok: false, reason: "too-few" };
  }
  const steps = known.slice(1).map((value, at) => Math.abs(value - known[at]!));
  const sorted = steps.sort((a, b) => a - b);
  // Of normal noise: the median of differences over the spread of one value.
  const usual = sorted[sorted.length >> 1]! / (0.6745 * Math.SQRT2);
  const range = Math.max(...known) - Math.min(...known);
  if (range > RANGE_SPREADS_MAX * Math.max(usual, noise ?? 0))
    return { ok: false, reason: "moving" };
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const spread = Math.sqrt(squares / (known.length - 1));
  return { ok: true, reading: { mean, spread, count: known.length } };
}

export interface Calibration {
  readonly zero: number;
  readonly gramsPerCount: number;
  /** Spread of one mean of 0.1 s, grams. */
  readonly readingErrorG: number;
  /** Standard error of any weight, as a share of it. */
  readonly scaleErrorShare: number;
}

export type CalibrationResult =
  | { readonly ok: true; readonly calibration: Calibration }
  | { readonly ok: false; readonly reason: "too-light" };

/** A weight that moves a channel by less than so many spreads says little of its scale. */
const CHANGE_SPREADS_MIN = 50;

export function calibrate(empty: Reading, loaded: Reading, weightG: number): CalibrationResult {
  const change = loaded.mean - empty.mean;
  const spread = Math.hypot(empty.spread, loaded.spread) / Math.SQRT2;
  if (!(Math.abs(change) > CHANGE_SPREADS_MIN * spread) || change === 0) {
    return { ok: false, reason: "too-light" };
  }
  const gramsPerCount = weightG / change;
  const error = Math.hypot(
    empty.spread / Math.sqrt(empty.count),
    loaded.spread / Math.sqrt(loaded.count),
  );
  return {
    ok: true,
    calibration: {
      zero: empty.mean,
      gramsPerCount,
      readingErrorG: Math.abs(gramsPerCount) * spread,
      scaleErrorShare: error / Math.abs(change),
    },
  };
}
