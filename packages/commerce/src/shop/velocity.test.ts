import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findWaitMs } from "./velocity.ts";

const RULE = { max: 2, windowMs: 100 };

describe("a velocity rule", () => {
  it("has room for so many in a window, to the millisecond", () => {
    expect(findWaitMs([], 1000, RULE)).toBe(0);
    expect(findWaitMs([1000], 1000, RULE)).toBe(0);
    expect(findWaitMs([950, 1000], 1000, RULE)).toBe(50);
    expect(findWaitMs([950, 1000], 1049, RULE)).toBe(1);
    expect(findWaitMs([950, 1000], 1050, RULE)).toBe(0);
  });

  it("waits for as many as are too many", () => {
    expect(findWaitMs([910, 920, 930], 1000, RULE)).toBe(20);
    expect(findWaitMs([], 1000, { ...RULE, max: 0 })).toBe(100);
  });

  it("never lets more through than its maximum in any window", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 50 }),
        fc.integer({ min: 1, max: 4 }),
        (gaps, max) => {
          const rule = { max, windowMs: 100 };
          const taken: number[] = [];
          let nowMs = 1000;
          for (const gap of gaps) {
            nowMs += gap;
            const waitMs = findWaitMs(taken, nowMs, rule);
            if (waitMs === 0) taken.push(nowMs);
            // Whoever waits so long gets through, and not a moment before.
            else {
              expect(findWaitMs(taken, nowMs + waitMs, rule)).toBe(0);
              expect(findWaitMs(taken, nowMs + waitMs - 1, rule)).toBeGreaterThan(0);
            }
          }
          for (const [at, endMs] of taken.entries()) {
            const within = taken.slice(0, at + 1).filter((ms) => ms > endMs - 100);
            expect(within.length).toBeLessThanOrEqual(max);
          }
        },
      ),
    );
  });
});
