import { JOINT_NAMES } from "@saunter/engine/observation";
import { DETECTION_STRIDE } from "@saunter/vision/fusion/pose-detection";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KEYPOINT_SCORE_MIN, KEYPOINT_STRIDE, KEYPOINTS, mapJoints } from "./body-keypoints.ts";
import { makeKeypoints } from "./keypoints-fixture.ts";

const FACE = [0, 1, 2, 3, 4];

function readJoint(joints: Float64Array, name: (typeof JOINT_NAMES)[number]): number[] {
  const at = JOINT_NAMES.indexOf(name) * DETECTION_STRIDE;
  return [...joints.subarray(at, at + DETECTION_STRIDE)];
}

describe("mapJoints", () => {
  it("takes shoulders, elbows and wrists as they are", () => {
    const points = Array.from({ length: KEYPOINTS }, (_, at) => [10 * at, 5 * at, 0.5] as const);
    const joints = mapJoints(makeKeypoints(Object.fromEntries(points.entries())));
    expect(readJoint(joints, "l_shoulder")).toEqual([50, 25, 0.5]);
    expect(readJoint(joints, "r_shoulder")).toEqual([60, 30, 0.5]);
    expect(readJoint(joints, "l_elbow")).toEqual([70, 35, 0.5]);
    expect(readJoint(joints, "r_elbow")).toEqual([80, 40, 0.5]);
    expect(readJoint(joints, "l_wrist")).toEqual([90, 45, 0.5]);
    expect(readJoint(joints, "r_wrist")).toEqual([100, 50, 0.5]);
  });

  it("puts the head where the face is, each point by its score", () => {
    const joints = mapJoints(
      makeKeypoints({ 0: [10, 20, 0.9], 3: [40, 26, 0.3], 4: [999, 999, KEYPOINT_SCORE_MIN / 2] }),
    );
    const [x, y, score] = readJoint(joints, "head");
    expect(x).toBeCloseTo((10 * 0.9 + 40 * 0.3) / 1.2, 9);
    expect(y).toBeCloseTo((20 * 0.9 + 26 * 0.3) / 1.2, 9);
    expect(score).toBeCloseTo((0.81 + 0.09) / 1.2, 9);
  });

  it("puts the neck between the shoulders, where both are seen", () => {
    const both = mapJoints(makeKeypoints({ 5: [10, 20, 0.8], 6: [30, 24, 0.6] }));
    expect(readJoint(both, "neck")).toEqual([20, 22, 0.6]);
    const one = mapJoints(makeKeypoints({ 5: [10, 20, 0.8] }));
    expect(readJoint(one, "neck")).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(readJoint(one, "l_shoulder")).toEqual([10, 20, 0.8]);
  });

  it("takes what has too low a score for not seen, at the bound and below it", () => {
    const at = mapJoints(makeKeypoints({ 9: [1, 2, KEYPOINT_SCORE_MIN] }));
    expect(readJoint(at, "l_wrist")).toEqual([1, 2, KEYPOINT_SCORE_MIN]);
    const below = mapJoints(makeKeypoints({ 9: [1, 2, KEYPOINT_SCORE_MIN - 1e-9] }));
    expect(readJoint(below, "l_wrist")).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it("keeps eight joints: no shape of a face, no hips, no legs", () => {
    const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
      minLength: KEYPOINTS * KEYPOINT_STRIDE,
      maxLength: KEYPOINTS * KEYPOINT_STRIDE,
    });
    fc.assert(
      fc.property(values, fc.double({ min: -50, max: 50, noNaN: true }), (all, spread) => {
        const keypoints = Float64Array.from(all);
        for (const point of FACE) keypoints[point * KEYPOINT_STRIDE + 2] = 0.5;
        const joints = mapJoints(keypoints);
        expect(joints).toHaveLength(JOINT_NAMES.length * DETECTION_STRIDE);
        // Another face about the same place, and another lower body, give the same.
        const other = keypoints.slice();
        for (const [point, by] of [
          [1, spread],
          [2, -spread],
        ] as const)
          other[point * KEYPOINT_STRIDE]! += by;
        other.fill(0.7, 11 * KEYPOINT_STRIDE);
        for (const [at, value] of mapJoints(other).entries()) {
          if (Number.isNaN(value)) expect(joints[at]).toBeNaN();
          else expect(joints[at]).toBeCloseTo(value, 9);
        }
      }),
    );
  });
});
