import { expect, it } from "vitest";
import { countPoints, countWorthMinor, POINTS_MAX } from "./loyalty.ts";

it("a receipt earns points for whole parts of its total, and points pay whole minor units", () => {
  const rule = { earnedPoints: 2, perMinor: 500, pointsPerMinor: 3 };
  expect([0, 499, 500, 2599].map((amountMinor) => countPoints(amountMinor, rule))).toEqual([
    0, 0, 2, 10,
  ]);
  expect([0, 2, 3, 10].map((points) => countWorthMinor(points, rule))).toEqual([0, 0, 1, 3]);
  expect(countPoints(1e12, { earnedPoints: 1_000_000, perMinor: 1 })).toBe(POINTS_MAX);
});
