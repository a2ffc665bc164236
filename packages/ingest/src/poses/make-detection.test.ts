import { describe, expect, it } from "vitest";
import { makeKeypoints } from "./keypoints-fixture.ts";
import { makeDetection } from "./make-detection.ts";

const image = { rgb: new Uint8Array(50 * 50 * 3).fill(255), widthPx: 50, heightPx: 50 };

describe("makeSighting", () => {
  it("tells of joints and of the clothing's colour, and of nothing else", () => {
    const seen = { 0: [25, 5, 0.9], 5: [35, 12, 0.9], 6: [15, 12, 0.9] } as const;
    const detection = makeDetection(image, makeKeypoints(seen))!;
    expect(Object.keys(detection)).toEqual(["joints", "colour"]);
    expect(detection.joints).toHaveLength(24);
    expect(detection.colour![0]).toBeCloseTo(100, 2);
    expect(Object.keys(makeDetection(image, makeKeypoints({ 0: [25, 5, 0.9] }))!)).toEqual([
      "joints",
    ]);
  });

  it("takes hands alone for nobody", () => {
    expect(makeDetection(image, makeKeypoints({ 9: [25, 5, 0.9], 7: [20, 9, 0.9] }))).toBeNull();
  });
});
