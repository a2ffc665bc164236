import { DETECTION_STRIDE } from "@saunter/vision/fusion/pose-detection";
import { describe, expect, it } from "vitest";
import { mapJoints } from "./body-keypoints.ts";
import { guessKeypoints } from "./guess-keypoints.ts";

const box = { left: 100, right: 140, top: 50, bottom: 150, score: 0.7 };

describe("guessKeypoints", () => {
  it("puts head, neck and shoulders where people who stand have them, and no other joint", () => {
    const joints = mapJoints(guessKeypoints(box, 360));
    const placeOf = (joint: number) =>
      [...joints.subarray(joint * DETECTION_STRIDE, joint * DETECTION_STRIDE + 2)].map(Math.round);
    expect(placeOf(0)).toEqual([120, 56]);
    for (const joint of [1, 2, 3]) expect(placeOf(joint)).toEqual([120, 68]);
    expect([...joints.subarray(4 * DETECTION_STRIDE)].every(Number.isNaN)).toBe(true);
  });

  it("takes a box that ends with the picture for the upper part of somebody", () => {
    const wide = { ...box, right: 200 };
    const [, wholeY] = mapJoints(guessKeypoints(wide, 360)).subarray(DETECTION_STRIDE);
    const [, cutY] = mapJoints(guessKeypoints(wide, 151)).subarray(DETECTION_STRIDE);
    expect(wholeY).toBeCloseTo(50 + 0.182 * 100, 6);
    expect(cutY).toBeCloseTo(50 + 0.182 * 240, 6);
  });
});
