import { createRandom, type Random } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { DEFAULT_CAMERAS } from "../parameters/cameras.ts";
import { buildRing } from "./camera-builders.ts";
import {
  createDriftWatch,
  type DriftAlarm,
  type DriftNote,
  type DriftWatch,
  noteDetection,
} from "./camera-drift.ts";

const [CAMERA] = buildRing(1);
const BLOCK_MS = 20_000;
/** One more than a block must have: the first note of the next one ends it. */
const NOTES = DEFAULT_CAMERAS.driftNotesMin;

interface Fault {
  readonly xPx?: number;
  readonly yPx?: number;
  readonly turnRad?: number;
  readonly growth?: number;
  readonly unseenShare?: number;
}

/** What is common to all errors of a block, pixels; as of one person. */
interface Common {
  x: number;
  y: number;
}

/** A block's notes: errors of 3 px, of which a part is common to the block. */
function* makeBlock(
  at: number,
  random: Random,
  fault: Fault = {},
  common: Common = { x: random.normal(0, 1), y: random.normal(0, 1) },
): Generator<DriftNote> {
  const { xPx = 0, yPx = 0, turnRad = 0, growth = 0, unseenShare = 0.1 } = fault;
  const [commonX, commonY] = [0.5 + common.x, common.y];
  for (let i = 0; i < NOTES; i++) {
    const [x, y] = [random.uniform(0, 1279), random.uniform(0, 719)];
    const [dx, dy] = [x - CAMERA.centreXPx, y - CAMERA.centreYPx];
    const isWrong = random.chance(0.02);
    const error = {
      xPx: xPx - turnRad * dy + growth * dx + commonX + random.normal(0, isWrong ? 100 : 3),
      yPx: yPx + turnRad * dx + growth * dy + commonY + random.normal(0, 3),
      sdPx: 3,
    };
    const timestampMs = at * BLOCK_MS + (i * BLOCK_MS) / NOTES;
    yield { timestampMs, x, y, error: random.chance(unseenShare) ? null : error };
  }
}

/** Blocks until an alarm, from block `from` on; null where there is none. */
function run(watch: DriftWatch, random: Random, from: number, to: number, fault?: Fault) {
  for (let at = from; at < to; at++) {
    for (const note of makeBlock(at, random, fault)) {
      const alarm = noteDetection(watch, note);
      if (alarm !== null) return { alarm, blocks: at - from };
    }
  }
  return null;
}

const HOURS_400 = 400 * 3600;
/** What a block has of the one before. */
const TOGETHER = 0.7;

describe("a camera that still fits", () => {
  it("gives a false alarm less often than was asked for", () => {
    // 500 blocks to a false alarm on average at least: so in 100 runs of 100 blocks 20 at most.
    let alarms = 0;
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom(seed);
      const watch = createDriftWatch(CAMERA, { falseAlarmS: 500 * 20 });
      if (run(watch, random, 0, 160) !== null) alarms++;
      expect(watch.learntBlocks).toBe(60);
      expect(watch.testedBlocks).toBeGreaterThan(0);
    }
    expect(alarms).toBeLessThanOrEqual(20);
  });

  it("gives none more often where blocks hang together, as of people who stay for minutes", () => {
    let alarms = 0;
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom(seed);
      const watch = createDriftWatch(CAMERA, { falseAlarmS: 5000 * 20 });
      const common = { x: random.normal(0, 1), y: random.normal(0, 1) };
      let isReported = false;
      for (let at = 0; at < 560 && !isReported; at++) {
        for (const axis of ["x", "y"] as const)
          common[axis] =
            TOGETHER * common[axis] + Math.sqrt(1 - TOGETHER ** 2) * random.normal(0, 1);
        for (const note of makeBlock(at, random, {}, common))
          isReported ||= noteDetection(watch, note) !== null;
      }
      if (isReported) alarms++;
    }
    // 5,000 blocks to a false alarm on average: so in 100 runs of 500 blocks 10 at most.
    expect(alarms).toBeLessThanOrEqual(10);
  });

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
