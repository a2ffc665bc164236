import { expect, test } from "vitest";
import { buildRing } from "./camera-builders.ts";
import { createLens, imageCameraPoint, type Lens } from "./camera-model.ts";
import { differentiateByLens, LENS_PARAMETERS } from "./lens-derivatives.ts";

/** The lens with one of the nine parameters a little more. */
function change(lens: Lens, which: number, step: number): Lens {
  const { focalXPx, focalYPx, centreXPx, centreYPx, distortion } = lens;
  const { k1, k2, p1, p2, k3 } = distortion;
  const all = [focalXPx, focalYPx, centreXPx, centreYPx, k1, k2, p1, p2, k3];
  all[which] += step;
  const [fx, fy, cx, cy, ...rest] = all;
  return createLens({
    ...lens,
    focalXPx: fx,
    focalYPx: fy,
    centreXPx: cx,
    centreYPx: cy,
    distortion: { k1: rest[0], k2: rest[1], p1: rest[2], p2: rest[3], k3: rest[4] },
  });
}

test("derivatives by the lens are what small changes of it show", () => {
  const [lens] = buildRing(1);
  const [ahead, behind] = [new Float64Array(8), new Float64Array(8)];
  for (const [x, y] of [
    [0.3, -0.2],
    [-0.5, 0.35],
    [0, 0],
  ]) {
    const slopes = new Float64Array(2 * LENS_PARAMETERS);
    differentiateByLens(lens, x, y, slopes, 0, LENS_PARAMETERS);
    for (let which = 0; which < LENS_PARAMETERS; which++) {
      const step = which < 4 ? 1e-3 : 1e-6;
      imageCameraPoint(change(lens, which, step), 2 * x, 2 * y, 2, ahead);
      imageCameraPoint(change(lens, which, -step), 2 * x, 2 * y, 2, behind);
      expect(slopes[which]).toBeCloseTo((ahead[0] - behind[0]) / (2 * step), 4);
      const byY = (ahead[1] - behind[1]) / (2 * step);
      expect(slopes[LENS_PARAMETERS + which]).toBeCloseTo(byY, 4);
    }
  }
});
