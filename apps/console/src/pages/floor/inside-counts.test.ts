import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { findInside, mergeCounts, wordForgotten } from "./inside-counts.ts";
import { PAST_MS } from "./snapshot-history.ts";

showBritish();

const FORGOTTEN = "their positions are deleted";

describe("how many were inside", () => {
  it("is known from the first moment that the shop has reported", () => {
    const counts = mergeCounts(
      [],
      [
        { atMs: 1000, inside: 2 },
        { atMs: 2000, inside: 3 },
      ],
    );
    const at = [999, 1000, 1999, 2000, 9000].map((atMs) => findInside(counts, atMs));
    expect(at).toEqual([null, 2, 2, 3, 3]);
  });

  it("follows later reports, which are right where an earlier one differed", () => {
    const known = mergeCounts(
      [],
      [1, 2, 3].map((at) => ({ atMs: 1000 * at, inside: at })),
    );
    expect(mergeCounts(known, [])).toBe(known);
    const counts = mergeCounts(known, [{ atMs: 2000, inside: 7 }]);
    expect(counts.map(({ inside }) => inside)).toEqual([1, 7]);
  });

  it("is kept no longer than one can go back, and how it was then", () => {
    const known = mergeCounts(
      [],
      [1, 2, 3].map((at) => ({ atMs: 1000 * at, inside: at })),
    );
    const counts = mergeCounts(known, [{ atMs: 2000 + PAST_MS, inside: 4 }]);
    expect(counts.map(({ inside }) => inside)).toEqual([2, 3, 4]);
  });
});

describe("what a picture of an earlier moment says", () => {
  it("is how many have left since and are not shown", () => {
    expect(wordForgotten(7, 4)).toBe(`7 were inside at this time. 3 have left: ${FORGOTTEN}.`);
    expect(wordForgotten(2, 1)).toBe(`2 were inside at this time. 1 has left: ${FORGOTTEN}.`);
    expect(wordForgotten(3, 0)).toBe(`3 were inside at this time. All have left: ${FORGOTTEN}.`);
    expect(wordForgotten(1, 0)).toBe(`1 was inside at this time. They have left: ${FORGOTTEN}.`);
  });

  it("is how many there were where all of them are shown", () => {
    expect(wordForgotten(2, 2)).toBe("2 were inside at this time.");
    expect(wordForgotten(1, 3)).toBe("1 was inside at this time.");
    expect(wordForgotten(0, 0)).toBe("Nobody was inside at this time.");
  });

  it("is that somebody may be missing where nobody has counted", () => {
    expect(wordForgotten(null, 2)).toBe(
      `Shoppers who have left since are not shown: ${FORGOTTEN}.`,
    );
  });
});
