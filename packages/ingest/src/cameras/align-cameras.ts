/**
 * How far two cameras' clocks are apart, from when something moves: the same people move before both.
 * The motion of each (mean absolute difference of small grey pictures) is put on one grid of time,
 * and shifted until both agree best; a parabola through the best shift and its neighbours gives what
 * lies between. Its sureness is how far the best agreement stands out of chance, and above any other.
 */
import { fitDrift } from "./fit-drift.ts";

/** Motion between the picture before and this one; its time is the middle of both. */
export interface MotionPoint {
  readonly timestampMs: number;
  readonly motion: number;
}

export interface AlignOptions {
  /** The clocks are not further apart. */
  readonly offsetMsMax: number;
  /** Step of the grid, ms: half a frame is fine enough. */
  readonly stepMs: number;
}

export type Alignment =
  | {
      readonly kind: "aligned";
      /** What is added to b's times to get a's, ms, in the middle of what they share. */
      readonly offsetMs: number;
      /** By how much the offset grows, parts in a million; null where too short to tell. */
      readonly driftPpm: number | null;
      /** Best agreement, up to 1. */
      readonly correlation: number;
      /** 0 to 1: how sure it is that the best agreement is the right one. */
      readonly confidence: number;
    }
  | { readonly kind: "unknown"; readonly reason: UnknownReason };

export type UnknownReason =
  | "their recordings overlap too little"
  | "one of them sees too little movement"
  | "they do not see the same movement"
  | "several offsets fit equally well"
  | "the clocks are further apart than the search range";

/** Shared time that is needed, and at which drift is reported, ms. */
export const SHARED_MS_MIN = 8000;
export const DRIFT_SHARED_MS_MIN = 60_000;
/** Parts that drift is told from. */
const DRIFT_PARTS = 6;
/** Standard deviations by which the best agreement stands out of chance. */
export const CHANCE_DEVIATIONS_MIN = 5;
/** The best agreement leaves at least so much of what is lacking in the second best, outside of it. */
export const SECOND_SHARE_MAX = 0.85;
export const CORRELATION_MIN = 0.25;
/** Shifts nearer to the best than that belong to it, ms: a step of somebody walking takes half a second. */
const PEAK_HALF_MS = 500;
/** Slow changes, of light and of crowds, fit at any shift: they are taken out, ms. */
const SLOW_MS = 2000;
/** A best shift so near to the end of those processed, in steps, is one beyond them. */
const EDGE_STEPS = 2;
/** The strong motions (19 of 20 are below) are so many times the weak ones (1 of 5 is); noise is even. */
const LIVELY_TIMES_MIN = 1.5;

/** Series in order of time. Throws RangeError on options that are not positive. */
export function alignCameras(
  a: readonly MotionPoint[],
  b: readonly MotionPoint[],
  options: AlignOptions,
): Alignment {
  const { offsetMsMax, stepMs } = options;
  if (!(offsetMsMax > 0 && stepMs > 0)) throw new RangeError("an offset and a step are positive");
  const shared = findShared(a, b, options);
  if (shared === null) return unknown("their recordings overlap too little");
  if (!isLively(a) || !isLively(b)) return unknown("one of them sees too little movement");
  const quickA = sumUp(takeSlowOut(putOnGrid(weighMotion(a), shared, stepMs), stepMs));
  const quickB = sumUp(takeSlowOut(putOnGrid(weighMotion(b), shared, stepMs), stepMs));
  const shifts = Math.ceil(offsetMsMax / stepMs);
  const agreement = correlateShifts(quickA, quickB, shifts);
  const best = findBest(agreement, stepMs, countIndependent(quickA, quickB));
  if ("reason" in best) return unknown(best.reason);
  const offsetMs = (best.at - shifts) * stepMs;
  const driftPpm = findDrift(quickA, quickB, offsetMs, stepMs);
  return { kind: "aligned", offsetMs, driftPpm, ...best.sureness };
}

const unknown = (reason: UnknownReason): Alignment => ({ kind: "unknown", reason });

/** From when to when both have been seen, whatever the offset is. */
function findShared(
  a: readonly MotionPoint[],
  b: readonly MotionPoint[],
  { stepMs }: AlignOptions,
): { readonly fromMs: number; readonly count: number } | null {
  if (a.length < 2 || b.length < 2) return null;
  const fromMs = Math.max(a[0]!.timestampMs, b[0]!.timestampMs);
  const toMs = Math.min(a.at(-1)!.timestampMs, b.at(-1)!.timestampMs);
  if (toMs - fromMs < SHARED_MS_MIN) return null;
  return { fromMs, count: Math.floor((toMs - fromMs) / stepMs) + 1 };
}

/**
 * Motion as so many times that of quiet times, its logarithm: large ones would drown all others. What
 * one picture alone shows is no motion but a key picture of the stream: the middle of three is taken.
 */
function weighMotion(series: readonly MotionPoint[]): MotionPoint[] {
  const sorted = series.map(({ motion }) => motion).sort((x, y) => x - y);
  const quiet = Math.max(1e-6, sorted[Math.floor(sorted.length * 0.2)]!);
  return series.map(({ timestampMs, motion }, at) => {
    const before = series[at - 1]?.motion ?? motion;
    const after = series[at + 1]?.motion ?? motion;
    const low = Math.min(before, after);
    const middle = Math.max(low, Math.min(motion, Math.max(before, after)));
    return { timestampMs, motion: Math.log1p(Math.max(0, middle) / quiet) };
  });
}

/** Linear between points. */
function putOnGrid(
  series: readonly MotionPoint[],
  { fromMs, count }: { readonly fromMs: number; readonly count: number },
  stepMs: number,
): Float64Array {
  const grid = new Float64Array(count);
  let next = 1;
  for (let at = 0; at < count; at++) {
    const timeMs = fromMs + at * stepMs;
    while (next < series.length - 1 && series[next]!.timestampMs < timeMs) next++;
    const [before, after] = [series[next - 1]!, series[next]!];
    const spanMs = after.timestampMs - before.timestampMs;
    const share =
      spanMs <= 0 ? 1 : Math.min(1, Math.max(0, (timeMs - before.timestampMs) / spanMs));
    grid[at] = before.motion + share * (after.motion - before.motion);
  }
  return grid;
}

function isLively(series: readonly MotionPoint[]): boolean {
  const sorted = series.map(({ motion }) => motion).sort((x, y) => x - y);
  const at = (share: number): number => sorted[Math.floor(sorted.length * share)]!;
  return at(0.95) > LIVELY_TIMES_MIN * at(0.2);
}

/** Less the mean of the time around. */
function takeSlowOut(grid: Float64Array, stepMs: number): Float64Array {
  const half = Math.max(1, Math.round(SLOW_MS / 2 / stepMs));
  const sums = new Float64Array(grid.length + 1);
  for (let at = 0; at < grid.length; at++) sums[at + 1] = sums[at]! + grid[at]!;
  return grid.map((value, at) => {
    const [from, to] = [Math.max(0, at - half), Math.min(grid.length, at + half + 1)];
    return value - (sums[to]! - sums[from]!) / (to - from);
  });
}

/** A series, with the sums of its values and of their squares up to each. */
interface Summed {
  readonly values: Float64Array;
  readonly sums: Float64Array;
  readonly squares: Float64Array;
}

function sumUp(values: Float64Array): Summed {
  const sums = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    sums[at + 1] = sums[at]! + value;
    squares[at + 1] = squares[at]! + value * value;
  }
  return { values, sums, squares };
}

/** Pearson's correlation of a and b, b later by from -shifts to shifts steps; 2 shifts + 1 of them. */
function correlateShifts(a: Summed, b: Summed, shifts: number): Float64Array {
  return Float64Array.from({ length: 2 * shifts + 1 }, (_, at) => correlateAt(a, b, at - shifts));
}

/** Of what both have at that shift; 0 where that is less than half. */
function correlateAt(a: Summed, b: Summed, shift: number): number {
  const { length } = a.values;
  const from = Math.max(0, shift);
  const to = Math.min(length, b.values.length + shift);
  return to - from < length / 2 ? 0 : correlatePart(a, b, shift, from, to);
}

/** Of what both have at that shift, of a from an index to another. */
function correlatePart(a: Summed, b: Summed, shift: number, from: number, to: number): number {
  const count = to - from;
  const sumA = a.sums[to]! - a.sums[from]!;
  const sumB = b.sums[to - shift]! - b.sums[from - shift]!;
  const squaresA = a.squares[to]! - a.squares[from]!;
  const squaresB = b.squares[to - shift]! - b.squares[from - shift]!;
  const scale = (squaresA - sumA ** 2 / count) * (squaresB - sumB ** 2 / count);
  if (scale <= 1e-18) return 0;
  const products = multiply(a.values, b.values, shift, from, to);
  return (products - (sumA * sumB) / count) / Math.sqrt(scale);
}

/** The sum of a's values times b's. */
function multiply(
  a: Float64Array,
  b: Float64Array,
  shift: number,
  from: number,
  to: number,
): number {
  let sum = 0;
  for (let at = from; at < to; at++) sum += a[at]! * b[at - shift]!;
  return sum;
}

/**
 * How many values of the two are worth one each: neighbours are alike. Bartlett, "Some aspects of the
 * time-correlation problem", J. Royal Statistical Society 98, 1935.
 */
function countIndependent(a: Summed, b: Summed): number {
  const { length } = a.values;
  let sum = 1;
  for (let shift = 1; shift < length / 4; shift++) {
    const both = correlateAt(a, a, shift) * correlateAt(b, b, shift);
    sum += 2 * both;
    if (Math.abs(both) < 0.01) break;
  }
  return length / Math.max(1, sum);
}

type Best =
  | { readonly reason: UnknownReason }
  | {
      readonly at: number;
      readonly sureness: { readonly correlation: number; readonly confidence: number };
    };

function findBest(agreement: Float64Array, stepMs: number, independent: number): Best {
  let top = 0;
  for (let at = 1; at < agreement.length; at++) if (agreement[at]! > agreement[top]!) top = at;
  const correlation = agreement[top]!;
  const half = Math.ceil(PEAK_HALF_MS / stepMs);
  let second = 0;
  for (let at = 0; at < agreement.length; at++)
    if (Math.abs(at - top) > half) second = Math.max(second, agreement[at]!);
  // Fisher's transformation makes correlations by chance about normal.
  const deviations =
    Math.atanh(Math.min(0.999999, correlation)) * Math.sqrt(Math.max(0, independent - 3));
  if (correlation < CORRELATION_MIN || deviations < CHANCE_DEVIATIONS_MIN)
    return { reason: "they do not see the same movement" };
  if (top < EDGE_STEPS || top >= agreement.length - EDGE_STEPS)
    return { reason: "the clocks are further apart than the search range" };
  const secondShare = second / correlation;
  if (secondShare > SECOND_SHARE_MAX) return { reason: "several offsets fit equally well" };
  const confidence = (1 - secondShare) * (1 - Math.exp(-deviations / CHANCE_DEVIATIONS_MIN));
  return { at: top + findVertex(agreement, top), sureness: { correlation, confidence } };
}

/** Where the parabola through three neighbours is highest, from the middle one, -0.5 to 0.5. */
function findVertex(values: ArrayLike<number>, at: number): number {
  const [before, here, after] = [values[at - 1]!, values[at]!, values[at + 1]!];
  const bend = before - 2 * here + after;
  return bend >= 0 ? 0 : Math.min(0.5, Math.max(-0.5, (before - after) / 2 / bend));
}

/** Offsets of parts of the time, and a line through those that agree well. */
function findDrift(a: Summed, b: Summed, offsetMs: number, stepMs: number): number | null {
  const { length } = a.values;
  if (length * stepMs < DRIFT_SHARED_MS_MIN) return null;
  const middle = Math.round(offsetMs / stepMs);
  const half = Math.ceil(PEAK_HALF_MS / stepMs);
  const size = Math.floor(length / DRIFT_PARTS);
  const points: { readonly timeMs: number; readonly offsetMs: number }[] = [];
  for (let part = 0; part < DRIFT_PARTS; part++) {
    const from = part * size;
    const agreement = Float64Array.from({ length: 2 * half + 1 }, (_, at) => {
      const shift = middle + at - half;
      const fromA = Math.max(from, shift);
      const toA = Math.min(from + size, b.values.length + shift);
      return toA - fromA < size / 2 ? 0 : correlatePart(a, b, shift, fromA, toA);
    });
    const top = agreement.indexOf(Math.max(...agreement));
    if (top === 0 || top === 2 * half || agreement[top]! < CORRELATION_MIN) continue;
    const shift = middle + top - half + findVertex(agreement, top);
    points.push({ timeMs: (from + size / 2) * stepMs, offsetMs: shift * stepMs });
  }
  return fitDrift(points);
}
