import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BOXES_MAX,
  type FoundBox,
  findSharedPart,
  keepBestBoxes,
  SHARED_MAX,
} from "./found-box.ts";

const side = fc.integer({ min: 1, max: 20 });
const boxes: fc.Arbitrary<FoundBox> = fc
  .record({
    left: fc.integer({ min: 0, max: 30 }),
    top: fc.integer({ min: 0, max: 30 }),
    width: side,
    height: side,
    score: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ left, top, width, height, score }) => ({
    left,
    top,
    right: left + width,
    bottom: top + height,
    score,
  }));

/** By counting the unit squares of both. */
function countShared(a: FoundBox, b: FoundBox): number {
  let [both, either] = [0, 0];
  const holds = ({ left, top, right, bottom }: FoundBox, x: number, y: number): boolean =>
    x >= left && x < right && y >= top && y < bottom;
  for (let x = 0; x < 60; x++) {
    for (let y = 0; y < 60; y++) {
      if (holds(a, x, y) && holds(b, x, y)) both++;
      if (holds(a, x, y) || holds(b, x, y)) either++;
    }
  }
  return both / either;
}

describe("findSharedPart", () => {
  it("is what both cover of what either covers, counted", () => {
    fc.assert(
      fc.property(boxes, boxes, (a, b) => {
        expect(findSharedPart(a, b)).toBeCloseTo(countShared(a, b), 9);
      }),
    );
  });
});

describe("keepBestBoxes", () => {
  it("keeps boxes that do not share much, and of each that it leaves out a better one", () => {
    fc.assert(
      fc.property(fc.array(boxes, { maxLength: 30 }), (all) => {
        const kept = keepBestBoxes(all);
        for (const [at, box] of kept.entries()) {
          expect(all).toContain(box);
          if (at > 0) expect(box.score).toBeLessThanOrEqual(kept[at - 1]!.score);
          for (const other of kept.slice(at + 1))
            expect(findSharedPart(box, other)).toBeLessThanOrEqual(SHARED_MAX);
        }
        for (const box of all.filter((one) => !kept.includes(one))) {
          const isCovered = kept.some(
            (better) => better.score >= box.score && findSharedPart(better, box) > SHARED_MAX,
          );
          expect(isCovered).toBe(true);
        }
      }),
    );
  });

  it("keeps its answer when it is asked again, in whatever order", () => {
    fc.assert(
      fc.property(fc.array(boxes, { maxLength: 20 }), (all) => {
        const kept = keepBestBoxes(all);
        expect(keepBestBoxes(kept)).toEqual(kept);
        if (new Set(all.map(({ score }) => score)).size === all.length)
          expect(keepBestBoxes(all.toReversed())).toEqual(kept);
      }),
    );
  });

  it("tells of no more than so many", () => {
    const apart = Array.from({ length: BOXES_MAX + 1 }, (_, at) => ({
      left: 10 * at,
      top: 0,
      right: 10 * at + 5,
      bottom: 5,
      score: 1 - at / 1000,
    }));
    expect(keepBestBoxes(apart)).toEqual(apart.slice(0, BOXES_MAX));
  });
});
