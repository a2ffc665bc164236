import { describe, expect, it } from "vitest";
import { createInsideCounts } from "./inside-counts.ts";
import { PAST_MS } from "./live-limits.ts";

describe("how many were inside", () => {
  it("is told when it changes, and not otherwise", () => {
    const counts = createInsideCounts();
    expect(counts.note(1000, 0)).toEqual({ atMs: 1000, inside: 0 });
    expect(counts.note(2000, 0)).toBeNull();
    expect(counts.note(3000, 2)).toEqual({ atMs: 3000, inside: 2 });
    expect(counts.list()).toEqual([
      { atMs: 1000, inside: 0 },
      { atMs: 3000, inside: 2 },
    ]);
  });

  it("is remembered for some minutes, and how it was when they began", () => {
    const counts = createInsideCounts();
    for (const [at, inside] of [1, 2, 3].entries()) counts.note(1000 * at, inside);
    counts.note(1000 + PAST_MS, 4);
    expect(counts.list().map(({ inside }) => inside)).toEqual([2, 3, 4]);
    counts.note(1999 + PAST_MS, 5);
    expect(counts.list().map(({ inside }) => inside)).toEqual([2, 3, 4, 5]);
    counts.note(2000 + PAST_MS, 6);
    expect(counts.list().map(({ inside }) => inside)).toEqual([3, 4, 5, 6]);
  });

  it("is as it is after the clock was set back, whatever was reported of that time", () => {
    const counts = createInsideCounts();
    counts.note(5000, 1);
    counts.note(6000, 2);
    counts.note(5500, 3);
    expect(counts.list()).toEqual([
      { atMs: 5000, inside: 1 },
      { atMs: 5500, inside: 3 },
    ]);
  });
});
