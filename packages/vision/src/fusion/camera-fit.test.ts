import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import type { Camera } from "../cameras/camera-model.ts";
import { DEFAULT_FUSION } from "../parameters/fusion.ts";
import { createCameraFit } from "./camera-fit.ts";
import { buildPose, detectPose, RING } from "./fusion-builders.ts";

const { fitInstantsMin } = DEFAULT_FUSION;
/** Not a rectangle's corners: there, two opposite cameras that are swapped see as the two others do. */
const CAMERAS = RING.map((camera, at) => ({
  ...camera,
  position: { ...camera.position, x: camera.position.x + 0.3 * at },
}));
const isInside = (x: number, y: number): boolean => x > 0 && x < 8 && y > 0 && y < 6;

/** Somebody walks about; each camera sees them as the camera of `really` at its place does. */
function walk(
  cameras: readonly Camera[],
  really: readonly Camera[],
  instants = 3 * fitInstantsMin,
) {
  const fit = createCameraFit({ cameras, isInside });
  const random = createRandom(1);
  for (let at = 0; at < instants; at++) {
    const pose = buildPose(random.uniform(1, 7), random.uniform(1, 5));
    const frames = cameras.map(({ cameraId }, index) => ({
      cameraId,
      poses: [detectPose(really[index]!, pose, () => random.normal(0, 5))],
    }));
    fit.take(frames);
  }
  return fit.judge();
}

function swap<T>(list: readonly T[], a: number, b: number): T[] {
  return list.map((one, at) => list[at === a ? b : at === b ? a : at] ?? one);
}

/** Hung a metre elsewhere than its calibration says. */
const move = (cameras: readonly Camera[], ...moved: readonly number[]): Camera[] =>
  cameras.map((camera, at) => {
    const { position } = camera;
    return moved.includes(at)
      ? { ...camera, position: { ...position, x: position.x + 1 + at } }
      : camera;
  });

describe("cameras as they are calibrated", () => {
  it("fit together", () => {
    expect(walk(CAMERAS, CAMERAS)).toEqual([]);
  });

  it("are not judged by a few instants", () => {
    const really = swap(CAMERAS, 0, 1);
    expect(walk(CAMERAS, really, fitInstantsMin - 1)).toEqual([]);
    expect(walk(CAMERAS, really, fitInstantsMin)).not.toEqual([]);
  });

  it.each([
    [0, 1],
    [1, 2],
    [0, 3],
  ])("are told where %i and %i are swapped", (a, b) => {
    const faults = walk(CAMERAS, swap(CAMERAS, a, b));
    const [first, second] = [CAMERAS[a]!.cameraId, CAMERAS[b]!.cameraId];
    expect(faults).toHaveLength(2);
    expect(faults).toContainEqual({ cameraId: first, kind: "swapped", otherId: second });
    expect(faults).toContainEqual({ cameraId: second, kind: "swapped", otherId: first });
  });

  it.each([0, 1, 2, 3])("are told where camera %i hangs elsewhere", (at) => {
    const { cameraId } = CAMERAS[at]!;
    expect(walk(CAMERAS, move(CAMERAS, at))).toEqual([
      { cameraId, kind: "elsewhere", otherId: null },
    ]);
  });

  it("are both named where there are but two, and one is wrong", () => {
    const two = CAMERAS.slice(0, 2);
    expect(walk(two, move(two, 1))).toEqual([
      { cameraId: two[0]!.cameraId, kind: "unsure", otherId: two[1]!.cameraId },
      { cameraId: two[1]!.cameraId, kind: "unsure", otherId: two[0]!.cameraId },
    ]);
  });

  it("are judged again when they have been corrected", () => {
    const fit = createCameraFit({ cameras: CAMERAS, isInside });
    const see = (really: readonly Camera[], instants: number): void => {
      const random = createRandom(2);
      for (let at = 0; at < instants; at++) {
        const pose = buildPose(random.uniform(1, 7), random.uniform(1, 5));
        fit.take(
          CAMERAS.map(({ cameraId }, i) => ({ cameraId, poses: [detectPose(really[i]!, pose)] })),
        );
      }
    };
    see(swap(CAMERAS, 0, 1), 100);
    expect(fit.judge()).not.toEqual([]);
    see(CAMERAS, 300);
    expect(fit.judge()).toEqual([]);
  });

  it("are not judged by crowds, and are known by name", () => {
    const fit = createCameraFit({ cameras: CAMERAS, isInside });
    const pose = detectPose(CAMERAS[0]!, buildPose(4, 3));
    for (let at = 0; at < 100; at++) {
      fit.take(CAMERAS.map(({ cameraId }) => ({ cameraId, poses: [pose, pose, pose] })));
    }
    expect(fit.judge()).toEqual([]);
    expect(() => fit.take([{ cameraId: "none", poses: [] }])).toThrow("no camera none");
  });
});
