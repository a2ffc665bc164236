import fc from "fast-check";
import { expect, test } from "vitest";
import { chiSquareTail, chiSquareTailQuantile } from "./chi-square.ts";

// Truths: the table of critical values in NIST/SEMATECH's e-Handbook of Statistical Methods,
// 1.3.6.7.4, which has three decimals.
test.each([
  [1, 0.05, 3.841],
  [1, 0.001, 10.828],
  [2, 0.01, 9.21],
  [3, 0.05, 7.815],
  [6, 0.001, 22.458],
  [10, 0.1, 15.987],
  [100, 0.05, 124.342],
])("of %d degrees, %d lies above %d", (degrees, tail, value) => {
  expect(chiSquareTailQuantile(tail, degrees)).toBeCloseTo(value, 3);
});

test("of two degrees the tail is an exponential", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 600, noNaN: true }), (x) => {
      const truth = Math.exp(-x / 2);
      expect(Math.abs(chiSquareTail(x, 2) - truth)).toBeLessThanOrEqual(1e-12 * (1 + truth));
      if (x > 4) expect(chiSquareTail(x, 2) / truth).toBeCloseTo(1, 10);
    }),
  );
});

test("the quantile is where the tail is what was asked for", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-9, max: 0.999, noNaN: true }),
      fc.integer({ min: 1, max: 200 }),
      (tail, degrees) => {
        const x = chiSquareTailQuantile(tail, degrees);
        expect(chiSquareTail(x, degrees) / tail).toBeCloseTo(1, 6);
      },
    ),
  );
});

test("what is no chi-square is refused", () => {
  expect(() => chiSquareTail(-1, 2)).toThrow(RangeError);
  expect(() => chiSquareTail(1, 0)).toThrow(RangeError);
  expect(() => chiSquareTailQuantile(0, 2)).toThrow(RangeError);
  expect(() => chiSquareTailQuantile(1, 2)).toThrow(RangeError);
});
