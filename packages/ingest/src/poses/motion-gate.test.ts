import { createRandom } from "@saunter/numerics/random";
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GreyImage } from "../cameras/grey-image.ts";
import { drawScene, type Shot, SIDES, shoot } from "../cameras/image-fixture.ts";
import {
  createMotionGate,
  HOLD_MS,
  IDLE_LOOK_MS,
  type MotionGate,
  STILL_LOOK_MS,
} from "./motion-gate.ts";

const STEP_MS = 100;
/** The whole picture is four times as large as the small one. */
const FRAME = { widthPx: 4 * SIDES.widthPx, heightPx: 4 * SIDES.heightPx };

/** Somebody where `shoot` draws them, in pixels of the whole picture. */
function seeSomebody(personAt: number): PoseDetection {
  const joints = new Float64Array(24).fill(Number.NaN);
  for (const [joint, down] of [38, 44, 45, 45].entries())
    joints.set([4 * personAt * SIDES.widthPx, 4 * down, 0.8], joint * 3);
  return { joints };
}

interface Film {
  readonly gate: MotionGate;
  /** Shows the gate what a camera sees for so long, and what the model says of it; tells what it did. */
  run(forMs: number, shotOf: (atMs: number) => Shown): readonly string[];
}

interface Shown extends Omit<Shot, "random"> {
  /** Whether the model misses whoever is there. */
  readonly isMissed?: boolean;
  readonly change?: (image: GreyImage) => void;
}

function film(seed: number, gate = createMotionGate()): Film {
  const random = createRandom(seed);
  const scene = drawScene(seed);
  let nowMs = 1_000_000;
  return {
    gate,
    run: (forMs, shotOf) => {
      const decisions: string[] = [];
      for (let atMs = 0; atMs < forMs; atMs += STEP_MS, nowMs += STEP_MS) {
        const { isMissed = false, change, ...shot } = shotOf(atMs);
        const image = shoot(scene, { ...shot, random });
        change?.(image);
        const decision = gate.see(image, nowMs, FRAME);
        decisions.push(decision);
        const isSeen = shot.personAt !== undefined && !isMissed;
        const poses = isSeen ? [seeSomebody(shot.personAt!)] : [];
        if (decision === "detect") gate.learnFrame(image, poses, nowMs);
      }
      return decisions;
    },
  };
}

const countLooks = (decisions: readonly string[]): number =>
  decisions.filter((decision) => decision === "detect").length;

function paintBox({ values }: GreyImage, light: number): void {
  for (let y = 60; y < 70; y++) values.fill(light, y * SIDES.widthPx + 20, y * SIDES.widthPx + 32);
}

describe("createMotionGate", () => {
  it("soon processes frames of an empty shop only rarely, however much its pictures vary", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 9, noNaN: true }),
        (seed, noise) => {
          const { gate, run } = film(seed);
          expect(run(10_000, () => ({ noise }))[0]).toBe("detect");
          const later = run(IDLE_LOOK_MS, () => ({ noise }));
          expect(countLooks(later)).toBe(1);
          expect(gate.idleSinceMs).not.toBeNull();
        },
      ),
      { numRuns: 8 },
    );
  });

  it("processes the first picture in which somebody is", () => {
    const { gate, run } = film(1);
    run(20_000, () => ({}));
    expect(gate.idleSinceMs).not.toBeNull();
    const walk = run(3000, (atMs) => ({ personAt: 0.1 + atMs / 5000 }));
    expect(new Set(walk)).toEqual(new Set(["detect"]));
    expect(gate.idleSinceMs).toBeNull();
  });

  it("looks for somebody who stands still, less often, for as long as they stand there", () => {
    const { run } = film(2);
    run(10_000, () => ({}));
    run(2000, (atMs) => ({ personAt: 0.3 + atMs / 10_000 }));
    const still = run(120_000, () => ({ personAt: 0.5 }));
    const looks = countLooks(still);
    expect(looks).toBeGreaterThanOrEqual(Math.floor(120_000 / STILL_LOOK_MS) - 1);
    expect(looks).toBeLessThanOrEqual(Math.ceil(120_000 / STILL_LOOK_MS) + 2);
    expect(still).not.toContain("nobody");
    // And at once when they move on.
    const on = run(1000, (atMs) => ({ personAt: 0.5 + (atMs + STEP_MS) / 5000 }));
    expect(countLooks(on)).toBe(on.length);
  });

  it("does not believe a single look that misses somebody", () => {
    const { run } = film(3);
    run(10_000, () => ({}));
    run(1000, () => ({ personAt: 0.5 }));
    const missed = run(HOLD_MS - STILL_LOOK_MS, () => ({ personAt: 0.5, isMissed: true }));
    expect(missed).not.toContain("nobody");
    expect(countLooks(missed)).toBeGreaterThanOrEqual(2);
  });

  it("does not take somebody who stands there for part of the shop", () => {
    const { run } = film(10);
    run(10_000, () => ({}));
    run(300_000, () => ({ personAt: 0.5 }));
    // The model loses them for longer than looks are held: they are still somebody who was not there.
    const missed = run(HOLD_MS + 2000, () => ({ personAt: 0.5, isMissed: true }));
    expect(missed.slice(HOLD_MS / STEP_MS)).toContain("detect");
  });

  it("is still again soon after somebody has gone, wherever they stood and for how long", () => {
    const { gate, run } = film(4);
    run(300_000, () => ({ personAt: 0.6 }));
    run(20_000, () => ({}));
    expect(countLooks(run(20_000, () => ({})))).toBeLessThanOrEqual(1);
    expect(gate.idleSinceMs).not.toBeNull();
  });

  it("soon takes what was put down for part of the shop", () => {
    const { run } = film(5);
    run(20_000, () => ({}));
    const change = (image: GreyImage): void => paintBox(image, 250);
    expect(run(1000, () => ({ change }))[0]).toBe("detect");
    run(14_000, () => ({ change }));
    expect(countLooks(run(20_000, () => ({ change })))).toBeLessThanOrEqual(1);
  });

  it("learns that a screen flickers, and still sees who comes", () => {
    const { run } = film(6);
    run(20_000, () => ({}));
    const flicker = (atMs: number) => (image: GreyImage) =>
      paintBox(image, atMs % 300 < 150 ? 90 : 140);
    const first = run(30_000, (atMs) => ({ change: flicker(atMs) }));
    expect(countLooks(first)).toBeGreaterThan(20);
    run(60_000, (atMs) => ({ change: flicker(atMs) }));
    expect(countLooks(run(20_000, (atMs) => ({ change: flicker(atMs) })))).toBeLessThanOrEqual(1);
    const walk = run(2000, (atMs) => ({ personAt: 0.4 + atMs / 5000, change: flicker(atMs) }));
    expect(countLooks(walk)).toBe(walk.length);
  });

  it("follows the light of the day", () => {
    const { run } = film(7);
    run(20_000, () => ({}));
    const dusk = run(300_000, (atMs) => ({ light: 1 - atMs / 600_000 }));
    expect(countLooks(dusk)).toBeLessThanOrEqual(300_000 / IDLE_LOOK_MS + 2);
  });

  it("does not count what moves outside of its region", () => {
    const right = [
      { x: FRAME.widthPx / 2, y: -1 },
      { x: FRAME.widthPx, y: -1 },
      { x: FRAME.widthPx, y: FRAME.heightPx },
      { x: FRAME.widthPx / 2, y: FRAME.heightPx },
    ];
    expect(() => createMotionGate(right.slice(2))).toThrow(RangeError);
    const { run } = film(8, createMotionGate(right));
    run(10_000, () => ({}));
    const left = run(3000, (atMs) => ({ personAt: 0.1 + atMs / 15_000 }));
    expect(countLooks(left)).toBe(0);
    const inside = run(2000, (atMs) => ({ personAt: 0.7 + atMs / 15_000 }));
    expect(countLooks(inside)).toBe(inside.length);
  });

  it("looks until a look has been answered, and starts again with pictures of another size", () => {
    const gate = createMotionGate();
    const image = shoot(drawScene(9), { random: createRandom(9) });
    expect(gate.see(image, 0, FRAME)).toBe("detect");
    expect(gate.see(image, 100, FRAME)).toBe("detect");
    gate.learnFrame(image, [], 100);
    expect(gate.see(image, 200, FRAME)).toBe("nobody");
    const small = { widthPx: 2, heightPx: 2, values: new Float32Array(4) };
    expect(gate.see(small, 300, { widthPx: 8, heightPx: 8 })).toBe("detect");
    // An answer to the size before says nothing of this one.
    gate.learnFrame(image, [], 200);
    expect(gate.see(small, 400, { widthPx: 8, heightPx: 8 })).toBe("detect");
  });
});
