/** Offsets that the wrists around one change speak for. */
import { describe, expect, it } from "vitest";
import { ENGINE_PARAMETERS } from "../parameters/engine.ts";
import { createShopIndex, findPlace } from "../shop-index.ts";
import { type Body, createFacing, createShop, reachTo, trackPeople } from "../test-builders.ts";
import { findTimingMs, weighOffsets } from "./reach-timing.ts";

const CHANGE_MS = 1_000_000;
const NEAR: Body = { x: 0.05, y: -0.45 };
const INDEX = createShopIndex(createShop([createFacing(1, [1], "soup")], { soup: 400 }), {
  ...ENGINE_PARAMETERS,
});
const TARGET = { place: findPlace(INDEX, 1, 1, 1)!, halfWidthM: 0.05 };
const OFFSETS_MS = Float64Array.from({ length: 151 }, (_, at) => 20 * at - 1500);
const { clocks } = ENGINE_PARAMETERS;
const TIMING_MS = findTimingMs(clocks);

/** Frames of somebody whose hand is there from one lag to another, and who is seen up to one. */
function makeFrames(fromMs: number, toMs: number, untilMs = TIMING_MS) {
  const tracks = trackPeople(CHANGE_MS - TIMING_MS, CHANGE_MS + untilMs, (timestampMs) => {
    const lagMs = timestampMs - CHANGE_MS;
    const isThere = lagMs > fromMs && lagMs < toMs;
    return { ada: isThere ? reachTo(NEAR, [0.05, 0.05, 0.54]) : NEAR };
  });
  return tracks.byId.get("ada")!.frames;
}

const reachAt = (offsetMs: number) =>
  makeFrames(offsetMs - clocks.handBeforeMs, offsetMs + clocks.handAfterMs);
const weigh = (...near: ReturnType<typeof makeFrames>[]) =>
  weighOffsets(near, TARGET, CHANGE_MS, OFFSETS_MS, ENGINE_PARAMETERS);
const findBest = (logs: Float64Array): number => OFFSETS_MS[logs.indexOf(Math.max(...logs))]!;
const NOBODY = makeFrames(0, 0);

describe("wrists around a change", () => {
  it.each([-1200, -300, 0, 500, 1200])("speak for the offset that they have: %s ms", (offsetMs) => {
    const logs = weigh(reachAt(offsetMs))!;
    expect(Math.abs(findBest(logs) - offsetMs)).toBeLessThanOrEqual(40);
    expect(Math.max(...logs)).toBeGreaterThan(3);
  });

  it("speak against every offset where no hand was there", () => {
    expect(Math.max(...weigh(NOBODY)!)).toBeLessThan(0);
  });

  it("are those of whoever reached, of two who were near", () => {
    const both = weigh(NOBODY, reachAt(300))!;
    expect(Math.abs(findBest(both) - 300)).toBeLessThanOrEqual(40);
    // Of two who reached, each may have been the one.
    const torn = weigh(reachAt(-500), reachAt(300))!;
    const at = (offsetMs: number): number => torn[OFFSETS_MS.indexOf(offsetMs)]!;
    expect(Math.abs(at(-500) - at(300))).toBeLessThan(2);
    expect(at(300)).toBeGreaterThan(at(1200) + 3);
  });

  it("say nothing where they were hardly seen", () => {
    const seen = makeFrames(-800, 600, -TIMING_MS / 2);
    expect(weigh(seen)).toBeNull();
    expect(weigh()).toBeNull();
  });
});
