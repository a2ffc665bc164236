/** How often a camera that still fits is said to have been knocked: hundreds of runs. */
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { createDriftWatch, noteDetection } from "./camera-drift.ts";
import { CAMERA, makeBlock, run } from "./drift-builders.ts";

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
      let isTold = false;
      for (let at = 0; at < 560 && !isTold; at++) {
        for (const axis of ["x", "y"] as const)
          common[axis] =
            TOGETHER * common[axis] + Math.sqrt(1 - TOGETHER ** 2) * random.normal(0, 1);
        for (const note of makeBlock(at, random, {}, common))
          isTold ||= noteDetection(watch, note) !== null;
      }
      if (isTold) alarms++;
    }
    // 5,000 blocks to a false alarm on average: so in 100 runs of 500 blocks 10 at most.
    expect(alarms).toBeLessThanOrEqual(10);
  });
});
