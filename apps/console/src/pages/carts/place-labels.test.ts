import fc from "fast-check";
import { expect, it } from "vitest";
import { type Label, placeLabels } from "./place-labels.ts";

const SIZE = { width: 300, height: 50 };

it("labels that are far from each other stay beside their points", () => {
  const labels = [
    { x: 0, y: 100, ...SIZE },
    { x: 400, y: 100, ...SIZE },
    { x: 0, y: 160, ...SIZE },
  ];
  expect(placeLabels(labels)).toEqual([100, 100, 160]);
});

it("labels of carts that stand together become a list", () => {
  const labels = [0, 1, 2].map((at) => ({ x: 10 * at, y: 100 - at, ...SIZE }));
  expect(placeLabels(labels)).toEqual([198, 148, 98]);
});

const anyLabel: fc.Arbitrary<Label> = fc.record({
  x: fc.integer({ min: 0, max: 800 }),
  y: fc.integer({ min: 0, max: 800 }),
  width: fc.integer({ min: 1, max: 400 }),
  height: fc.constantFrom(50, 80),
});

it("no label lies on another, however carts stand", () => {
  fc.assert(
    fc.property(fc.array(anyLabel, { maxLength: 30 }), (labels) => {
      const middles = placeLabels(labels);
      for (const [a, one] of labels.entries()) {
        expect(middles[a]).toBeGreaterThanOrEqual(one.y);
        for (const [b, other] of labels.entries()) {
          if (b <= a) continue;
          const isBeside = one.x >= other.x + other.width || other.x >= one.x + one.width;
          const apart = Math.abs(middles[a]! - middles[b]!);
          expect(isBeside || apart >= (one.height + other.height) / 2 - 1e-3).toBe(true);
        }
      }
    }),
  );
});
