/**
 * A belief over one number that may drift and jump, as masses on a grid of cells: Bucy & Senne, "Digital synthesis
 * of non-linear filters", Automatica 7 (1971). It needs no shape of the likelihood, and several peaks may stand until
 * evidence decides between them; a Kalman filter has one. That the number may jump at each step with a small
 * probability is the change point of Adams & MacKay, "Bayesian online changepoint detection", arXiv:0710.3742 (2007).
 */

/** Cells from `minimum` up, each `width` wide; the masses add up to 1. */
export interface PointMasses {
  readonly minimum: number;
  readonly width: number;
  readonly masses: Float64Array;
}

/** Equal masses from `minimum` to `maximum`, both of them middles of cells. */
export function createPointMasses(minimum: number, maximum: number, width: number): PointMasses {
  const count = Math.round((maximum - minimum) / width) + 1;
  if (!(count > 1)) throw new RangeError(`no cells from ${minimum} to ${maximum}`);
  return { minimum, width, masses: new Float64Array(count).fill(1 / count) };
}

/** The middle of a cell. */
export function findCell({ minimum, width }: PointMasses, at: number): number {
  return minimum + at * width;
}

/**
 * Time passes: what is believed spreads.
 *
 * @param driftSd standard deviation of the drift, in the unit of the cells
 * @param jumpShare probability that the number is any other now
 */
export function spreadMasses(belief: PointMasses, driftSd: number, jumpShare: number): void {
  const { masses, width } = belief;
  const kernel = makeKernel(driftSd / width);
  const reach = kernel.length - 1;
  const before = masses.slice();
  masses.fill(jumpShare / masses.length);
  for (const [at, mass] of before.entries()) {
    for (let off = -reach; off <= reach; off++) {
      // What would leave the grid stays at its end.
      const to = Math.min(masses.length - 1, Math.max(0, at + off));
      masses[to]! += (1 - jumpShare) * mass * kernel[Math.abs(off)]!;
    }
  }
}

/** Half of a normal density in cells, that adds up to 1 with its other half; up to four standard deviations. */
function makeKernel(sdCells: number): Float64Array {
  const kernel = new Float64Array(Math.ceil(4 * sdCells) + 1);
  let sum = 0;
  for (let off = 0; off < kernel.length; off++) {
    kernel[off] = off === 0 ? 1 : Math.exp(-0.5 * (off / sdCells) ** 2);
    sum += off === 0 ? 1 : 2 * kernel[off]!;
  }
  return kernel.map((value) => value / sum);
}

/**
 * Evidence comes in.
 *
 * @param logLikelihoods of each cell, up to a constant that all share
 * @param strayShare share of such evidence that says nothing: it bounds what one of them can do
 */
export function weighMasses(
  { masses }: PointMasses,
  logLikelihoods: Float64Array,
  strayShare: number,
): void {
  const most = logLikelihoods.reduce((a, b) => Math.max(a, b));
  const likelihoods = logLikelihoods.map((log) => Math.exp(log - most));
  const mean = likelihoods.reduce((a, b) => a + b) / likelihoods.length;
  let sum = 0;
  for (const [at, likelihood] of likelihoods.entries()) {
    masses[at]! *= strayShare + ((1 - strayShare) * likelihood) / mean;
    sum += masses[at]!;
  }
  for (let at = 0; at < masses.length; at++) masses[at]! /= sum;
}

export interface Peak {
  /** Mean and standard deviation of what lies within the peak. */
  readonly mean: number;
  readonly sd: number;
  /** How much of all mass lies within it. */
  readonly share: number;
}

/** Where most mass lies within `halfWidth` of one cell, and how it lies there. */
export function findPeak(belief: PointMasses, halfWidth: number): Peak {
  const { masses, width } = belief;
  const reach = Math.floor(halfWidth / width);
  let best = { share: -1, at: 0 };
  for (let at = 0; at < masses.length; at++) {
    const share = sumMasses(masses, at - reach, at + reach);
    if (share > best.share) best = { share, at };
  }
  let [mean, square] = [0, 0];
  for (let at = Math.max(0, best.at - reach); at <= best.at + reach && at < masses.length; at++) {
    const off = findCell(belief, at) - findCell(belief, best.at);
    mean += (masses[at]! * off) / best.share;
    square += (masses[at]! * off * off) / best.share;
  }
  return {
    mean: findCell(belief, best.at) + mean,
    sd: Math.sqrt(Math.max(0, square - mean * mean) + (width * width) / 12),
    share: best.share,
  };
}

function sumMasses(masses: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = Math.max(0, from); at <= to && at < masses.length; at++) sum += masses[at]!;
  return sum;
}
