/** A tray's samples as points of 25 ms or one sample each, without spikes, and what they say of its level. */
import { median } from "@saunter/numerics/statistics";

/** What a point stands for, about: baskets ring at 4 to 14 Hz, and samples in less time are nearly one. */
const POINT_MS = 25;
/** How far back points are kept, and how many at most. */
const KEPT_MS = 1500;
const POINTS_MAX = 96;
/** A single point that is off both of its neighbours by so many times what neighbours differ by is a spike. */
const SPIKE_UNRESTS = 5;
/** Divisions of scales, and by how much a sample may be off a multiple of one. */
const DIVISION_G_MIN = 0.5;
const DIVISION_G_MAX = 10;
const DIVISION_G_OFF = 0.01;
/** Median of |difference| of two normal deviates is 0.954 of their deviation. */
const MEDIAN_DIFFERENCE_OF_SPREAD = 0.954;

export interface TrayPoints {
  /** The newest last; a point that reads nothing is left out. */
  readonly timesMs: number[];
  readonly weightsG: number[];
  sumG: number;
  filled: number;
  sampleRateHz: number;
  lastG: number;
  /** The greatest that all differences of samples so far are multiples of, while there is one. */
  divisorG: number;
  isRounded: boolean;
}

export function createTrayPoints(): TrayPoints {
  return {
    timesMs: [],
    weightsG: [],
    sumG: 0,
    filled: 0,
    sampleRateHz: Number.NaN,
    lastG: Number.NaN,
    divisorG: 0,
    isRounded: true,
  };
}

export function clearPoints(points: TrayPoints): void {
  points.timesMs.length = 0;
  points.weightsG.length = 0;
  points.sumG = 0;
  points.filled = 0;
}

/** @returns whether there is a new point. A point that a sample of reads nothing is none. */
export function addSample(
  points: TrayPoints,
  timestampMs: number,
  sampleRateHz: number,
  sampleG: number,
  spikeG: number,
): boolean {
  if (points.sampleRateHz !== sampleRateHz) {
    points.sampleRateHz = sampleRateHz;
    points.sumG = 0;
    points.filled = 0;
  }
  noteDivision(points, sampleG);
  const samples = Math.max(1, Math.round((POINT_MS * sampleRateHz) / 1000));
  points.sumG += sampleG;
  points.filled++;
  if (points.filled < samples) return false;
  const weightG = points.sumG / samples;
  points.sumG = 0;
  points.filled = 0;
  if (Number.isNaN(weightG)) return false;
  const { timesMs, weightsG } = points;
  timesMs.push(timestampMs);
  weightsG.push(weightG);
  while (weightsG.length > POINTS_MAX || timestampMs - timesMs[0]! > KEPT_MS) {
    timesMs.shift();
    weightsG.shift();
  }
  removeSpike(weightsG, spikeG / samples);
  return true;
}

/** Scales for trade read multiples of a division: Euclid's algorithm finds it after a few different samples. */
function noteDivision(points: TrayPoints, sampleG: number): void {
  const differenceG = Math.abs(sampleG - points.lastG);
  if (!Number.isNaN(sampleG)) points.lastG = sampleG;
  if (!points.isRounded || !(differenceG > 0)) return;
  let [divisorG, restG] = [differenceG, points.divisorG];
  while (restG > DIVISION_G_MIN / 2) [divisorG, restG] = [restG, divisorG % restG];
  points.isRounded = divisorG >= DIVISION_G_MIN && restG < DIVISION_G_OFF;
  points.divisorG = divisorG;
}

/** Grams; 0 of a scale that does not round, or is not known to. */
export function readDivisionG({ divisorG, isRounded }: TrayPoints): number {
  return isRounded && divisorG <= DIVISION_G_MAX ? divisorG : 0;
}

/** The point before the newest, where both of its neighbours are elsewhere: an amplifier's spike. */
function removeSpike(weightsG: number[], spikeG: number): void {
  const at = weightsG.length - 2;
  if (at < 1) return;
  const [before, own, next] = [weightsG[at - 1]!, weightsG[at]!, weightsG[at + 1]!];
  const apartG = Math.abs(next - before);
  const offG = Math.min(Math.abs(own - before), Math.abs(own - next));
  if (!(offG > spikeG && offG > apartG)) return;
  if (offG > SPIKE_UNRESTS * readUnrestG({ weightsG })) weightsG[at] = (before + next) / 2;
}

/** Standard deviation of points from one to the next, grams; 0 of one. */
export function readUnrestG({ weightsG }: Pick<TrayPoints, "weightsG">): number {
  if (weightsG.length < 2) return 0;
  const differencesG = weightsG.slice(1).map((weightG, at) => Math.abs(weightG - weightsG[at]!));
  return median(differencesG) / MEDIAN_DIFFERENCE_OF_SPREAD;
}

/** The newest points, as one level about which they may ring. */
export interface FlatPoints {
  readonly count: number;
  readonly sinceMs: number;
  readonly levelG: number;
  readonly errorG: number;
  /** Standard deviation of what neither the level nor its ringing explains. */
  readonly noiseG: number;
  /** log likelihood ratio: they lie about a level of their own, or as all points of late lie. */
  readonly evidence: number;
}

export interface FlatOptions {
  /** The level before. */
  readonly levelG: number;
  /** Points before are not part of it. */
  readonly sinceMs: number;
  /** What points of a tray at rest spread by. */
  readonly noiseG: number;
}

export interface FlatWanted {
  /** From the first point to the newest, at least. The first that is wanted has the least. */
  readonly leastMs: number;
  readonly evidenceMin: number;
}

/** Each point of a basket that rings follows from the two before: a damped swing. */
const ORDER_MAX = 2;
const WIDTH = ORDER_MAX + 2;
/** A level lies among the points that ring about it, but for this share of their range. */
const OUTSIDE_SHARE = 0.1;
/** Counts of points that are tried: each, then some more at a time. */
const COUNT_GROWS = 0.2;
/** Points that go one way by more than this are on no level yet: noises, and share of the change. */
const TREND_NOISES = 3;
const TREND_SHARE = 0.25;

/** By order: products of 1, the points before and the point itself, row by row, summed over points. */
const products = new Float64Array((ORDER_MAX + 1) * WIDTH * WIDTH);
const equations = new Int32Array(ORDER_MAX + 1);
const row = new Float64Array(WIDTH);
/** [normal equations | right side | identity] of up to three unknowns. */
const table = new Float64Array((ORDER_MAX + 1) * (2 * ORDER_MAX + 3));
const fit = { offsetG: 0, errorG: 0, noiseG: 0, freedom: 0 };

/**
 * The newest points that lie about one level: of those that do likely enough, the level that is known best.
 *
 * @returns one for each of `wanted`, null where there is none
 */
export function findFlat(
  points: TrayPoints,
  { levelG, noiseG, sinceMs }: FlatOptions,
  wanted: readonly FlatWanted[],
): (FlatPoints | null)[] {
  const { timesMs, weightsG } = points;
  const last = weightsG.length - 1;
  const nowMs = timesMs[last]!;
  // About the newest point: sums of squares keep their digits.
  const originG = weightsG[last]!;
  let othersSum = levelG - originG;
  let othersSquares = othersSum * othersSum;
  for (const weightG of weightsG) {
    othersSum += weightG - originG;
    othersSquares += (weightG - originG) ** 2;
  }
  products.fill(0);
  equations.fill(0);
  let [least, most, tried] = [0, 0, 1];
  let [sum, times, timeSquares, timeProducts] = [0, 0, 0, 0];
  const best: (FlatPoints | null)[] = wanted.map(() => null);
  for (let at = last; at >= 0 && timesMs[at]! >= sinceMs; at--) {
    const offG = weightsG[at]! - originG;
    const agoMs = nowMs - timesMs[at]!;
    othersSum -= offG;
    othersSquares -= offG * offG;
    least = Math.min(least, offG);
    most = Math.max(most, offG);
    sum += offG;
    times += agoMs;
    timeSquares += agoMs * agoMs;
    timeProducts += offG * agoMs;
    for (let order = 0; order <= ORDER_MAX; order++) {
      if (at + order <= last) addEquation(points, originG, at + order, order);
    }
    const count = last - at + 1;
    const isLast = at === 0 || timesMs[at - 1]! < sinceMs;
    if (agoMs < wanted[0]!.leastMs || (count < tried * (1 + COUNT_GROWS) && !isLast)) continue;
    tried = count;
    const others = weightsG.length + 1 - count;
    const outside = OUTSIDE_SHARE * (most - least);
    const slope = (timeProducts - (sum * times) / count) / (timeSquares - (times * times) / count);
    const trendG = Math.abs(slope * agoMs);
    for (let order = 0; order <= ORDER_MAX; order++) {
      if (!solve(order, noiseG)) continue;
      const { offsetG } = fit;
      if (offsetG < least - outside || offsetG > most + outside) continue;
      // What still goes one way is on no level yet.
      const changeG = Math.abs(originG + offsetG - levelG);
      if (order === 0 && trendG > Math.max(TREND_NOISES * noiseG, TREND_SHARE * changeG)) continue;
      const square = othersSquares - 2 * offsetG * othersSum + others * offsetG * offsetG;
      const usualG = Math.sqrt(Math.max(0, square) / others);
      const evidence = fit.freedom * Math.log(usualG / Math.max(fit.noiseG, noiseG));
      // Few points may be alike by chance.
      const errorG = fit.errorG * (1 + 4 / fit.freedom) * (order === 0 ? findRunning(noiseG) : 1);
      const found = { count, sinceMs: timesMs[at]!, levelG: originG + offsetG, errorG, evidence };
      for (const [which, { evidenceMin, leastMs }] of wanted.entries()) {
        if (agoMs < leastMs || evidence < evidenceMin) continue;
        if (errorG < (best[which]?.errorG ?? Number.POSITIVE_INFINITY)) {
          best[which] = { ...found, noiseG: fit.noiseG };
        }
      }
    }
  }
  return best;
}

/** By how much the error of a mean is larger where points are like the ones before them, as in a slow swing. */
function findRunning(noiseG: number): number {
  const from = WIDTH * WIDTH;
  const count = equations[1]!;
  if (count < 2) return 1;
  const meanBefore = products[from + 1]! / count;
  const mean = products[from + 2]! / count;
  const together = products[from + WIDTH + 2]! / count - meanBefore * mean;
  const alone = products[from + WIDTH + 1]! / count - meanBefore * meanBefore;
  const follows = Math.min(0.9, together / (alone + noiseG * noiseG));
  return follows > 0 ? Math.sqrt((1 + follows) / (1 - follows)) : 1;
}

/** One point, as it follows from so many before it. */
function addEquation(
  { timesMs, weightsG }: TrayPoints,
  originG: number,
  at: number,
  order: number,
): void {
  if (order > 0) {
    // Where points are missing nothing follows.
    const stepMs = timesMs[at]! - timesMs[at - 1]!;
    const longMs = timesMs[at]! - timesMs[at - order]!;
    if (Math.abs(longMs - order * stepMs) > stepMs / 2) return;
  }
  row[0] = 1;
  for (let back = 1; back <= order; back++) row[back] = weightsG[at - back]! - originG;
  row[order + 1] = weightsG[at]! - originG;
  const from = order * WIDTH * WIDTH;
  for (let one = 0; one < order + 2; one++) {
    for (let other = 0; other < order + 2; other++) {
      products[from + one * WIDTH + other]! += row[one]! * row[other]!;
    }
  }
  equations[order]!++;
}

/** Least squares of a level and what rings about it, into `fit`. @returns whether there is a level */
function solve(order: number, noiseG: number): boolean {
  const unknowns = order + 1;
  const from = order * WIDTH * WIDTH;
  fit.freedom = equations[order]! - unknowns;
  if (fit.freedom < 1) return false;
  // Gauss and Jordan.
  const columns = 2 * unknowns + 1;
  for (let one = 0; one < unknowns; one++) {
    for (let column = 0; column < columns; column++) {
      table[one * columns + column] =
        column <= unknowns ? products[from + one * WIDTH + column]! : 0;
    }
    // Noise alone does not ring.
    if (one > 0) table[one * columns + one]! += 2 * noiseG * noiseG;
    table[one * columns + unknowns + 1 + one] = 1;
  }
  for (let pivot = 0; pivot < unknowns; pivot++) {
    const divisor = table[pivot * columns + pivot]!;
    if (!(divisor > 1e-9)) return false;
    for (let column = 0; column < columns; column++) table[pivot * columns + column]! /= divisor;
    for (let one = 0; one < unknowns; one++) {
      const factor = table[one * columns + pivot]!;
      if (one === pivot || factor === 0) continue;
      for (let column = 0; column < columns; column++) {
        table[one * columns + column]! -= factor * table[pivot * columns + column]!;
      }
    }
  }
  let left = products[from + unknowns * WIDTH + unknowns]!;
  let follows = 0;
  for (let one = 0; one < unknowns; one++) {
    const value = table[one * columns + unknowns]!;
    left -= value * products[from + one * WIDTH + unknowns]!;
    if (one > 0) follows += value;
  }
  const steady = 1 - follows;
  if (!(steady > 0)) return false;
  fit.noiseG = Math.sqrt(Math.max(0, left) / fit.freedom);
  fit.offsetG = table[unknowns]! / steady;
  // How the level depends on each unknown: 1 for the first, the level for the others, over what is steady.
  let variance = 0;
  for (let one = 0; one < unknowns; one++) {
    for (let other = 0; other < unknowns; other++) {
      const weight = (one === 0 ? 1 : fit.offsetG) * (other === 0 ? 1 : fit.offsetG);
      variance += weight * table[one * columns + unknowns + 1 + other]!;
    }
  }
  fit.errorG = (Math.max(fit.noiseG, noiseG) * Math.sqrt(Math.max(0, variance))) / steady;
  return true;
}
