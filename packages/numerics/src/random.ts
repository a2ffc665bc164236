/**
 * Seeded randomness: sfc32 (Chris Doty-Humphrey, PractRand), seeded through splitmix32, so that the
 * same seed gives the same stream on every machine. Pure packages take a `Random` as an argument.
 */

export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  uniform(low: number, high: number): number;
  /** Uniform integer in [low, high], both ends included. */
  integer(low: number, high: number): number;
  /** Normal deviate (Marsaglia's polar method). */
  normal(mean: number, standardDeviation: number): number;
  /** Exponential deviate with the given mean. */
  exponential(mean: number): number;
  /** Poisson deviate (Knuth below 30, normal approximation rounded above). */
  poisson(mean: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Index drawn in proportion to `weights` (not negative, at least one positive). */
  weighted(weights: readonly number[]): number;
  shuffle<T>(items: T[]): T[];
  /** An independent stream named by `label`; does not advance this one. */
  fork(label: string | number): Random;
}

function hashSeed(seed: number, label: string): number {
  let hash = (seed ^ 0x9e3779b9) >>> 0;
  for (let i = 0; i < label.length; i++) {
    hash = Math.imul(hash ^ label.charCodeAt(i), 0x01000193) >>> 0;
    hash = (hash ^ (hash >>> 15)) >>> 0;
  }
  return hash >>> 0;
}

/** @param seed any finite number; its integer part's low 32 bits and the next 21 are used. */
export function createRandom(seed: number): Random {
  if (!Number.isFinite(seed)) throw new RangeError(`seed must be a finite number, got ${seed}`);
  const seedLow = Math.floor(seed) >>> 0;
  const origin = (seedLow ^ Math.imul(Math.floor(seed / 4294967296) >>> 0, 0x85ebca6b)) >>> 0;
  const next = createSfc32(origin);
  const normal = createNormal(next);
  return {
    next,
    uniform: (low, high) => low + (high - low) * next(),
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    normal,
    exponential: (mean) => -mean * Math.log(1 - next()),
    poisson: (mean) => {
      if (mean >= 30) return Math.max(0, Math.round(normal(mean, Math.sqrt(mean))));
      return drawPoisson(next, mean);
    },
    chance: (probability) => next() < probability,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new RangeError("cannot pick from an empty list");
      return items[Math.floor(next() * items.length)]!;
    },
    weighted: (weights) => drawWeighted(next, weights),
    shuffle: (items) => shuffleInPlace(next, items),
    fork: (label) => createRandom(hashSeed(origin, String(label))),
  };
}

type Next = () => number;

function createSfc32(seed: number): Next {
  let mix = seed;
  const splitmix = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let i = 0; i < 12; i++) next();
  return next;
}

/** The polar method makes two deviates at once; the second is kept for the next call. */
function createNormal(next: Next): Random["normal"] {
  let spare = Number.NaN;
  return (mean, standardDeviation) => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = Number.NaN;
      return mean + standardDeviation * value;
    }
    let u: number;
    let v: number;
    let s: number;
    do {
      u = 2 * next() - 1;
      v = 2 * next() - 1;
      s = u * u + v * v;
    } while (s >= 1 || s === 0);
    const factor = Math.sqrt((-2 * Math.log(s)) / s);
    spare = v * factor;
    return mean + standardDeviation * u * factor;
  };
}

function drawPoisson(next: Next, mean: number): number {
  const limit = Math.exp(-mean);
  let product = next();
  let count = 0;
  while (product > limit) {
    product *= next();
    count++;
  }
  return count;
}

function drawWeighted(next: Next, weights: readonly number[]): number {
  let total = 0;
  for (const weight of weights) total += weight;
  if (!(total > 0)) throw new RangeError("weights must have a positive sum");
  let at = next() * total;
  for (let i = 0; i < weights.length; i++) {
    at -= weights[i]!;
    if (at < 0) return i;
  }
  return weights.findLastIndex((weight) => weight > 0);
}

function shuffleInPlace<T>(next: Next, items: T[]): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}
