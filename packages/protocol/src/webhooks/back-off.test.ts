import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findBackOffMs } from "./back-off.ts";
import { ATTEMPTS_MAX, BACK_OFF_MS_FIRST, BACK_OFF_MS_MAX } from "./webhook-limits.ts";

const DAY_MS = 86_400_000;

describe("findBackOffMs", () => {
  it("doubles from the first wait to the longest", () => {
    expect([1, 2, 3].map((attempts) => findBackOffMs(attempts, 0.5) / BACK_OFF_MS_FIRST)).toEqual([
      1, 2, 4,
    ]);
    expect(findBackOffMs(ATTEMPTS_MAX, 0.5)).toBe(BACK_OFF_MS_MAX);
  });

  it("strays from that by a fifth at most", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: ATTEMPTS_MAX }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempts, random) => {
          const share = findBackOffMs(attempts, random) / findBackOffMs(attempts, 0.5);
          expect(share).toBeGreaterThanOrEqual(0.8);
          expect(share).toBeLessThanOrEqual(1.2);
        },
      ),
    );
  });

  it("gives up after about three days", () => {
    let waitedMs = 0;
    for (let attempts = 1; attempts < ATTEMPTS_MAX; attempts++) {
      waitedMs += findBackOffMs(attempts, 0.5);
    }
    expect(waitedMs / DAY_MS).toBeGreaterThan(2.9);
    expect(waitedMs / DAY_MS).toBeLessThan(3.1);
  });
});
