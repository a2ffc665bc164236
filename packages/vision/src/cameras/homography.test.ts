import fc from "fast-check";
import { expect, test } from "vitest";
import { fitHomography, type PlanePair } from "./homography.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const SQUARE = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
  [0.3, 0.6],
];

function image(map: ArrayLike<number>, planeX: number, planeY: number): PlanePair {
  const w = map[6] * planeX + map[7] * planeY + map[8];
  return {
    planeX,
    planeY,
    x: (map[0] * planeX + map[1] * planeY + map[2]) / w,
    y: (map[3] * planeX + map[4] * planeY + map[5]) / w,
  };
}

test("a plane's map is found from four pairs or more, wherever its places lie", () => {
  const maps = fc.tuple(
    ...[between(80, 200), between(-40, 40), between(-500, 500)],
    ...[between(-40, 40), between(80, 200), between(-500, 500)],
    ...[between(-0.3, 0.3), between(-0.3, 0.3), fc.constant(1)],
  );
  fc.assert(
    fc.property(maps, fc.integer({ min: 4, max: 5 }), (map, count) => {
      const found = fitHomography(SQUARE.slice(0, count).map(([x, y]) => image(map, x, y)))!;
      const truth = image(map, 0.7, 0.2);
      const again = image(found, 0.7, 0.2);
      expect(again.x).toBeCloseTo(truth.x, 5);
      expect(again.y).toBeCloseTo(truth.y, 5);
      expect(found[6] * 0.5 + found[7] * 0.5 + found[8]).toBeGreaterThan(0);
    }),
  );
});

test("three pairs, or pairs on one line, do not decide it", () => {
  const map = [100, 0, 0, 0, 100, 0, 0.1, 0, 1];
  expect(fitHomography(SQUARE.slice(0, 3).map(([x, y]) => image(map, x, y)))).toBeNull();
  const line = [0, 1, 2, 3, 4].map((x) => image(map, x, 2 * x));
  expect(fitHomography(line)).toBeNull();
  expect(fitHomography(line.map(() => line[0]))).toBeNull();
});
