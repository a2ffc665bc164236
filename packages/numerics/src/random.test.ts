import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "./random.ts";
import { mean, normalCdf, variance } from "./statistics.ts";

const WORD = 0xffffffffn;

/** sfc32 and splitmix32 as published, on big integers, without any of the bit tricks. */
function generateSlowly(seed: number, count: number): number[] {
  let mix = BigInt(seed) & WORD;
  const high = BigInt(Math.floor(seed / 4294967296)) & WORD;
  mix = (mix ^ (high * 0x85ebca6bn)) & WORD;
  const splitmix = (): bigint => {
    mix = (mix + 0x9e3779b9n) & WORD;
    let z = ((mix ^ (mix >> 16n)) * 0x21f0aaadn) & WORD;
    z = ((z ^ (z >> 15n)) * 0x735a2d97n) & WORD;
    return z ^ (z >> 15n);
  };
  let [a, b, c, counter] = [splitmix(), splitmix(), splitmix(), 1n];
  const words: number[] = [];
  for (let i = 0; i < count + 12; i++) {
    const sum = (a + b + counter) & WORD;
    counter = (counter + 1n) & WORD;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & WORD;
    c = (((c << 21n) | (c >> 11n)) + sum) & WORD;
    if (i >= 12) words.push(Number(sum));
  }
  return words;
}

function draw<T>(count: number, next: () => T): T[] {
  return Array.from({ length: count }, next);
}

/** Kolmogorov and Smirnov's distance from a sample to a distribution. */
function measureDistance(sample: number[], cdf: (x: number) => number): number {
  const sorted = Float64Array.from(sample).sort();
  let distance = 0;
  sorted.forEach((x, i) => {
    const probability = cdf(x);
    distance = Math.max(
      distance,
      probability - i / sorted.length,
      (i + 1) / sorted.length - probability,
    );
  });
  return distance;
}

// Statistical tests run on fixed seeds, so they pass or fail for good. Their limits:
//  distance    1.95 / sqrt(n)    Kolmogorov's limit, passed once in a thousand
//  mean        4 standard errors  passed once in sixteen thousand
const COUNT = 20_000;
const DISTANCE_MAX = 1.95 / Math.sqrt(COUNT);

test("the stream is sfc32's, seeded through splitmix32", () => {
  const seeds = fc.oneof(fc.integer(), fc.maxSafeInteger());
  fc.assert(
    fc.property(seeds, (seed) => {
      const random = createRandom(seed);
      const words = draw(20, () => random.next() * 4294967296);
      expect(words).toEqual(generateSlowly(seed, 20));
    }),
  );
});

test("a seed's first words are pinned, so that no recorded run changes", () => {
  const pinned = [0.5636717735324055, 0.5851113414391875, 0.8959073920268565, 0.9463990409858525];
  expect(draw(4, createRandom(1).next)).toEqual(pinned);
});

test("the same seed gives the same stream, another seed another", () => {
  expect(draw(50, createRandom(5).next)).toEqual(draw(50, createRandom(5).next));
  expect(draw(50, createRandom(5).next)).not.toEqual(draw(50, createRandom(6).next));
  const beyond32Bits = 5 + 2 ** 32;
  expect(draw(50, createRandom(5).next)).not.toEqual(draw(50, createRandom(beyond32Bits).next));
});

test("next is uniform on [0, 1)", () => {
  const sample = draw(COUNT, createRandom(2).next);
  expect(Math.min(...sample)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...sample)).toBeLessThan(1);
  expect(measureDistance(sample, (x) => x)).toBeLessThan(DISTANCE_MAX);
});

test("successive words are not correlated", () => {
  const sample = draw(COUNT, createRandom(3).next);
  let sum = 0;
  for (let i = 1; i < COUNT; i++) sum += (sample[i] - 0.5) * (sample[i - 1] - 0.5);
  expect(Math.abs((12 * sum) / COUNT)).toBeLessThan(4 / Math.sqrt(COUNT));
});

test("uniform stays in its range and fills it", () => {
  const random = createRandom(4);
  const sample = draw(COUNT, () => random.uniform(-3, 5));
  expect(measureDistance(sample, (x) => (x + 3) / 8)).toBeLessThan(DISTANCE_MAX);
});

test("integer reaches both of its ends equally often and nothing beyond", () => {
  const random = createRandom(5);
  const counts = new Map<number, number>();
  for (let i = 0; i < COUNT; i++) {
    const value = random.integer(-2, 3);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
  let chiSquared = 0;
  for (const count of counts.values()) chiSquared += (count - COUNT / 6) ** 2 / (COUNT / 6);
  // 20.5: five degrees of freedom, once in a thousand.
  expect(chiSquared).toBeLessThan(20.5);
  expect(random.integer(7, 7)).toBe(7);
});

test("normal has the normal distribution, spare deviates included", () => {
  const random = createRandom(6);
  const sample = draw(COUNT, () => random.normal(10, 2));
  expect(measureDistance(sample, (x) => normalCdf((x - 10) / 2))).toBeLessThan(DISTANCE_MAX);
});

test("exponential has the exponential distribution", () => {
  const random = createRandom(7);
  const sample = draw(COUNT, () => random.exponential(4));
  expect(Math.min(...sample)).toBeGreaterThanOrEqual(0);
  expect(measureDistance(sample, (x) => -Math.expm1(-x / 4))).toBeLessThan(DISTANCE_MAX);
});

test.each([0.3, 4, 29.9, 30, 200])("poisson(%d) has that mean and that variance", (rate) => {
  const random = createRandom(8);
  const sample = draw(COUNT, () => random.poisson(rate));
  expect(sample.every((count) => Number.isInteger(count) && count >= 0)).toBe(true);
  expect(Math.abs(mean(sample) - rate)).toBeLessThan(4 * Math.sqrt(rate / COUNT));
  // A count's variance has a standard error of sqrt((2 rate² + rate) / n).
  const error = Math.sqrt((2 * rate * rate + rate) / COUNT);
  // Rounding the normal approximation adds 1/12 to the variance.
  expect(Math.abs(variance(sample) - rate)).toBeLessThan(4 * error + (rate >= 30 ? 1 / 12 : 0));
});

test("poisson of a rate of zero is zero", () => {
  expect(createRandom(1).poisson(0)).toBe(0);
});

test("chance holds its probability, and 0 and 1 are certain", () => {
  const random = createRandom(9);
  const hits = draw(COUNT, () => random.chance(0.2)).filter((hit) => hit).length;
  expect(Math.abs(hits / COUNT - 0.2)).toBeLessThan(4 * Math.sqrt(0.16 / COUNT));
  expect(draw(100, () => random.chance(0)).some((hit) => hit)).toBe(false);
  expect(draw(100, () => random.chance(1)).every((hit) => hit)).toBe(true);
});

test("pick and weighted draw in proportion", () => {
  const random = createRandom(10);
  const picked = draw(COUNT, () => random.pick(["a", "b", "c", "d"]));
  const share = picked.filter((item) => item === "c").length / COUNT;
  expect(Math.abs(share - 0.25)).toBeLessThan(4 * Math.sqrt(0.1875 / COUNT));
  const drawn = draw(COUNT, () => random.weighted([1, 0, 3]));
  expect(drawn.includes(1)).toBe(false);
  const third = drawn.filter((index) => index === 2).length / COUNT;
  expect(Math.abs(third - 0.75)).toBeLessThan(4 * Math.sqrt(0.1875 / COUNT));
});

test("weighted never draws a weight of zero", () => {
  const lists = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-300, max: 1e300 })), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(lists, fc.integer(), (weights, seed) => {
      fc.pre(weights.some((weight) => weight > 0) && weights.every((w) => !Number.isNaN(w)));
      expect(weights[createRandom(seed).weighted(weights)]).toBeGreaterThan(0);
    }),
  );
});

test("shuffle keeps every item, in place, and reaches every order equally often", () => {
  const random = createRandom(11);
  const items = [1, 2, 3];
  expect(random.shuffle(items)).toBe(items);
  const counts = new Map<string, number>();
  for (let i = 0; i < COUNT; i++) {
    const order = random.shuffle(["x", "y", "z"]).join("");
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  let chiSquared = 0;
  for (const count of counts.values()) chiSquared += (count - COUNT / 6) ** 2 / (COUNT / 6);
  expect(chiSquared).toBeLessThan(20.5);
});

test("fork gives a stream of its own, the same each time, without advancing this one", () => {
  const random = createRandom(12);
  const shelf = draw(20, random.fork("shelf").next);
  const untouched = createRandom(12);
  expect(draw(20, random.next)).toEqual(draw(20, untouched.next));
  // A fork depends on the seed and the label alone, not on how far the parent has come.
  expect(draw(20, random.fork("shelf").next)).toEqual(shelf);
  expect(draw(20, random.fork("scale").next)).not.toEqual(shelf);
  expect(draw(20, createRandom(13).fork("shelf").next)).not.toEqual(shelf);
  expect(draw(20, random.fork(1).next)).not.toEqual(draw(20, random.fork(2).next));
});

test("a seed that is not finite, nothing to pick and no weight are refused", () => {
  const random = createRandom(1);
  expect(() => createRandom(Number.NaN)).toThrow(/seed must be a finite number/);
  expect(() => createRandom(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  expect(() => random.pick([])).toThrow(RangeError);
  expect(() => random.weighted([])).toThrow(/positive sum/);
  expect(() => random.weighted([0, 0])).toThrow(RangeError);
  expect(() => random.weighted([Number.NaN])).toThrow(RangeError);
});
