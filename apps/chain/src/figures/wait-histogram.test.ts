import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countWait,
  findWaitMs,
  listCounts,
  WAIT_ERROR_MAX,
  WAIT_MS_MAX,
  WAIT_MS_MIN,
} from "./wait-histogram.ts";

const sum = (waits: readonly number[]): bigint =>
  waits.reduce((all, waitMs) => all + countWait(waitMs), 0n);

const find = (waits: bigint, share: number) => findWaitMs(listCounts(String(waits)), share);

describe("a histogram of waits", () => {
  it("has each share of them within its error", () => {
    const wait = fc.integer({ min: WAIT_MS_MIN, max: Math.floor(WAIT_MS_MAX) });
    fc.assert(
      fc.property(
        fc.array(wait, { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (waits, share) => {
          const exact = waits.toSorted((a, b) => a - b)[Math.ceil(share * waits.length) - 1]!;
          const found = find(sum(waits), share)!;
          expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * WAIT_ERROR_MAX + 1);
        },
      ),
    );
  });

  it("takes away what was counted", () => {
    const waits = [1200, 5000, 5100, 90_000];
    expect(sum(waits) - countWait(5000)).toBe(sum([1200, 5100, 90_000]));
    expect(sum(waits) - sum(waits)).toBe(0n);
  });

  it("is of none where nobody has waited", () => {
    expect(find(0n, 0.5)).toBeNull();
  });

  it("holds the shortest and the longest in its first and last step", () => {
    for (const waitMs of [-5, 0, WAIT_MS_MIN]) expect(countWait(waitMs)).toBe(countWait(1001));
    expect(countWait(1e12)).toBe(countWait(WAIT_MS_MAX - 1));
    expect(find(countWait(Number.NaN), 0.5)).toBe(Math.round(WAIT_MS_MIN * 1.1 ** 0.5));
  });

  it("keeps a chain's visits of a century apart", () => {
    const many = countWait(5000) * 999_999_999_999n + countWait(6000);
    expect(find(many, 1)).toBe(find(countWait(6000), 0.5));
    expect(find(many, 0.99)).toBe(find(countWait(5000), 0.5));
  });
});
