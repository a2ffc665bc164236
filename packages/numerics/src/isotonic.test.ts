import fc from "fast-check";
import { expect, test } from "vitest";
import { evaluateIsotonic, fitIsotonic, poolAdjacentViolators } from "./isotonic.ts";

const readings = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const weighted = fc.array(
  fc.record({
    input: fc.integer({ min: -10, max: 10 }),
    response: readings,
    weight: fc.double({ min: 0.01, max: 100, noNaN: true }),
  }),
  { minLength: 1, maxLength: 15 },
);

/** The min-max formula (Robertson, Wright & Dykstra 1988, theorem 1.4.4): max over starts at or
 * before i of the min over ends at or after i of the weighted mean between. */
function fitByMinMax(values: number[], weights: number[]): number[] {
  const average = (from: number, to: number): number => {
    let sum = 0;
    let total = 0;
    for (let i = from; i <= to; i++) {
      sum += values[i] * weights[i];
      total += weights[i];
    }
    return sum / total;
  };
  return values.map((_, i) => {
    let highest = Number.NEGATIVE_INFINITY;
    for (let from = 0; from <= i; from++) {
      let lowest = Number.POSITIVE_INFINITY;
      for (let to = i; to < values.length; to++) lowest = Math.min(lowest, average(from, to));
      highest = Math.max(highest, lowest);
    }
    return highest;
  });
}

function expectNear(actual: ArrayLike<number>, truth: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(truth.length);
  for (let i = 0; i < actual.length; i++) {
    expect(Math.abs(actual[i] - truth[i])).toBeLessThanOrEqual(tolerance);
  }
}

// Truths and tolerance: both are means of at most nine numbers below 10, so 1e-14 is a few ulps.
test("the fit agrees with R's isoreg example", () => {
  // help(isoreg): isoreg(c(1, 0, 4, 3, 3, 5, 4, 2, 0))$yf.
  const fitted = poolAdjacentViolators([1, 0, 4, 3, 3, 5, 4, 2, 0]);
  expectNear(fitted, [0.5, 0.5, 3, 3, 3, 3, 3, 3, 3], 1e-14);
});

test("the weighted fit agrees with SciPy", () => {
  // SciPy 1.17: scipy.optimize.isotonic_regression(y, weights=w).x.
  const fitted = poolAdjacentViolators([2, 1, 3.5, 3, 8, 6, 6.5, 9], [1, 2, 0.5, 1.5, 3, 1, 1, 2]);
  expectNear(fitted, [4 / 3, 4 / 3, 3.125, 3.125, 7.3, 7.3, 7.3, 9], 1e-14);
});

test("the fit agrees with the min-max formula and never falls", () => {
  fc.assert(
    fc.property(weighted, (points) => {
      const values = points.map((point) => point.response);
      const weights = points.map((point) => point.weight);
      const fitted = poolAdjacentViolators(values, weights);
      // Means of 15 numbers up to 1000 by two orders of summing: 15 * 1000 * epsilon is 3e-12.
      expectNear(fitted, fitByMinMax(values, weights), 1e-10);
      for (let i = 1; i < fitted.length; i++) {
        expect(fitted[i]).toBeGreaterThanOrEqual(fitted[i - 1]);
      }
      const unit = poolAdjacentViolators(values);
      expectNear(
        unit,
        fitByMinMax(
          values,
          values.map(() => 1),
        ),
        1e-10,
      );
    }),
  );
});

test("a whole weight is that many equal points", () => {
  const counts = fc.array(fc.tuple(readings, fc.integer({ min: 1, max: 4 })), { minLength: 1 });
  fc.assert(
    fc.property(counts, (points) => {
      const byWeight = poolAdjacentViolators(
        points.map(([value]) => value),
        points.map(([, count]) => count),
      );
      const byRepeat = poolAdjacentViolators(
        points.flatMap(([value, count]) => new Array<number>(count).fill(value)),
      );
      const spread = points.flatMap(([, count], i) => new Array<number>(count).fill(byWeight[i]));
      expectNear(byRepeat, spread, 1e-9);
    }),
  );
});

test("the table gives back the fit at every input, whatever the order of the points", () => {
  fc.assert(
    fc.property(weighted, (points) => {
      const inputs = points.map((point) => point.input);
      const responses = points.map((point) => point.response);
      const weights = points.map((point) => point.weight);
      const table = fitIsotonic(inputs, responses, weights);
      const distinct = [...new Set(inputs)].sort((a, b) => a - b);
      const totals = distinct.map((input) =>
        points.filter((point) => point.input === input).reduce((sum, p) => sum + p.weight, 0),
      );
      const means = distinct.map((input, i) => {
        const same = points.filter((point) => point.input === input);
        return same.reduce((sum, point) => sum + point.weight * point.response, 0) / totals[i];
      });
      const truth = fitByMinMax(means, totals);
      const linear = distinct.map((input) => evaluateIsotonic(table, input));
      const step = distinct.map((input) => evaluateIsotonic(table, input, "step"));
      expectNear(linear, truth, 1e-9);
      expectNear(step, truth, 1e-9);
      const turned = fitIsotonic(inputs.toReversed(), responses.toReversed(), weights.toReversed());
      expectNear(
        distinct.map((input) => evaluateIsotonic(turned, input)),
        truth,
        1e-9,
      );
    }),
  );
});

test("both readings never fall, not even by rounding", () => {
  const places = fc.array(fc.double({ min: -12, max: 12, noNaN: true }), { minLength: 2 });
  fc.assert(
    fc.property(weighted, places, (points, asked) => {
      const table = fitIsotonic(
        points.map((point) => point.input),
        points.map((point) => point.response),
      );
      asked.sort((a, b) => a - b);
      for (const reading of ["step", "linear"] as const) {
        const values = asked.map((input) => evaluateIsotonic(table, input, reading));
        for (let i = 1; i < values.length; i++) {
          expect(values[i]).toBeGreaterThanOrEqual(values[i - 1]);
        }
      }
    }),
  );
});

test("the table keeps the ends of every level and is flat outside", () => {
  const table = fitIsotonic([4, 0, 1, 2, 3, 6], [1, 0, 1, 1, 1, 5]);
  expect(table).toEqual({
    inputs: Float64Array.of(0, 1, 4, 6),
    values: Float64Array.of(0, 1, 1, 5),
  });
  expect(evaluateIsotonic(table, -9)).toBe(0);
  expect(evaluateIsotonic(table, 99)).toBe(5);
  expect(evaluateIsotonic(table, 0.25)).toBe(0.25);
  expect(evaluateIsotonic(table, 5)).toBe(3);
  expect(evaluateIsotonic(table, 5, "step")).toBe(1);
  expect(evaluateIsotonic(table, Number.POSITIVE_INFINITY)).toBe(5);
});

test("one point is a constant", () => {
  const table = fitIsotonic([3], [0.7]);
  expect(evaluateIsotonic(table, -1)).toBe(0.7);
  expect(evaluateIsotonic(table, 8, "step")).toBe(0.7);
});

const emptyTable = { inputs: new Float64Array(0), values: new Float64Array(0) };
const refusals: [string, () => unknown, RegExp][] = [
  ["an empty series", () => poolAdjacentViolators([]), /at least 1 value/],
  ["a NaN value", () => poolAdjacentViolators([Number.NaN]), /values\[0\]/],
  [
    "a negative weight",
    () => poolAdjacentViolators([1, 2], [1, -1]),
    /weights\[1\] must be above 0/,
  ],
  ["a weight of zero", () => fitIsotonic([1, 2], [1, 2], [0, 1]), /weights\[0\] must be above 0/],
  ["a weight too few", () => poolAdjacentViolators([1, 2], [1]), /same length/],
  ["a response too few", () => fitIsotonic([1, 2], [1]), /inputs and responses/],
  ["weights of another length", () => fitIsotonic([1], [1], [1, 2]), /inputs and weights/],
  ["an infinite input", () => fitIsotonic([Number.POSITIVE_INFINITY], [1]), /inputs\[0\]/],
  ["reading at NaN", () => evaluateIsotonic(fitIsotonic([1], [1]), Number.NaN), /input must be/],
  ["an empty table", () => evaluateIsotonic(emptyTable, 1), /at least 1 knot/],
];

test.each(refusals)("%s is refused", (_, act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
