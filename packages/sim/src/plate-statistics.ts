/** Figures of the plates of one gondola. */

import type { PlateBatch } from "@saunter/engine/observation";
import { powerSpectrum } from "@saunter/numerics/spectrum";
import { correlation, median, quantileOfFinite } from "@saunter/numerics/statistics";
import type { TrueEvent } from "./world.ts";

export type LabelledEvent = Pick<
  TrueEvent,
  "timestamp" | "kind" | "gondola" | "shelf" | "plates" | "grams"
>;

export interface GondolaSeries {
  readonly gondola: number;
  readonly batches: readonly PlateBatch[];
}

export interface PlateFigures {
  readonly gondola: number;
  readonly noiseG: number;
  readonly noiseHighG: number;
  readonly dominantHz: number;
  readonly neighbourCorrelation: number;
  readonly farCorrelation: number;
  readonly shakeHigh: number;
  readonly shakeTop: number;
  readonly stepErrorG: number;
  readonly stepErrorHighG: number;
  readonly jitterMs: number;
  readonly periodError: number;
  /** Measured step over labelled grams, one for each event that stands alone. */
  readonly stepRatios: readonly number[];
  readonly leaks: readonly number[];
  readonly farLeaks: readonly number[];
}

/** A plate's samples in order; `shelf` and `plate` as in the readings' shape. */
interface PlateSeries {
  readonly shelf: number;
  readonly plate: number;
  readonly samplesG: Float64Array;
}

const SPECTRUM_LENGTH = 256;
/** Below this is drift and weight, not ringing. */
const RING_MIN_HZ = 4;
/** Least time between a measured event and any other on the shelf, seconds. */
const ALONE_S = 2.5;

export function measurePlates(
  series: GondolaSeries,
  events: readonly LabelledEvent[],
): PlateFigures {
  const plates = listPlates(series.batches);
  const rateHz = series.batches[0]!.sampleRateHz;
  const second = Math.round(rateHz);
  const noises = plates.map((plate) => medianDeviation(plate.samplesG, second));
  const times = fitTimes(series.batches);
  const stepErrors = plates.map((plate) => listStepErrors(plate.samplesG, second));
  const shakes = plates.map((plate) => listShakes(plate.samplesG, second >> 2));
  return {
    gondola: series.gondola,
    noiseG: quantileOfFinite(noises, 0.5),
    noiseHighG: quantileOfFinite(noises, 0.9),
    dominantHz: findDominantHz(plates, rateHz),
    neighbourCorrelation: correlateApart(plates, 1),
    farCorrelation: correlateApart(plates, 4),
    shakeHigh: quantileOfFinite(
      shakes.map((list) => quantileOfFinite(list, 0.9)),
      0.5,
    ),
    shakeTop: quantileOfFinite(
      shakes.map((list) => quantileOfFinite(list, 0.99)),
      0.5,
    ),
    stepErrorG: quantileOfFinite(
      stepErrors.map((list) => quantileOfFinite(list, 0.5)),
      0.5,
    ),
    stepErrorHighG: quantileOfFinite(
      stepErrors.map((list) => quantileOfFinite(list, 0.9)),
      0.5,
    ),
    jitterMs: times.jitterMs,
    periodError: times.periodError,
    ...measureSteps(series, plates, times, rateHz, events),
  };
}

/** The plates that exist: finite and not constant. */
function listPlates(batches: readonly PlateBatch[]): PlateSeries[] {
  const shape = batches[0]!;
  const cells = shape.shelfCount * shape.plateCount;
  const same = batches.filter(
    (b) => b.shelfCount === shape.shelfCount && b.plateCount === shape.plateCount,
  );
  const count = same.reduce((sum, batch) => sum + batch.sampleCount, 0);
  const plates: PlateSeries[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const samplesG = new Float64Array(count);
    let at = 0;
    for (const batch of same) {
      for (let i = 0; i < batch.sampleCount; i++)
        samplesG[at++] = batch.samplesG[i * cells + cell]!;
    }
    const first = samplesG[0]!;
    if (samplesG.some((value) => !Number.isFinite(value))) continue;
    // A plate that does not exist may jump once (a driver's restart); it has no noise.
    const changes = samplesG.reduce(
      (sum, v, i) => sum + (i > 0 && v !== samplesG[i - 1] ? 1 : 0),
      0,
    );
    if (changes < count / 20 || !Number.isFinite(first)) continue;
    const shelf = Math.floor(cell / shape.plateCount);
    plates.push({ shelf, plate: cell % shape.plateCount, samplesG });
  }
  return plates;
}

function deviation(values: Float64Array, from: number, count: number): number {
  let sum = 0;
  for (let i = from; i < from + count; i++) sum += values[i]!;
  const mean = sum / count;
  let squares = 0;
  for (let i = from; i < from + count; i++) squares += (values[i]! - mean) ** 2;
  return Math.sqrt(squares / count);
}

function medianDeviation(values: Float64Array, window: number): number {
  const deviations: number[] = [];
  for (let i = 0; i + window <= values.length; i += window) {
    deviations.push(deviation(values, i, window));
  }
  return quantileOfFinite(deviations, 0.5);
}

/** Standard deviations of short windows of the high-passed signal, over their own median. */
function listShakes(values: Float64Array, window: number): number[] {
  const differences = new Float64Array(Math.max(0, values.length - 1));
  for (let i = 0; i < differences.length; i++) differences[i] = values[i + 1]! - values[i]!;
  const deviations: number[] = [];
  for (let i = 0; i + window <= differences.length; i += window) {
    deviations.push(deviation(differences, i, window));
  }
  const middle = quantileOfFinite(deviations, 0.5);
  return middle > 0 ? deviations.map((value) => value / middle) : [];
}

/** |difference| of 0.5 s means that are 0.5 s apart: what a step's size can be off by. */
function listStepErrors(values: Float64Array, second: number): number[] {
  const half = second >> 1;
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  const errors: number[] = [];
  for (let i = 0; i + 3 * half <= values.length; i += 3) {
    const before = sums[i + half]! - sums[i]!;
    const after = sums[i + 3 * half]! - sums[i + 2 * half]!;
    errors.push(Math.abs(after - before) / half);
  }
  return errors;
}

/** Where the median plate's power is largest above 4 Hz. */
function findDominantHz(plates: readonly PlateSeries[], rateHz: number): number {
  const usable = plates.filter((plate) => plate.samplesG.length >= 2 * SPECTRUM_LENGTH);
  if (usable.length === 0) return Number.NaN;
  const spectra = usable.map((plate) => powerSpectrum(plate.samplesG, rateHz, SPECTRUM_LENGTH));
  const { frequenciesHz } = spectra[0]!;
  let best = Number.NaN;
  let bestPower = 0;
  for (let k = 1; k + 1 < frequenciesHz.length; k++) {
    if (frequenciesHz[k]! < RING_MIN_HZ) continue;
    // Three bins: a single one is too noisy in half a minute of signal.
    const power = median(
      spectra.map((s) => s.powerDensity[k - 1]! + s.powerDensity[k]! + s.powerDensity[k + 1]!),
    );
    if (power > bestPower) {
      bestPower = power;
      best = frequenciesHz[k]!;
    }
  }
  return best;
}

/** Median over pairs of plates of one shelf, `apart` plates apart, of first differences. */
function correlateApart(plates: readonly PlateSeries[], apart: number): number {
  const differences = plates.map((plate) =>
    Float64Array.from(
      { length: plate.samplesG.length - 1 },
      (_, i) => plate.samplesG[i + 1]! - plate.samplesG[i]!,
    ),
  );
  const found: number[] = [];
  plates.forEach((a, i) => {
    const j = plates.findIndex((b) => b.shelf === a.shelf && b.plate === a.plate + apart);
    if (j >= 0) found.push(correlation(differences[i]!, differences[j]!));
  });
  return quantileOfFinite(found, 0.5);
}

interface Times {
  readonly originMs: number;
  readonly periodMs: number;
  readonly jitterMs: number;
  readonly periodError: number;
}

/** Least squares line through the batches' timestamps. */
function fitTimes(batches: readonly PlateBatch[]): Times {
  const n = batches.length;
  const firstMs = batches[0]!.timestampMs;
  const nominalMs = (1000 * batches[0]!.sampleCount) / batches[0]!.sampleRateHz;
  if (n < 3)
    return {
      originMs: firstMs,
      periodMs: nominalMs,
      jitterMs: Number.NaN,
      periodError: Number.NaN,
    };
  const middle = (n - 1) / 2;
  let sum = 0;
  let sumOn = 0;
  let squares = 0;
  batches.forEach((batch, i) => {
    const t = batch.timestampMs - firstMs;
    sum += t;
    sumOn += (i - middle) * t;
    squares += (i - middle) ** 2;
  });
  const periodMs = sumOn / squares;
  const originMs = firstMs + sum / n - middle * periodMs;
  const off = batches.map((batch, i) => (batch.timestampMs - originMs - i * periodMs) ** 2);
  const jitterMs = Math.sqrt(off.reduce((a, b) => a + b, 0) / n);
  return { originMs, periodMs, jitterMs, periodError: Math.abs(periodMs / nominalMs - 1) };
}

/** What labelled picks and put-backs do to their own plates, the neighbours and the rest. */
function measureSteps(
  series: GondolaSeries,
  plates: readonly PlateSeries[],
  times: Times,
  rateHz: number,
  events: readonly LabelledEvent[],
): Pick<PlateFigures, "stepRatios" | "leaks" | "farLeaks"> {
  const stepRatios: number[] = [];
  const leaks: number[] = [];
  const farLeaks: number[] = [];
  const second = Math.round(rateHz);
  const here = events.filter((event) => event.gondola === series.gondola);
  for (const event of here) {
    if (event.grams === 0 || event.plates.length === 0) continue;
    const crowded = here.some(
      (other) =>
        other !== event &&
        other.shelf === event.shelf &&
        Math.abs(other.timestamp - event.timestamp) < ALONE_S,
    );
    if (crowded) continue;
    const at = Math.round(((event.timestamp * 1000 - times.originMs) * rateHz) / 1000);
    const changes = new Map<number, number>();
    for (const plate of plates) {
      if (plate.shelf !== event.shelf) continue;
      const change = changeAround(plate.samplesG, at, second);
      if (Number.isFinite(change)) changes.set(plate.plate, change);
    }
    const total = event.plates.reduce((sum, plate) => sum + (changes.get(plate) ?? Number.NaN), 0);
    if (!Number.isFinite(total)) continue;
    stepRatios.push(total / event.grams);
    // Leakage of a light item drowns in noise.
    if (Math.abs(event.grams) < 100) continue;
    const low = Math.min(...event.plates);
    const high = Math.max(...event.plates);
    for (const [plate, change] of changes) {
      if (plate === low - 1 || plate === high + 1) leaks.push(change / total);
      else if (plate < low - 2 || plate > high + 2) farLeaks.push(change / total);
    }
  }
  return { stepRatios, leaks, farLeaks };
}

/** Mean of a second after the contact (from 1.2 s) less mean of a second before (until 0.9 s). */
function changeAround(samplesG: Float64Array, at: number, second: number): number {
  const beforeTo = at - Math.round(0.9 * second);
  const afterFrom = at + Math.round(1.2 * second);
  if (beforeTo - second < 0 || afterFrom + second > samplesG.length) return Number.NaN;
  let change = 0;
  for (let i = 0; i < second; i++) {
    change += samplesG[afterFrom + i]! - samplesG[beforeTo - 1 - i]!;
  }
  return change / second;
}
