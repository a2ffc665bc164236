import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { formatPosesCsv, readPosesCsv, type WalkFrame } from "./poses-csv.ts";

const folder = mkdtempSync(join(tmpdir(), "saunter-poses-"));
afterAll(() => rmSync(folder, { recursive: true }));

const IDS = ["door", "till"];

const JOINT = fc.oneof(
  fc.constant([Number.NaN, Number.NaN, Number.NaN]),
  fc.tuple(
    fc.double({ min: 0, max: 4000, noNaN: true }),
    fc.double({ min: 0, max: 4000, noNaN: true }),
    fc.double({ min: 0.3, max: 1, noNaN: true }),
  ),
);
const FRAME: fc.Arbitrary<WalkFrame> = fc
  .array(fc.array(JOINT, { minLength: 8, maxLength: 8 }), { minLength: 2, maxLength: 2 })
  .map((bodies) => ({
    timestampMs: 1_772_582_400_000,
    place: { x: 1, y: 2 },
    poses: bodies.map((joints, at) => ({
      cameraId: IDS[at]!,
      joints: Float64Array.from(joints.flat()),
    })),
  }));

it("joints that are written are read again, each with its place, to a hundredth of a pixel", () => {
  const file = join(folder, "walk.csv");
  fc.assert(
    fc.property(fc.array(FRAME, { maxLength: 4 }), (frames) => {
      writeFileSync(file, formatPosesCsv(frames));
      const { observations, unsure } = readPosesCsv(file, new Set(IDS), 10);
      const wanted = frames.flatMap(({ poses }, frame) =>
        poses.flatMap(({ cameraId, joints }) =>
          Array.from({ length: 8 }, (_, joint) => ({
            key: `${frame} ${joint}`,
            cameraId,
            x: joints[3 * joint]!,
            y: joints[3 * joint + 1]!,
          })).filter(({ x }) => !Number.isNaN(x)),
        ),
      );
      expect(unsure).toBe(0);
      expect(observations.map(({ cameraId }) => cameraId)).toEqual(
        wanted.map(({ cameraId }) => cameraId),
      );
      observations.forEach(({ x, y, place }, at) => {
        expect(Math.hypot(x - wanted[at]!.x, y - wanted[at]!.y)).toBeLessThan(0.01);
        const same = wanted.findIndex(({ key }) => key === wanted[at]!.key);
        expect(place).toBe(observations[same]!.place);
      });
      expect(new Set(observations.map(({ place }) => place)).size).toBe(
        new Set(wanted.map(({ key }) => key)).size,
      );
    }),
  );
});

it("nothing in the file says when it was, or where in the shop", () => {
  const frame = { timestampMs: 1_772_582_400_000, place: { x: 7.77, y: 8.88 } };
  const joints = new Float64Array(24).fill(Number.NaN);
  joints.set([101.5, 52.25, 0.8]);
  expect(formatPosesCsv([{ ...frame, poses: [{ cameraId: "door", joints }] }])).toBe(
    "frame,camera,person,joint,x_px,y_px,score\n0,door,1,head,101.50,52.25,0.800\n",
  );
});
