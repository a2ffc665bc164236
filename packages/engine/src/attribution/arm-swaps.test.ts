import { describe, expect, it } from "vitest";
import { JOINT_NAMES, JOINT_STRIDE } from "../observation.ts";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { createArmSwaps, findArmSwap } from "./arm-swaps.ts";
import type { PoseFrame } from "./tracks.ts";

const FRAME_MS = 1000 / 15;
const FRAMES = 24;
const LEFT_WRIST = 6;

/** Somebody whose left wrist is where `wristX` says, frame by frame; null where it is not seen. */
function watch(bodyX: number, wristX: (frame: number) => number | null): { frames: PoseFrame[] } {
  const frames = Array.from({ length: FRAMES }, (_, at) => {
    const joints = new Float64Array(JOINT_NAMES.length * JOINT_STRIDE).fill(Number.NaN);
    const x = wristX(at);
    if (x !== null) joints.set([x, 0.4, 1.1, 0.9], LEFT_WRIST * JOINT_STRIDE);
    return { timestampMs: at * FRAME_MS, joints, bodyX, bodyY: 0 };
  });
  return { frames };
}

const isMiddle = (at: number): boolean => at >= 9 && at < 16;

/** What is known of the first two people. */
const swapOf = (views: { frames: PoseFrame[] }[]) =>
  findArmSwap(createArmSwaps(views, ENGINE_PARAMETERS.reach), 0, 1);

/** Share of a frame's left wrist that is the other's. */
function shareOf(views: { frames: PoseFrame[] }[], frame: number): number {
  const swap = swapOf(views)!;
  return swap.swapped[0]![swap.sharedOfA[frame]!]!;
}

describe("two neighbours' hands", () => {
  it("are each other's while both are reported where the other's was", () => {
    const views = [
      watch(0, (at) => (isMiddle(at) ? 0.6 : 0.1)),
      watch(0.6, (at) => (isMiddle(at) ? 0.1 : 0.6)),
    ];
    for (const at of [10, 12, 15]) expect(shareOf(views, at)).toBeGreaterThan(0.9);
    for (const at of [2, 7, 18, 22]) expect(shareOf(views, at)).toBeLessThan(0.1);
  });

  it("are their own where one of them reaches far and comes back", () => {
    const views = [watch(0, (at) => (isMiddle(at) ? 0.7 : 0.1)), watch(0.6, () => 0.65)];
    for (const at of [2, 10, 12, 20]) expect(shareOf(views, at)).toBeLessThan(0.1);
  });

  it("are their own where the people stand apart", () => {
    const views = [
      watch(0, (at) => (isMiddle(at) ? 1.6 : 0.1)),
      watch(1.6, (at) => (isMiddle(at) ? 0.1 : 1.6)),
    ];
    expect(swapOf(views)).toBeNull();
  });

  it("stay swapped over frames in which one is not seen", () => {
    const views = [
      watch(0, (at) => (at === 12 ? null : isMiddle(at) ? 0.6 : 0.1)),
      watch(0.6, (at) => (isMiddle(at) ? 0.1 : 0.6)),
    ];
    expect(shareOf(views, 13)).toBeGreaterThan(0.9);
  });
});
