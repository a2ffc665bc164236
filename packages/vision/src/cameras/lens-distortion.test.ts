import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Distortion,
  distort,
  distortionFromList,
  distortWithSlopes,
  findFoldRadius,
  NO_DISTORTION,
  undistortOnPlane,
} from "./lens-distortion.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Barrels and pincushions, stronger than lenses that are sold. */
const distortions: fc.Arbitrary<Distortion> = fc.record({
  k1: between(-0.6, 0.4),
  k2: between(-0.3, 0.5),
  p1: between(-0.003, 0.003),
  p2: between(-0.003, 0.003),
  k3: between(-0.1, 0.1),
});

describe("the distortion of a lens", () => {
  it("is Brown's formula, written out", () => {
    const out = new Float64Array(2);
    distort({ k1: -0.3, k2: 0.1, p1: 0.001, p2: -0.002, k3: 0.05 }, 0.5, -0.4, out);
    // r² = 0.41; 1 - 0.123 + 0.01681 + 0.00344605 = 0.89725605
    expect(out[0]).toBeCloseTo(0.5 * 0.89725605 + 2 * 0.001 * -0.2 - 0.002 * (0.41 + 0.5), 12);
    expect(out[1]).toBeCloseTo(-0.4 * 0.89725605 + 0.001 * (0.41 + 0.32) + 2 * 0.002 * 0.2, 12);
  });

  it("is undone, wherever it images", () => {
    const out = new Float64Array(2);
    fc.assert(
      fc.property(distortions, between(0, 0.95), between(0, 7), (distortion, share, angle) => {
        const fold = findFoldRadius(distortion);
        const radius = share * Math.min(fold, 1.5);
        const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
        distort(distortion, x, y, out);
        expect(undistortOnPlane(distortion, fold, out[0], out[1], out)).toBe(true);
        expect(out[0]).toBeCloseTo(x, 8);
        expect(out[1]).toBeCloseTo(y, 8);
      }),
      { numRuns: 1000 },
    );
  });

  it("never folds before the fold, and does behind it", () => {
    const [near, far, at] = [new Float64Array(2), new Float64Array(2), new Float64Array(2)];
    fc.assert(
      fc.property(distortions, between(0.01, 0.99), (distortion, share) => {
        const radial = { ...distortion, p1: 0, p2: 0 };
        const fold = findFoldRadius(radial);
        const radius = Math.min(fold, 5);
        distort(radial, share * radius, 0, near);
        distort(radial, radius, 0, at);
        expect(near[0]).toBeLessThan(at[0]);
        if (fold > 5) return;
        distort(radial, fold * 1.001, 0, far);
        expect(far[0]).toBeLessThan(at[0]);
      }),
    );
  });

  it("has a fold at 1 / √(-3 k1) where k1 is all there is, and none where it is above 0", () => {
    expect(findFoldRadius({ ...NO_DISTORTION, k1: -0.48 })).toBeCloseTo(1 / Math.sqrt(1.44), 12);
    expect(findFoldRadius({ ...NO_DISTORTION, k1: 0.2 })).toBe(Number.POSITIVE_INFINITY);
    expect(findFoldRadius(NO_DISTORTION)).toBe(Number.POSITIVE_INFINITY);
  });

  it("images nothing further out than at its fold", () => {
    const distortion = { ...NO_DISTORTION, k1: -0.48 };
    const fold = findFoldRadius(distortion);
    const out = new Float64Array(2);
    distort(distortion, fold, 0, out);
    const reach = out[0];
    expect(undistortOnPlane(distortion, fold, reach - 1e-9, 0, out)).toBe(true);
    expect(undistortOnPlane(distortion, fold, reach + 1e-9, 0, out)).toBe(false);
  });

  it("has the slopes that differences show", () => {
    const [slopes, ahead, behind] = [5, 2, 2].map((size) => new Float64Array(size));
    const step = 1e-6;
    fc.assert(
      fc.property(distortions, between(-1, 1), between(-1, 1), (distortion, x, y) => {
        distortWithSlopes(distortion, x, y, slopes);
        distort(distortion, x + step, y, ahead);
        distort(distortion, x - step, y, behind);
        expect(slopes[2]).toBeCloseTo((ahead[0] - behind[0]) / (2 * step), 7);
        expect(slopes[3]).toBeCloseTo((ahead[1] - behind[1]) / (2 * step), 7);
        distort(distortion, x, y + step, ahead);
        distort(distortion, x, y - step, behind);
        expect(slopes[3]).toBeCloseTo((ahead[0] - behind[0]) / (2 * step), 7);
        expect(slopes[4]).toBeCloseTo((ahead[1] - behind[1]) / (2 * step), 7);
      }),
    );
  });

  it("is read in OpenCV's order", () => {
    expect(distortionFromList([1, 2, 3, 4, 5])).toEqual({ k1: 1, k2: 2, p1: 3, p2: 4, k3: 5 });
    expect(distortionFromList([1, 2, 3, 4])).toEqual({ k1: 1, k2: 2, p1: 3, p2: 4, k3: 0 });
  });
});
