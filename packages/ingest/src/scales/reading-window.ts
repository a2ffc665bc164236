/**
 * What a controller's channels have read lately, in the controller's own unit: the last minute as means of 0.1 s, and
 * the newest samples as they are. Who calibrates a scale, or looks for what is wrong with it, reads it here.
 */
import { COUNTS_LEAST, COUNTS_MOST, type SampleUnit } from "@saunter/protocol/devices/scale-frame";
import type { DeviceSamples } from "./device-stream.ts";
import { READING_SAMPLES_MAX, READING_STEP_MS, READING_STEPS_MAX } from "./scale-limits.ts";

/** What the newest samples of a channel show, as Kalico's `LOAD_CELL_DIAGNOSTIC` reports it. */
export interface ChannelDiagnostic {
  readonly sampleCount: number;
  /** In the controller's unit; null where nothing was read. */
  readonly least: number | null;
  readonly most: number | null;
  /** Spread of one sample at rest, from differences of neighbours; null where that is not known. */
  readonly noise: number | null;
  /** Different values: few of them are a coarse or a stuck channel. */
  readonly uniqueCount: number;
  readonly saturatedShare: number;
  readonly missingShare: number;
}

export interface ReadingSteps {
  /** The shop's time of each step, the oldest first. */
  readonly timesMs: readonly number[];
  /** By channel, the mean of each step; null where nothing was read. */
  readonly channels: readonly (readonly (number | null)[])[];
}

export interface ReadingWindow {
  take(samples: DeviceSamples): void;
  /** Steps that began after a time, of the last minute. */
  readSteps(afterMs: number): ReadingSteps;
  /** The mean of the newest step, one a channel; null where nothing was read. */
  readNewest(): (number | null)[];
  /** One a channel. */
  diagnose(): ChannelDiagnostic[];
  /** Null before anything came. */
  readonly unit: SampleUnit | null;
}

export function createReadingWindow(channelCount: number): ReadingWindow {
  const timesMs: number[] = [];
  const means: (number | null)[][] = Array.from({ length: channelCount }, () => []);
  const newest = new Float64Array(channelCount * READING_SAMPLES_MAX);
  let taken = 0;
  let unit: SampleUnit | null = null;
  let stepMs = Number.NEGATIVE_INFINITY;
  const sums = new Float64Array(channelCount);
  const counts = new Uint32Array(channelCount);
  const closeStep = (): void => {
    timesMs.push(stepMs);
    for (let channel = 0; channel < channelCount; channel++) {
      means[channel]!.push(counts[channel] === 0 ? null : sums[channel]! / counts[channel]!);
    }
    if (timesMs.length > READING_STEPS_MAX) {
      timesMs.shift();
      for (const values of means) values.shift();
    }
  };
  const forget = (): void => {
    timesMs.length = 0;
    for (const values of means) values.length = 0;
  };
  return {
    get unit() {
      return unit;
    },
    take: ({ raw, sampleCount, sampleRateHz, timestampMs, unit: own }) => {
      // What was read in another unit is nothing to compare with.
      if (unit !== own) taken = 0;
      unit = own;
      for (let sample = 0; sample < sampleCount; sample++) {
        const atMs = timestampMs + (1000 * sample) / sampleRateHz;
        const step = Math.floor(atMs / READING_STEP_MS) * READING_STEP_MS;
        if (step !== stepMs) {
          // The shop's clock was set back: what was before is of another time.
          if (step < stepMs) forget();
          else if (Number.isFinite(stepMs)) closeStep();
          stepMs = step;
          sums.fill(0);
          counts.fill(0);
        }
        const row = (taken++ % READING_SAMPLES_MAX) * channelCount;
        for (let channel = 0; channel < channelCount; channel++) {
          const value = raw[sample * channelCount + channel]!;
          newest[row + channel] = value;
          if (!Number.isFinite(value) || isAtEnd(value, own)) continue;
          sums[channel]! += value;
          counts[channel]!++;
        }
      }
    },
    readSteps: (afterMs) => {
      let from = timesMs.length;
      while (from > 0 && timesMs[from - 1]! > afterMs) from--;
      return {
        timesMs: timesMs.slice(from),
        channels: means.map((values) => values.slice(from)),
      };
    },
    readNewest: () => means.map((values) => values.at(-1) ?? null),
    diagnose: () =>
      Array.from({ length: channelCount }, (_, channel) => {
        const count = Math.min(taken, READING_SAMPLES_MAX);
        const values = Array.from({ length: count }, (_, at) => {
          const row = (taken - count + at) % READING_SAMPLES_MAX;
          return newest[row * channelCount + channel]!;
        });
        return diagnose(values, unit);
      }),
  };
}

function isAtEnd(value: number, unit: SampleUnit | null): boolean {
  return unit === "counts" && (value <= COUNTS_LEAST || value >= COUNTS_MOST);
}

function diagnose(values: readonly number[], unit: SampleUnit | null): ChannelDiagnostic {
  const known = new Set<number>();
  let least: number | null = null;
  let most: number | null = null;
  let saturated = 0;
  let missing = 0;
  let last = Number.NaN;
  const squares: number[] = [];
  for (const value of values) {
    const isSaturated = isAtEnd(value, unit);
    const isMissing = !Number.isFinite(value);
    if (isSaturated) saturated++;
    else if (isMissing) missing++;
    const read = isSaturated || isMissing ? Number.NaN : value;
    if (!Number.isNaN(read)) {
      known.add(read);
      least = Math.min(least ?? read, read);
      most = Math.max(most ?? read, read);
      if (!Number.isNaN(last)) squares.push((read - last) ** 2);
    }
    last = read;
  }
  return {
    sampleCount: values.length,
    least,
    most,
    noise: findNoise(squares),
    uniqueCount: known.size,
    saturatedShare: values.length === 0 ? 0 : saturated / values.length,
    missingShare: values.length === 0 ? 0 : missing / values.length,
  };
}

/** @param squares of differences of neighbours; the largest are of something that was put on or taken off */
function findNoise(squares: readonly number[]): number | null {
  const quiet = [...squares].sort((a, b) => a - b).slice(0, Math.ceil(0.98 * squares.length));
  if (quiet.length === 0) return null;
  const mean = quiet.reduce((sum, square) => sum + square, 0) / quiet.length;
  // The difference of two samples has twice the variance of one.
  return Math.sqrt(mean / 2);
}
