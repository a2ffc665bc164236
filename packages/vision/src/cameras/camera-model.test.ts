import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildCamera, buildRing, drawPlace, MILD_DISTORTION } from "./camera-builders.ts";
import {
  type Camera,
  castRay,
  createCamera,
  differentiateByPose,
  imageCameraPoint,
  isInView,
  isOnImage,
  movePose,
  projectPoint,
  toCameraAxes,
  undistort,
} from "./camera-model.ts";
import { NO_DISTORTION } from "./lens-distortion.ts";
import { addScaled, measureLength, type Point3, subtract } from "./rotations.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const cameras = fc
  .record({
    position: fc.record({ x: between(-9, 9), y: between(-9, 9), z: between(2, 5) }),
    target: fc.record({ x: between(-5, 5), y: between(-5, 5), z: between(0, 1.5) }),
    focalPx: between(400, 2000),
    isBent: fc.boolean(),
  })
  .map(({ position, target, focalPx, isBent }) =>
    buildCamera({ position, target, focalPx, ...(isBent ? { distortion: MILD_DISTORTION } : {}) }),
  );
const places = fc.record({ x: between(-6, 6), y: between(-6, 6), z: between(0, 2) });

/** How far a place is from a ray, metres. */
function measureMiss(camera: Camera, place: Point3): number {
  const ray = castRay(camera, projectPoint(camera, place)!)!;
  const away = subtract(place, ray.origin);
  const along = away.x * ray.direction.x + away.y * ray.direction.y + away.z * ray.direction.z;
  return measureLength(subtract(place, addScaled(ray.origin, along, ray.direction)));
}

describe("a camera", () => {
  it("has what it looks at in the middle, and what is right and above of it there", () => {
    const camera = buildCamera({ position: { x: 0, y: 0, z: 1 }, target: { x: 5, y: 0, z: 1 } });
    expect(projectPoint(camera, { x: 3, y: 0, z: 1 })).toEqual({ x: 645, y: 352 });
    // Looking along x with z up, y is to the left: 900 px · 0.5 m / 5 m.
    expect(projectPoint(camera, { x: 5, y: -0.5, z: 1 })?.x).toBeCloseTo(645 + 90, 9);
    expect(projectPoint(camera, { x: 5, y: 0, z: 1.5 })?.y).toBeCloseTo(352 - 90.9, 9);
  });

  it("of a real shop has in the middle of its image what its makers say it looks at", () => {
    // Camera 1 of the shop in which the competition of 2020 was recorded: inches, camera to world.
    const metres = (x: number, y: number, z: number): Point3 => ({
      x: 0.0254 * x,
      y: 0.0254 * y,
      z: 0.0254 * z,
    });
    const camera = createCamera({
      ...buildRing(1)[0],
      focalXPx: 0.7991484375 * 1280,
      focalYPx: 1.4207083333333332 * 720,
      centreXPx: 640,
      centreYPx: 330,
      distortion: { ...NO_DISTORTION, k1: -0.472161, k2: 0.201042 },
      rotation: Float64Array.of(
        ...[-0.4867081596720381, 0.8535129732528981, -0.1860934490992496],
        ...[0.47539238874372436, 0.08006508416056038, -0.8761230844024701],
        ...[-0.732882831039992, -0.514883663352567, -0.44472190094422703],
      ),
      position: metres(175.3725308735464, 4.474028419622428, 95.58740326238247),
    });
    const pixel = projectPoint(camera, metres(29.29023020798177, -99.66924774214982, 0));
    expect(pixel?.x).toBeCloseTo(640, 4);
    expect(pixel?.y).toBeCloseTo(360, 4);
  });

  it("sees nothing behind itself", () => {
    const camera = buildCamera({ position: { x: 0, y: 0, z: 1 }, target: { x: 5, y: 0, z: 1 } });
    expect(projectPoint(camera, { x: -1, y: 0, z: 1 })).toBeNull();
    expect(projectPoint(camera, camera.position)).toBeNull();
    expect(isInView(camera, { x: 3, y: 0, z: 1 })).toBe(true);
    expect(isInView(camera, { x: 3, y: 5, z: 1 })).toBe(false);
  });

  it("does not fold what is far aside into its image", () => {
    const distortion = { ...NO_DISTORTION, k1: -0.48 };
    const position = { x: 0, y: 0, z: 1 };
    const camera = buildCamera({ position, target: { x: 5, y: 0, z: 1 }, distortion });
    // 1.4 aside for 1 ahead: the polynomial alone gives 1.4 (1 - 0.94), beside the middle.
    expect(projectPoint(camera, { x: 1, y: -1.4, z: 1 })).toBeNull();
    expect(projectPoint(camera, { x: 1, y: -0.8, z: 1 })).not.toBeNull();
    expect(castRay(camera, { x: 1279, y: 719 })).toBeNull();
  });

  it("casts a ray through whatever it images, in the image or beside it", () => {
    fc.assert(
      fc.property(cameras, places, (camera, place) => {
        const pixel = projectPoint(camera, place);
        fc.pre(pixel !== null && isOnImage(camera, pixel, 200));
        expect(measureMiss(camera, place)).toBeLessThan(1e-7);
      }),
    );
  });

  it("images what is on the ray of a pixel at that pixel", () => {
    fc.assert(
      fc.property(
        cameras,
        between(0, 1279),
        between(0, 719),
        between(0.1, 20),
        (camera, x, y, s) => {
          const ray = castRay(camera, { x, y });
          fc.pre(ray !== null);
          expect(measureLength(ray.direction)).toBeCloseTo(1, 12);
          const pixel = projectPoint(camera, addScaled(ray.origin, s, ray.direction));
          expect(pixel?.x).toBeCloseTo(x, 6);
          expect(pixel?.y).toBeCloseTo(y, 6);
        },
      ),
    );
  });

  it("has pixels from half a pixel before the first to half a pixel past the last", () => {
    const [camera] = buildRing(1);
    expect(isOnImage(camera, { x: -0.5, y: 719.5 })).toBe(true);
    expect(isOnImage(camera, { x: 1279.6, y: 0 })).toBe(false);
    expect(isOnImage(camera, { x: 1279.6, y: 0 }, 1)).toBe(true);
    expect(isOnImage(camera, { x: 0, y: -0.6 })).toBe(false);
  });

  it("without distortion images at the focal length", () => {
    const camera = buildCamera({ position: { x: 0, y: 0, z: 3 }, target: { x: 1, y: 0, z: 0 } });
    expect(undistort(camera, { x: 645 + 90, y: 352 })?.x).toBeCloseTo(0.1, 12);
  });

  it("with a rotation that is none, or no focal length, is refused", () => {
    const [camera] = buildRing(1);
    const mirrored = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, -1);
    expect(() => createCamera({ ...camera, rotation: mirrored })).toThrow("none");
    expect(() => createCamera({ ...camera, rotation: new Float64Array(9) })).toThrow(RangeError);
    expect(() => createCamera({ ...camera, rotation: new Float64Array(4) })).toThrow(RangeError);
    expect(() => createCamera({ ...camera, focalXPx: 0 })).toThrow(RangeError);
    expect(() => createCamera({ ...camera, centreXPx: Number.NaN })).toThrow(RangeError);
    expect(() => createCamera({ ...camera, position: { x: 0, y: Number.NaN, z: 0 } })).toThrow(
      "nowhere",
    );
  });
});

describe("derivatives of a pixel", () => {
  it("by the pose are what small moves of the camera show", () => {
    const random = createRandom(5);
    for (const camera of buildRing(6)) {
      const place = drawPlace(random);
      const point = toCameraAxes(camera, place);
      const imaged = new Float64Array(8);
      expect(imageCameraPoint(camera, point.x, point.y, point.z, imaged)).toBe(true);
      const slopes = new Float64Array(12);
      differentiateByPose(camera, point, imaged, slopes, 0, 6);
      for (let i = 0; i < 6; i++) {
        const step = new Float64Array(6);
        step[i] = 1e-6;
        const ahead = projectPoint({ ...camera, ...movePose(camera, step) }, place)!;
        step[i] = -1e-6;
        const behind = projectPoint({ ...camera, ...movePose(camera, step) }, place)!;
        expect(slopes[i]).toBeCloseTo((ahead.x - behind.x) / 2e-6, 3);
        expect(slopes[6 + i]).toBeCloseTo((ahead.y - behind.y) / 2e-6, 3);
      }
    }
  });

  it("by the point are what small moves of it show", () => {
    const [camera] = buildRing(1);
    const imaged = new Float64Array(8);
    const [ahead, behind] = [new Float64Array(8), new Float64Array(8)];
    imageCameraPoint(camera, 0.4, -0.3, 2, imaged);
    for (let i = 0; i < 3; i++) {
      const at = [0.4, -0.3, 2];
      at[i] += 1e-6;
      imageCameraPoint(camera, at[0], at[1], at[2], ahead);
      at[i] -= 2e-6;
      imageCameraPoint(camera, at[0], at[1], at[2], behind);
      expect(imaged[2 + i]).toBeCloseTo((ahead[0] - behind[0]) / 2e-6, 4);
      expect(imaged[5 + i]).toBeCloseTo((ahead[1] - behind[1]) / 2e-6, 4);
    }
  });
});
