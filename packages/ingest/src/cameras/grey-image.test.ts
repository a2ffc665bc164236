import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  correlateImages,
  findEdges,
  type GreyImage,
  measureLight,
  measureMotion,
  shrinkGrey,
  shrinkToGrey,
  standardize,
  turnHalf,
} from "./grey-image.ts";

const images = fc
  .array(fc.integer({ min: 0, max: 255 }), { minLength: 30, maxLength: 30 })
  .map((values): GreyImage => ({ widthPx: 6, heightPx: 5, values: Float32Array.from(values) }));

describe("shrinkToGrey", () => {
  it("is the mean of what each small pixel stands for", () => {
    const rgb = new Uint8Array(8 * 4 * 3);
    for (let at = 0; at < 8 * 4; at++) rgb.set(at % 8 < 4 ? [0, 200, 90] : [70, 30, 255], at * 3);
    const { values } = shrinkToGrey({ rgb, widthPx: 8, heightPx: 4 }, 2, 1);
    expect(values[0]).toBeCloseTo(200, 3);
    expect(values[1]).toBeCloseTo(30, 3);
  });

  it("gives a brightness of 0 to 255 for every pixel, also of small and odd pictures", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.integer({ min: 2, max: 40 }),
        (widthPx, heightPx) => {
          const rgb = new Uint8Array(widthPx * heightPx * 3).fill(255);
          const small = shrinkToGrey({ rgb, widthPx, heightPx });
          expect([small.widthPx, small.heightPx]).toEqual([widthPx, heightPx]);
          for (const value of small.values) expect(value).toBeCloseTo(255, 2);
        },
      ),
    );
  });
});

describe("shrinkGrey", () => {
  it("gives what shrinking the frame at once would, where boxes fit", () => {
    const [widthPx, heightPx] = [640, 360];
    const rgb = Uint8Array.from({ length: widthPx * heightPx * 3 }, (_, at) => (at * 7919) % 256);
    const frame = { rgb, widthPx, heightPx };
    const small = shrinkGrey(shrinkToGrey(frame), 80, 45);
    const { values } = shrinkToGrey(frame, 80, 45);
    expect(small).toMatchObject({ widthPx: 80, heightPx: 45 });
    for (const [at, value] of small.values.entries()) expect(value).toBeCloseTo(values[at]!, 3);
  });
});

describe("pictures", () => {
  it("move by nothing against themselves, and by as much both ways", () => {
    fc.assert(
      fc.property(images, images, (a, b) => {
        expect(measureMotion(a, a)).toBe(0);
        expect(measureMotion(a, b)).toBeCloseTo(measureMotion(b, a), 5);
      }),
    );
  });

  it("fit themselves whatever the light is, and others by -1 to 1", () => {
    fc.assert(
      fc.property(images, images, (a, b) => {
        const fit = correlateImages(standardize(a), standardize(b));
        expect(Math.abs(fit)).toBeLessThanOrEqual(1.0001);
        const brighter = { ...a, values: a.values.map((value) => value * 1.7 + 3) };
        if (measureLight(a).spread > 1)
          expect(correlateImages(standardize(a), standardize(brighter))).toBeCloseTo(1, 3);
        expect(turnHalf(turnHalf(a))).toEqual(a);
      }),
    );
  });

  it("have edges where brightness changes", () => {
    const values = Float32Array.from({ length: 30 }, (_, at) => (at % 6 < 3 ? 0 : 100));
    const edges = findEdges({ widthPx: 6, heightPx: 5, values });
    expect([...edges.values.slice(6, 12)]).toEqual([0, 0, 50, 50, 0, 0]);
    expect(
      correlateImages(standardize(edges), standardize({ ...edges, values: new Float32Array(30) })),
    ).toBe(0);
  });

  it("of different sizes are not compared", () => {
    const other = { widthPx: 1, heightPx: 1, values: new Float32Array(1) };
    const one = { widthPx: 2, heightPx: 1, values: new Float32Array(2) };
    expect(() => measureMotion(one, other)).toThrow(RangeError);
    expect(() => correlateImages(one, other)).toThrow(RangeError);
  });
});
