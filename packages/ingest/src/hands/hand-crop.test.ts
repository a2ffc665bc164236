import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CROP_PX_MAX, CROP_PX_MIN, cutCrop } from "./hand-crop.ts";

/** Each pixel tells where it is. */
const PICTURE = {
  widthPx: 100,
  heightPx: 60,
  rgb: Uint8Array.from({ length: 100 * 60 * 3 }, (_, at) => {
    const pixel = Math.floor(at / 3);
    return [pixel % 100, Math.floor(pixel / 100), 7][at % 3]!;
  }),
};

describe("a crop", () => {
  it("is the square about a place", () => {
    const crop = cutCrop(PICTURE, 50, 30, 20)!;
    expect(crop.sidePx).toBe(20);
    expect([...crop.rgb.subarray(0, 3)]).toEqual([40, 20, 7]);
    expect([...crop.rgb.subarray(-3)]).toEqual([59, 39, 7]);
  });

  it("is made small where it is large, over all of its square", () => {
    const crop = cutCrop(PICTURE, 50, 30, 56)!;
    expect(crop.sidePx).toBe(CROP_PX_MAX);
    expect(crop.rgb[0]).toBeLessThan(24);
    expect(crop.rgb.at(-3)).toBeGreaterThan(75);
  });

  it("repeats the picture's edge where it lies a little beyond it", () => {
    const crop = cutCrop(PICTURE, 9, 30, 20)!;
    expect([...crop.rgb.subarray(0, 6)]).toEqual([0, 20, 7, 0, 20, 7]);
  });

  it("is none where it is too small, or beyond the picture", () => {
    expect(cutCrop(PICTURE, 50, 30, CROP_PX_MIN - 0.01)).toBeNull();
    expect(cutCrop(PICTURE, 50, 30, CROP_PX_MIN)).not.toBeNull();
    expect(cutCrop(PICTURE, 0, 30, 20)).toBeNull();
    expect(cutCrop(PICTURE, -500, 30, 20)).toBeNull();
    expect(cutCrop(PICTURE, Number.NaN, 30, 20)).toBeNull();
  });

  it("holds only what is in the picture, wherever it is asked for", () => {
    const place = fc.double({ min: -200, max: 300 });
    fc.assert(
      fc.property(place, place, fc.double({ min: 0, max: 90 }), (x, y, width) => {
        const crop = cutCrop(PICTURE, x, y, width);
        if (crop === null) return;
        expect(crop.rgb).toHaveLength(crop.sidePx ** 2 * 3);
        for (let at = 2; at < crop.rgb.length; at += 3) expect(crop.rgb[at]).toBe(7);
      }),
    );
  });
});
