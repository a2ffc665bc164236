import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { DEFAULT_CAMERAS } from "../parameters/cameras.ts";
import { createDriftWatch, type DriftAlarm, noteDetection } from "./camera-drift.ts";
import { CAMERA, type Fault, run } from "./drift-builders.ts";

const HOURS_400 = 400 * 3600;
describe("a camera that still fits", () => {
  it("may be off by what it always was", () => {
    const random = createRandom(7);
    const watch = createDriftWatch(CAMERA, { falseAlarmS: HOURS_400 });
    const fault = { xPx: 4, growth: 0.005, unseenShare: 0.4 };
    expect(run(watch, random, 0, 300, fault)).toBeNull();
    expect(watch.usualPx[0]).toBeGreaterThan(3);
  });

  it("is not judged by blocks in which too little is seen", () => {
    const watch = createDriftWatch(CAMERA, { falseAlarmS: HOURS_400 });
    for (let i = 0; i < DEFAULT_CAMERAS.driftNotesMin; i++) {
      noteDetection(watch, { timestampMs: i * 60_000, x: 1, y: 1, error: null });
    }
    expect(watch.learntBlocks).toBe(0);
    noteDetection(watch, { timestampMs: 1e7, x: 1, y: 1, error: null });
    expect(watch.learntBlocks).toBe(1);
  });
});

describe("a camera that was knocked", () => {
  const faults: [string, Fault, DriftAlarm["kind"], number][] = [
    ["to the side by 8 px", { xPx: 8 }, "right", 6],
    ["downwards by 8 px", { yPx: -8 }, "down", 6],
    ["by 3 px", { xPx: 3 }, "right", 36],
    ["about its axis by a degree", { turnRad: 0.0175 }, "turned", 8],
    ["out of focal length by 2 %", { growth: 0.02 }, "grown", 8],
    ["so that nobody is found", { unseenShare: 0.9 }, "unseen", 4],
  ];
  it.each(faults)("%s is found, and what has changed", (_, fault, kind, blocksMax) => {
    for (let seed = 1; seed <= 10; seed++) {
      const random = createRandom(1000 + seed);
      const watch = createDriftWatch(CAMERA, { falseAlarmS: HOURS_400 });
      expect(run(watch, random, 0, 100)).toBeNull();
      const found = run(watch, random, 100, 200, fault)!;
      expect(found.blocks).toBeLessThanOrEqual(blocksMax);
      expect(found.alarm.kind).toBe(kind);
      expect(watch.alarm).toBe(found.alarm);
    }
  });

  it("is reported once, with how far its image has moved", () => {
    const random = createRandom(21);
    const watch = createDriftWatch(CAMERA, { falseAlarmS: HOURS_400 });
    run(watch, random, 0, 100);
    const found = run(watch, random, 100, 200, { xPx: 3, yPx: -3 })!;
    expect(found.alarm.shiftXPx).toBeGreaterThan(0.8);
    expect(found.alarm.shiftYPx).toBeLessThan(-0.8);
    expect(run(watch, random, 200, 260, { xPx: 3, yPx: -3 })).toBeNull();
  });
});

describe("what cannot be watched", () => {
  it("is refused", () => {
    expect(() => createDriftWatch(CAMERA, { falseAlarmS: 0 })).toThrow(RangeError);
    expect(() => createDriftWatch(CAMERA, { falseAlarmS: 9, blockS: -1 })).toThrow(RangeError);
    expect(() => createDriftWatch(CAMERA, { falseAlarmS: 9, learningBlocks: 9 })).toThrow(
      RangeError,
    );
    const watch = createDriftWatch(CAMERA, { falseAlarmS: 9 });
    const note = { timestampMs: 0, x: 0, y: 0, error: { xPx: 0, yPx: Number.NaN, sdPx: 1 } };
    expect(() => noteDetection(watch, note)).toThrow(RangeError);
    const sharp = { ...note, error: { xPx: 0, yPx: 0, sdPx: 0 } };
    expect(() => noteDetection(watch, sharp)).toThrow(RangeError);
  });
});
