import { createRandom } from "@saunter/numerics/random";
import { createCamera } from "@saunter/vision/cameras/camera-model";
import { rotationFromVector } from "@saunter/vision/cameras/rotations";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type CalibratedCamera,
  formatCalibration,
  formatCalibrationProblems,
  readCalibration,
  readCalibrationFile,
} from "./calibration-file.ts";
import { formatProblem } from "./config-problem.ts";

function makeCamera(seed: number, cameraId = `camera-${seed}`): CalibratedCamera {
  const random = createRandom(seed);
  const off = (): number => random.uniform(-0.3, 0.3);
  const camera = createCamera({
    cameraId,
    widthPx: 640,
    heightPx: 360,
    focalXPx: 420 + off(),
    focalYPx: 419 + off(),
    centreXPx: 319.5 + off(),
    centreYPx: 179.5 + off(),
    distortion: { k1: off(), k2: off(), p1: off() * 1e-9, p2: off(), k3: off() },
    position: { x: off(), y: off(), z: 2.4 },
    rotation: rotationFromVector({ x: off(), y: off(), z: off() }),
  });
  return {
    camera,
    quality: seed % 2 === 0 ? null : { errorPx: 0.4, workingSdCm: 1.5, points: 900 },
  };
}

const GOOD = JSON.parse(formatCalibration([makeCamera(1, "door"), makeCamera(2, "till")]));

const set = (camera: Record<string, unknown>, key: string, value: unknown): void => {
  camera[key] = value;
};

/** Problems of the good file after a change. */
function listProblems(change: (file: { cameras: Record<string, unknown>[] }) => void): string[] {
  const file = structuredClone(GOOD);
  change(file);
  const read = readCalibration(JSON.stringify(file, null, 1), "cameras.json");
  return read.ok ? [] : read.problems.map(formatProblem);
}

describe("a calibration file", () => {
  it("gives the cameras that were written, number for number", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 5 }), (seeds) => {
        const cameras = seeds.map((seed) => makeCamera(seed));
        const read = readCalibration(formatCalibration(cameras), "cameras.json");
        if (!read.ok) throw new Error(formatCalibrationProblems(read.problems));
        for (const [at, { camera, quality }] of read.cameras.entries()) {
          const { rotation, ...rest } = camera;
          const { rotation: given, ...others } = cameras[at]!.camera;
          expect(rest).toEqual(others);
          expect(quality).toEqual(cameras[at]!.quality);
          for (const [entry, value] of rotation.entries())
            expect(value).toBeCloseTo(given[entry]!, 12);
        }
      }),
    );
  });

  it.each([
    [
      ({ cameras }) => set(cameras[1]!, "focalXPx", -1),
      /^cameras\.json:\d+:\d+: cameras\[1\]\.focalXPx: camera "till": found "-1"; allowed: a number above 0$/,
    ],
    [
      ({ cameras }) => delete cameras[0]!.position,
      /cameras\[0\]\.position: camera "door": this key is missing/,
    ],
    [
      ({ cameras }) => set(cameras[0]!, "rotation", [1, 0, 0, 0, 1, 0, 0, 0, 2]),
      /cameras\[0\]\.rotation: camera "door": these nine numbers are no rotation/,
    ],
    [
      ({ cameras }) => set(cameras[0]!, "rotation", [1, 0, 0]),
      /cameras\[0\]\.rotation: camera "door": found 3 items; allowed: a list of 9 to 9/,
    ],
    [({ cameras }) => set(cameras[0]!, "id", "till"), /cameras\[1\]\.id: camera "till": .*twice/],
    [({ cameras }) => set(cameras[0]!, "focal", 1), /camera "door": this key is not known/],
    [
      ({ cameras }) => set(cameras[0]!, "id", "front door"),
      /camera "front door": found "front door"/,
    ],
    [({ cameras }) => void cameras.splice(0), /cameras: found 0 items; allowed: a list of 1 to 64/],
  ] as readonly [Parameters<typeof listProblems>[0], RegExp][])(
    "names the camera and the key that is wrong (%#)",
    (change, message) => {
      const problems = listProblems(change);
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(message);
    },
  );

  it("is none where there is none, or where it is no JSON", () => {
    const missing = readCalibrationFile("nowhere.json");
    expect(missing.ok ? "" : formatCalibrationProblems(missing.problems)).toBe(
      "nowhere.json: there is no such file",
    );
    for (const text of ["", "[", "[]", "7", '{"cameras": 7}', '{"cameras": [null, 7]}'])
      expect(readCalibration(text, "cameras.json").ok).toBe(false);
  });

  it("never throws, whatever is in it", () => {
    fc.assert(
      fc.property(fc.json(), fc.json(), (whole, part) => {
        readCalibration(whole, "cameras.json");
        readCalibration(`{"cameras": [${part}, {"id": ${part}}]}`, "cameras.json");
      }),
    );
  });
});
