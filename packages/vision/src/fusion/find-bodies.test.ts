import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { findGround } from "./body.ts";
import { createCameraView } from "./camera-view.ts";
import { findBodies, guessBody, type LonePose } from "./find-bodies.ts";
import { buildPose, detectPose, RING } from "./fusion-builders.ts";

const views = RING.map((camera) => createCameraView(camera));
const random = createRandom(1);
const isInside = (x: number, y: number): boolean => x > 0 && x < 8 && y > 0 && y < 6;

function see(at: number, x: number, y: number): LonePose {
  const view = views[at]!;
  return { view, pose: detectPose(view.camera, buildPose(x, y), () => random.normal(0, 4)) };
}

/** How far a body is from a place of the floor, metres. */
function offBy(body: Parameters<typeof findGround>[0], x: number, y: number): number {
  const ground = findGround(body);
  return Math.hypot(ground.x - x, ground.y - y);
}

describe("poses that are nobody's", () => {
  it("of two cameras are one body, where it stands", () => {
    const found = findBodies([see(0, 4, 3), see(1, 4, 3)], 100, isInside);
    expect(found).toHaveLength(1);
    expect(offBy(found[0]!.body, 4, 3)).toBeLessThan(0.1);
    expect(found[0]!.body.seenMs[0]).toBe(100);
  });

  it("of several people in several cameras are as many bodies, each pose of one at most", () => {
    const places = [
      [2.5, 2],
      [4, 3.4],
      [5.5, 2.6],
    ] as const;
    const poses = places.flatMap(([x, y], at) => [see(at, x, y), see(at + 1, x, y)]);
    const found = findBodies(poses, 0, isInside);
    expect(found).toHaveLength(3);
    expect(new Set(found.flatMap(({ from }) => from)).size).toBe(6);
    for (const [x, y] of places) {
      expect(found.filter(({ body }) => offBy(body, x, y) < 0.15)).toHaveLength(1);
    }
  });

  it("of different people are no body, nor are two of one camera", () => {
    expect(findBodies([see(0, 2.5, 2), see(1, 5.5, 4)], 0, isInside)).toEqual([]);
    expect(findBodies([see(0, 4, 3), see(0, 4, 3)], 0, isInside)).toEqual([]);
  });

  it("of somebody behind the glass are nobody in the shop", () => {
    const poses = [see(0, 4, -1.5), see(1, 4, -1.5)];
    expect(findBodies(poses, 0, () => true)).toHaveLength(1);
    expect(findBodies(poses, 0, isInside)).toEqual([]);
  });
});

describe("a pose that one camera alone sees", () => {
  it("is somebody as far off as people are tall, more or less", () => {
    const body = guessBody(see(2, 4, 3), 0, isInside)!;
    expect(offBy(body, 4, 3)).toBeLessThan(0.5);
    expect(Math.sqrt(findGround(body).variance)).toBeGreaterThan(0.1);
  });

  it("is nobody where that would be outside", () => {
    expect(guessBody(see(2, 4, -1.5), 0, isInside)).toBeNull();
  });

  it("is nobody where neither head nor neck is seen", () => {
    const lone = see(2, 4, 3);
    lone.pose.joints.fill(Number.NaN, 0, 6);
    expect(guessBody(lone, 0, isInside)).toBeNull();
  });
});
