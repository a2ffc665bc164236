import fc from "fast-check";
import { expect, test } from "vitest";
import { differentiate, findRealRoots } from "./real-roots.ts";

/** Coefficients of (x - a)(x - b)…, lowest power first. */
function expand(roots: readonly number[]): number[] {
  let product = [1];
  for (const root of roots) {
    const before = product;
    product = [0, ...before].map((raised, i) => raised - root * (before[i] ?? 0));
  }
  return product;
}

test("roots that are well apart are all found, and none else", () => {
  const distinct = fc
    .uniqueArray(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 5 })
    .map((roots) => roots.sort((a, b) => a - b));
  fc.assert(
    fc.property(distinct, (roots) => {
      const found = findRealRoots(expand(roots), -10, 10);
      expect(found.length).toBe(roots.length);
      found.forEach((root, i) => {
        expect(root).toBeCloseTo(roots[i], 6);
      });
    }),
  );
});

test("roots at the ends of the interval count, those beyond it do not", () => {
  const polynomial = expand([-1, 2, 5]);
  expect(findRealRoots(polynomial, -1, 2)).toEqual([-1, 2]);
  expect(findRealRoots(polynomial, 2.5, 4)).toEqual([]);
});

test("constants, zero and x² + 1 have no roots", () => {
  expect(findRealRoots([3], -1, 1)).toEqual([]);
  expect(findRealRoots([0, 0, 0], -1, 1)).toEqual([]);
  expect(findRealRoots([1, 0, 1], -5, 5)).toEqual([]);
});

test("leading zeros do not matter", () => {
  expect(findRealRoots([-1, 2, 0, 0], 0, 1)).toEqual([0.5]);
});

test("the derivative of 1 + 2x + 3x² is 2 + 6x", () => {
  expect(differentiate([1, 2, 3])).toEqual([2, 6]);
});

test("what is not finite, or an interval the wrong way round, is refused", () => {
  expect(() => findRealRoots([1, Number.NaN], 0, 1)).toThrow(RangeError);
  expect(() => findRealRoots([1, 1], 1, 0)).toThrow(RangeError);
});
