/** Whom a tracker cannot tell from whom, by what cameras see of them. */

import type { IdentityAmbiguity } from "@saunter/engine/observation";
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { createBodyTracker } from "./body-tracker.ts";
import { buildPose, detectPose, RING } from "./fusion-builders.ts";

const FRAME_MS = 100;
const RED = Float64Array.of(45, 50, 30);
const NAVY = Float64Array.of(20, 5, -25);

/** Two come towards each other, stand side by side for eight seconds, and go on. */
function meet(worn: readonly [Float64Array, Float64Array]) {
  const random = createRandom(3);
  const tracker = createBodyTracker({
    cameras: RING,
    isInside: (x, y) => x > 0 && x < 8 && y > 0 && y < 6,
  });
  const said: IdentityAmbiguity[] = [];
  const names = new Set<string>();
  const frames = 200;
  for (let at = 0; at < frames; at++) {
    const apartM = 2 * Math.max(0.25, Math.abs(at - 100) / 40 - 0.9);
    const poses = [4 - apartM / 2, 4 + apartM / 2].map((x) => buildPose(x, 3));
    const seen = RING.map((camera) => ({
      cameraId: camera.cameraId,
      poses: poses.map((pose, index) => ({
        ...detectPose(camera, pose, () => random.normal(0, 6)),
        colour: worn[index]!.map((value) => value + random.normal(0, 4)),
      })),
    }));
    const told = tracker.step(FRAME_MS * at, seen);
    if (at > 20) for (const { shopperId } of told) names.add(shopperId);
    said.push(...tracker.listAmbiguities());
  }
  const endMs = FRAME_MS * frames;
  /** What holds in the end of a time. */
  const holds = (ms: number): number =>
    said.findLast(({ fromMs, toMs }) => fromMs <= ms && ms < toMs)?.probability ?? 0;
  return { said, names, endMs, holds };
}

describe("two who meet before cameras, and part", () => {
  it("in the same clothes stay ambiguous", () => {
    const { said, names, endMs, holds } = meet([RED, RED]);
    expect(names.size).toBe(2);
    expect(holds(5000)).toBe(0);
    expect(holds(endMs - 1500)).toBeGreaterThan(0.02);
    expect(endMs - said.at(-1)!.toMs).toBeLessThan(1500);
    expect(new Set(said.flatMap(({ shopperIds }) => shopperIds))).toEqual(names);
  });

  it("in clothes that tell them apart are in none", () => {
    const { names, endMs, holds } = meet([RED, NAVY]);
    expect(names.size).toBe(2);
    for (let ms = 50; ms < endMs; ms += 100) expect(holds(ms)).toBeLessThan(0.01);
  });
});
