import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { coverPeople, isInPolygon, maskRegion } from "./image-regions.ts";

const SMALL = { widthPx: 8, heightPx: 4 };
const FRAME = { widthPx: 80, heightPx: 40 };

const draw = (mask: Uint8Array): string[] =>
  Array.from({ length: SMALL.heightPx }, (_, y) =>
    [...mask.subarray(y * SMALL.widthPx, (y + 1) * SMALL.widthPx)].join(""),
  );

describe("isInPolygon", () => {
  it("is, of a triangle, to be on one side of all three lines", () => {
    const steps = fc.integer({ min: -10, max: 10 });
    const places = fc.record({ x: steps, y: steps });
    fc.assert(
      fc.property(fc.tuple(places, places, places), places, (corners, { x, y }) => {
        // On no line through two corners.
        const place = { x: x + 0.0137, y: y + 0.0259 };
        const sides = corners.map((a, at) => {
          const b = corners[(at + 1) % 3]!;
          return (b.x - a.x) * (place.y - a.y) - (b.y - a.y) * (place.x - a.x);
        });
        const [a, b, c] = corners;
        fc.pre((b.x - a.x) * (c.y - a.y) !== (b.y - a.y) * (c.x - a.x));
        const isInside = new Set(sides.map(Math.sign)).size === 1;
        expect(isInPolygon(place, corners)).toBe(isInside);
      }),
    );
  });

  it("holds for a floor that goes round a corner", () => {
    const corner = [
      ...[0, 0, 10, 0, 10, 5, 5, 5, 5, 10, 0, 10].flatMap((x, at, all) =>
        at % 2 === 0 ? [{ x, y: all[at + 1]! }] : [],
      ),
    ];
    expect(isInPolygon({ x: 2, y: 8 }, corner)).toBe(true);
    expect(isInPolygon({ x: 8, y: 2 }, corner)).toBe(true);
    expect(isInPolygon({ x: 8, y: 8 }, corner)).toBe(false);
  });
});

describe("maskRegion", () => {
  it("marks the blocks whose middle lies within, or all", () => {
    const right = [
      { x: 39, y: -1 },
      { x: 80, y: -1 },
      { x: 80, y: 21 },
      { x: 39, y: 21 },
    ];
    expect(draw(maskRegion(SMALL, FRAME, right))).toEqual([
      ...["00001111", "00001111", "00000000", "00000000"],
    ]);
    expect(draw(maskRegion(SMALL, FRAME, undefined)).join("")).not.toContain("0");
  });
});

describe("coverPeople", () => {
  function somebody(x: number, y: number): { joints: Float64Array } {
    const joints = new Float64Array(24).fill(Number.NaN);
    joints.set([x, y, 0.9], 0);
    return { joints };
  }

  it("marks where people are down to their feet, and nothing else that was marked", () => {
    const mask = new Uint8Array(SMALL.widthPx * SMALL.heightPx).fill(1);
    coverPeople(mask, SMALL, FRAME, [somebody(25, 5)]);
    expect(draw(mask)).toEqual(["01110000", "01110000", "00000000", "00000000"]);
    const { joints } = somebody(25, 5);
    joints.set([25, 15, 0.9], 3);
    coverPeople(mask, SMALL, FRAME, [{ joints }]);
    expect(draw(mask)).toEqual(["01110000", "01110000", "01110000", "01110000"]);
  });

  it("marks nothing of people who are out of the picture", () => {
    const mask = new Uint8Array(SMALL.widthPx * SMALL.heightPx);
    const outside = [somebody(-90, 0), somebody(900, 0), somebody(20, 900), somebody(20, -900)];
    coverPeople(mask, SMALL, FRAME, outside);
    expect(draw(mask).join("")).not.toContain("1");
    coverPeople(mask, SMALL, FRAME, [{ joints: new Float64Array(24).fill(Number.NaN) }]);
    expect(draw(mask).join("")).not.toContain("1");
  });
});
