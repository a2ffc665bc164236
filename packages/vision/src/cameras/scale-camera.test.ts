import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildRing } from "./camera-builders.ts";
import { projectPoint } from "./camera-model.ts";
import { scaleCamera } from "./scale-camera.ts";

const [CAMERA] = buildRing(4);
const camera = CAMERA!;

describe("scaleCamera", () => {
  it("has every place at the same share of the frame's sides", () => {
    const coordinate = fc.double({ min: 0, max: 6, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, fc.integer({ min: 1, max: 4 }), (x, y, times) => {
        const [widthPx, heightPx] = [(camera.widthPx * times) / 2, (camera.heightPx * times) / 2];
        const place = { x, y, z: 1 };
        const [own, scaled] = [camera, scaleCamera(camera, widthPx, heightPx)].map((one) => {
          const pixel = projectPoint(one, place);
          return pixel === null
            ? null
            : [(pixel.x + 0.5) / one.widthPx, (pixel.y + 0.5) / one.heightPx];
        });
        if (own === null || scaled === null) return expect(scaled).toBe(own);
        for (const axis of [0, 1]) expect(scaled![axis]).toBeCloseTo(own![axis]!, 9);
      }),
    );
  });

  it("is refused where the sides are scaled differently", () => {
    expect(() => scaleCamera(camera, camera.widthPx, camera.heightPx / 2)).toThrow(RangeError);
  });
});
