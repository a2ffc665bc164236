import { createRandom } from "@saunter/numerics/random";
import {
  createCamera,
  createLens,
  isOnImage,
  projectPoint,
} from "@saunter/vision/cameras/camera-model";
import { NO_DISTORTION } from "@saunter/vision/cameras/lens-distortion";
import { lookAt, measureDistance, type Point3 } from "@saunter/vision/cameras/rotations";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CommandFailure } from "../command-line/command-io.ts";
import { describePlaced, guessLens, type PlaceOptions, placeCamera } from "./place-camera.ts";
import type { ClickedPoint } from "./points-csv.ts";

const LENS = createLens({
  widthPx: 1280,
  heightPx: 720,
  focalXPx: 900,
  focalYPx: 900,
  centreXPx: 639.5,
  centreYPx: 359.5,
  distortion: NO_DISTORTION,
});
const OPTIONS: PlaceOptions = {
  cameraId: "door",
  lens: LENS,
  pointSdPx: 1.5,
  estimateFocal: false,
  estimateK1: false,
  workingPlace: null,
};

function click(position: Point3, target: Point3, places: readonly Point3[], seed: number) {
  const random = createRandom(seed);
  const rotation = lookAt(position, target);
  const camera = createCamera({ ...LENS, cameraId: "door", position, rotation });
  const points = places.map((place, i): ClickedPoint => {
    const { x, y } = projectPoint(camera, place)!;
    const off = (): number => random.normal(0, 1);
    return { name: `point ${i + 1}`, place, x: x + off(), y: y + off(), line: i + 2 };
  });
  return { camera, points };
}

const CORNERS = [-1, 1].flatMap((x) =>
  [-1, 1].flatMap((y) => [0.1, 1.6].map((z) => ({ x: x + 4, y: y + 3, z }))),
);

describe("placeCamera", () => {
  it("is as exact as it says, wherever the camera hangs", () => {
    const metres = fc.double({ min: -2.5, max: 2.5, noNaN: true });
    fc.assert(
      fc.property(metres, metres, fc.integer(), (x, y, seed) => {
        const position = { x: 4 + x, y: -1.5 + y / 4, z: 2.8 };
        const { camera, points } = click(position, { x: 4, y: 3, z: 0.5 }, CORNERS, seed);
        fc.pre(points.every((point) => isOnImage(camera, point)));
        const found = placeCamera(points, OPTIONS);
        const offM = measureDistance(found.camera.position, position);
        expect(offM).toBeLessThan(0.06 * found.positionSdCm);
      }),
      { numRuns: 40 },
    );
  });

  it("refuses points that are seen so from two places, with both and what to do", () => {
    const small = [
      { x: 3.8, y: 2.8, z: 0 },
      { x: 4.2, y: 2.8, z: 0 },
      { x: 4.2, y: 3.2, z: 0 },
      { x: 3.8, y: 3.2, z: 0 },
    ];
    const { points } = click({ x: 4, y: -11, z: 6 }, { x: 4, y: 3, z: 0 }, small, 45);
    expect(() => placeCamera(points, OPTIONS)).toThrow(CommandFailure);
    expect(() => placeCamera(points, OPTIONS)).toThrow(
      /^camera door: the points are seen so from two places, .* and .*: click more of them/,
    );
  });

  it("says that the lens may be wrong where all points are a little off", () => {
    const { points } = click({ x: 4, y: -1.5, z: 2.8 }, { x: 4, y: 3, z: 0.5 }, CORNERS, 7);
    const found = placeCamera(points, { ...OPTIONS, pointSdPx: 0.3 });
    expect(describePlaced(found, { ...OPTIONS, pointSdPx: 0.3 })).toMatch(
      /off by more than clicks of 0\.3 px are.*look whether this is its lens \(--estimate-focal/s,
    );
    expect(describePlaced(placeCamera(points, OPTIONS), OPTIONS)).not.toMatch(/Look whether/);
  });

  it("finds what the lens does, too, and says how exactly", () => {
    const { points } = click({ x: 4, y: -1.5, z: 2.8 }, { x: 4, y: 3, z: 0.5 }, CORNERS, 8);
    const lens = guessLens(1280, 720);
    const asked = { ...OPTIONS, lens, estimateFocal: true, estimateK1: true };
    const found = placeCamera(points, asked);
    expect(Math.abs(found.camera.focalXPx - 900)).toBeLessThan(4 * found.focalSdPx!);
    expect(describePlaced(found, asked)).toMatch(/focal length .* found to .*\nk1 .* found to/);
  });
});
