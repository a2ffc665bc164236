import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LABEL_GAP_PX, type LabelBox, MOVED_MAX_PX, placeLabels } from "./place-labels.ts";

const SIZE = { width: 800, height: 500 };
const label = (key: string, x: number, y: number, width = 120): LabelBox => ({
  key,
  x,
  y,
  width,
  height: 24,
});
const place = (...boxes: readonly LabelBox[]) => Object.fromEntries(placeLabels(boxes, SIZE));

describe("labels on the floor", () => {
  it("stand over what they are of, where nothing is in their way", () => {
    expect(place(label("a", 200, 200), label("b", 400, 200))).toEqual({
      a: { x: 200, y: 200 - LABEL_GAP_PX },
      b: { x: 400, y: 200 - LABEL_GAP_PX },
    });
  });

  it("are stacked upwards where they would cover each other, the first one lowest", () => {
    const { a, b, c } = place(label("a", 200, 200), label("b", 260, 205), label("c", 150, 195));
    expect([a!.y, b!.y, c!.y]).toEqual([194, 168, 142]);
    expect([a!.x, b!.x, c!.x]).toEqual([200, 260, 150]);
  });

  it("stay inside of the picture, and go below where there is no room above", () => {
    const { a, b, c } = place(label("a", 10, 40), label("b", 795, 300), label("c", 30, 20));
    expect([a, b]).toEqual([
      { x: 60, y: 34 },
      { x: 740, y: 294 },
    ]);
    expect(c).toEqual({ x: 60, y: 34 + 24 + 2 });
  });

  it("are not shown of what is outside of the picture", () => {
    expect(Object.keys(place(label("a", -1, 40), label("b", 5, 501), label("c", 5, 50)))).toEqual([
      "c",
    ]);
  });

  it("do not move for those that come after them", () => {
    const boxes = [label("a", 200, 200), label("b", 210, 200), label("c", 190, 220)];
    const { a, b } = place(...boxes.slice(0, 2));
    expect(place(...boxes)).toMatchObject({ a, b });
  });

  it("are left out where they would stand too far from what they are of", () => {
    const crowd = [..."abcdefgh"].map((key) => label(key, 200, 300));
    const places = place(...crowd);
    expect(Object.keys(places)).toEqual([..."abcdef"]);
    expect(300 - LABEL_GAP_PX - places.c!.y).toBeLessThanOrEqual(MOVED_MAX_PX);
    expect(places.f!.y - 24 - LABEL_GAP_PX - 300).toBeLessThanOrEqual(MOVED_MAX_PX);
    // It cannot be known how large it is before it has been there.
    const unknown = { ...label("z", 200, 300), width: 0, height: 0 };
    expect(place(...crowd, unknown).z).toBeDefined();
  });

  it("cover nobody who is to be seen", () => {
    const walked = { x: 210, y: 224, width: 56, height: 76 };
    const { a, b } = Object.fromEntries(
      placeLabels([label("a", 200, 200), label("b", 500, 200)], SIZE, [walked]),
    );
    expect(a!.y <= walked.y - walked.height || a!.y - 24 >= walked.y).toBe(true);
    expect(b).toEqual({ x: 500, y: 200 - LABEL_GAP_PX });
  });

  it("never cover each other, wherever things are taken", () => {
    const number = (max: number) => fc.double({ min: 0, max, noNaN: true });
    const box = fc.record({ x: number(800), y: number(500), width: number(256), key: fc.uuid() });
    fc.assert(
      fc.property(fc.uniqueArray(box, { maxLength: 12, selector: ({ key }) => key }), (some) => {
        const boxes = some.map((one) => ({ ...one, height: 24 }));
        const places = placeLabels(boxes, SIZE);
        for (const a of boxes) {
          for (const b of boxes.filter(({ key }) => key > a.key)) {
            const [at, of] = [places.get(a.key), places.get(b.key)];
            // Where there is no room near by, one of them is left out.
            if (at === undefined || of === undefined) continue;
            const isBeside = Math.abs(at.x - of.x) >= (a.width + b.width) / 2;
            expect(isBeside || Math.abs(at.y - of.y) >= 24).toBe(true);
          }
        }
      }),
    );
  });
});
