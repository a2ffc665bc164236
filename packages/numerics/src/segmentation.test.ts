import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom } from "./random.ts";
import { segmentMeans } from "./segmentation.ts";

/** Cost of one way to cut, straight from the definition. */
function measureCut(
  values: number[],
  variances: number[],
  changes: number[],
  penalty: number,
): number {
  const bounds = [0, ...changes, values.length];
  let cost = penalty * changes.length;
  for (let i = 1; i < bounds.length; i++) {
    let weight = 0;
    let moment = 0;
    for (let k = bounds[i - 1]; k < bounds[i]; k++) {
      weight += 1 / variances[k];
      moment += values[k] / variances[k];
    }
    for (let k = bounds[i - 1]; k < bounds[i]; k++) {
      cost += (values[k] - moment / weight) ** 2 / variances[k];
    }
  }
  return cost;
}

/** The least cost over all 2^(n - 1) ways to cut. */
function searchExhaustively(values: number[], variances: number[], penalty: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let mask = 0; mask < 2 ** (values.length - 1); mask++) {
    const changes: number[] = [];
    for (let i = 1; i < values.length; i++) if ((mask & (1 << (i - 1))) !== 0) changes.push(i);
    best = Math.min(best, measureCut(values, variances, changes, penalty));
  }
  return best;
}

const points = fc.array(
  fc.tuple(
    fc.oneof(fc.integer({ min: -3, max: 3 }), fc.double({ min: -20, max: 20, noNaN: true })),
    fc.oneof(fc.constant(1), fc.double({ min: 0.1, max: 10, noNaN: true })),
  ),
  { minLength: 1, maxLength: 10 },
);
const penalties = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 100, noNaN: true }));

test("the cut is as good as the best of all cuts", () => {
  fc.assert(
    fc.property(points, penalties, (series, penalty) => {
      const values = series.map(([value]) => value);
      const variances = series.map(([, variance]) => variance);
      const cut = segmentMeans(values, variances, penalty);
      // Costs reach 10 * 40² / 0.1; that times epsilon is 4e-11.
      expect(cut.cost).toBeCloseTo(searchExhaustively(values, variances, penalty), 8);
      expect(cut.cost).toBeCloseTo(measureCut(values, variances, cut.changes, penalty), 8);
    }),
    { numRuns: 300 },
  );
});

test("levels are the segments' weighted means, with their variances", () => {
  fc.assert(
    fc.property(points, penalties, (series, penalty) => {
      const cut = segmentMeans(
        series.map(([value]) => value),
        series.map(([, variance]) => variance),
        penalty,
      );
      expect(cut.levels.length).toBe(cut.changes.length + 1);
      const bounds = [0, ...cut.changes, series.length];
      for (let i = 1; i < bounds.length; i++) {
        expect(bounds[i]).toBeGreaterThan(bounds[i - 1]);
        const segment = series.slice(bounds[i - 1], bounds[i]);
        const weight = segment.reduce((sum, [, variance]) => sum + 1 / variance, 0);
        const moment = segment.reduce((sum, [value, variance]) => sum + value / variance, 0);
        expect(cut.levels[i - 1]).toBeCloseTo(moment / weight, 10);
        expect(cut.levelVariances[i - 1]).toBeCloseTo(1 / weight, 10);
      }
    }),
  );
});

// Truths worked by hand, whole numbers throughout: exact. A step of height h between stretches of m
// and n unit-variance values is worth h² m n / (m + n) against its penalty.
test("a step is cut exactly when it is worth more than the penalty", () => {
  const values = [0, 0, 0, 0, 6, 6, 6, 6];
  const variances = values.map(() => 1);
  const worth = (36 * 4 * 4) / 8;
  expect(segmentMeans(values, variances, worth - 0.01)).toEqual({
    changes: [4],
    levels: [0, 6],
    levelVariances: [0.25, 0.25],
    cost: worth - 0.01,
  });
  expect(segmentMeans(values, variances, worth + 0.01).changes).toEqual([]);
  // At the tie fewer changes win.
  expect(segmentMeans(values, variances, worth).changes).toEqual([]);
});

test("a noisy outlier is forgiven where a sure one is cut out", () => {
  const values = [5, 5, 5, 9, 5, 5, 5];
  expect(segmentMeans(values, [1, 1, 1, 100, 1, 1, 1], 4).changes).toEqual([]);
  expect(segmentMeans(values, [1, 1, 1, 0.1, 1, 1, 1], 4).changes).toEqual([3, 4]);
});

test("changes of a long noisy series are found where they were made", () => {
  const random = createRandom(3);
  const truth = [100, 180, 200, 320];
  const levels = [0, 10, -5, 2, 12];
  const values = Array.from({ length: 400 }, (_, i) => {
    return 1e5 + levels[truth.filter((change) => change <= i).length] + random.normal(0, 1);
  });
  const cut = segmentMeans(
    values,
    values.map(() => 1),
    2 * Math.log(400),
  );
  expect(cut.changes).toEqual(truth);
  cut.levels.forEach((level, i) => {
    expect(Math.abs(level - 1e5 - levels[i])).toBeLessThan(4 * Math.sqrt(cut.levelVariances[i]));
  });
});

test("a constant series of one value or many has no change", () => {
  expect(segmentMeans([7], [2], 0)).toEqual({
    changes: [],
    levels: [7],
    levelVariances: [2],
    cost: 0,
  });
  expect(segmentMeans([3, 3, 3, 3], [1, 2, 3, 4], 0).changes).toEqual([]);
});

const refusals: [string, () => unknown, RegExp][] = [
  ["an empty series", () => segmentMeans([], [], 1), /at least 1 value/],
  ["a NaN value", () => segmentMeans([Number.NaN], [1], 1), /values\[0\]/],
  ["a variance of zero", () => segmentMeans([1, 2], [1, 0], 1), /variances\[1\] must be above 0/],
  ["a negative variance", () => segmentMeans([1], [-1], 1), /variances\[0\] must be above 0/],
  ["a variance too few", () => segmentMeans([1, 2], [1], 1), /same length/],
  ["a negative penalty", () => segmentMeans([1], [1], -1), /penalty must be/],
  ["an infinite penalty", () => segmentMeans([1], [1], Number.POSITIVE_INFINITY), /penalty must/],
  ["a NaN penalty", () => segmentMeans([1], [1], Number.NaN), /penalty must be/],
  ["a series whose squares overflow", () => segmentMeans([0, 1e200], [1, 1], 1), /too large/],
  ["a variance whose weight overflows", () => segmentMeans([0], [1e-320], 1), /too small/],
];

test.each(refusals)("%s is refused", (_, act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
