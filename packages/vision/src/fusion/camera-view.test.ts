import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import {
  createCameraView,
  findFoundShare,
  findNoisePx2,
  learnFoundShare,
  learnJointNoise,
} from "./camera-view.ts";
import { RING } from "./fusion-builders.ts";

describe("a camera's pose model", () => {
  it("is off by what is learnt, each joint for itself, and the more the nearer somebody is", () => {
    const view = createCameraView(RING[0]!);
    const random = createRandom(1);
    for (let frame = 0; frame < 2000; frame++)
      learnJointNoise(view, 7, random.normal(0, 0.02) ** 2);
    expect(Math.sqrt(findNoisePx2(view, 7, 1000))).toBeCloseTo(20, -1);
    expect(Math.sqrt(findNoisePx2(view, 7, 500))).toBeCloseTo(10, -1);
    expect(findNoisePx2(view, 6, 1000)).toBeGreaterThan(2 * findNoisePx2(view, 7, 1000));
  });

  it("is never off by less than a pixel", () => {
    const view = createCameraView(RING[0]!);
    for (let frame = 0; frame < 20_000; frame++) learnJointNoise(view, 0, 0);
    expect(findNoisePx2(view, 0, 100)).toBe(1);
  });

  it("finds people in some places and not in others, which is learnt", () => {
    const view = createCameraView(RING[0]!);
    const before = findFoundShare(view, 1.1, 1.1);
    for (let frame = 0; frame < 200; frame++) {
      learnFoundShare(view, 1.1, 1.1, false, 1);
      learnFoundShare(view, -2.1, 1.1, true, 1);
    }
    expect(findFoundShare(view, 1.2, 1.2)).toBeLessThan(0.05);
    expect(findFoundShare(view, -2.2, 1.2)).toBeGreaterThan(0.95);
    expect(findFoundShare(view, 5, 5)).toBe(before);
  });
});
