import { describe, expect, it } from "vitest";
import { findValid, isPossible, isValidAt, type Validity } from "./validity.ts";

describe("a validity", () => {
  it("is half open: it holds from its first instant, and no more at its last", () => {
    const week = { fromMs: 100, untilMs: 200 };
    expect([99, 100, 199, 200].map((atMs) => isValidAt(week, atMs))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it("is open where an end is absent", () => {
    expect([99, 100, 1e15].map((atMs) => isValidAt({ fromMs: 100 }, atMs))).toEqual([
      false,
      true,
      true,
    ]);
    expect([-1e15, 199, 200].map((atMs) => isValidAt({ untilMs: 200 }, atMs))).toEqual([
      true,
      true,
      false,
    ]);
    expect(isValidAt({}, 0)).toBe(true);
  });

  it("is possible if there is an instant at which it holds", () => {
    const possible = [{}, { fromMs: 5 }, { untilMs: -5 }, { fromMs: 1, untilMs: 2 }];
    expect(possible.filter((one) => !isPossible(one))).toEqual([]);
    const impossible = [
      { fromMs: 1, untilMs: 1 },
      { fromMs: 2, untilMs: 1 },
      { fromMs: 0.5 },
      { untilMs: Number.NaN },
      { fromMs: 0, untilMs: Number.POSITIVE_INFINITY },
    ];
    expect(impossible.filter(isPossible)).toEqual([]);
  });
});

describe("of entries that overlap", () => {
  interface Named extends Validity {
    readonly name: string;
  }
  const everyday: Named = { name: "everyday" };
  const early: Named = { name: "early", fromMs: 10 };
  const late: Named = { name: "late", fromMs: 20, untilMs: 30 };

  it("the one that begins last wins while it holds, in whatever order they are listed", () => {
    for (const entries of [
      [everyday, early, late],
      [late, early, everyday],
      [early, everyday, late],
    ]) {
      const found = [9, 10, 19, 20, 29, 30].map((atMs) => findValid(entries, atMs)?.name);
      expect(found).toEqual(["everyday", "early", "early", "late", "late", "early"]);
    }
  });

  it("and begin together the one that is listed later wins", () => {
    const other: Named = { name: "other", fromMs: 10 };
    expect(findValid([early, other], 10)?.name).toBe("other");
    expect(findValid([other, early], 10)?.name).toBe("early");
    const always: Named = { name: "always" };
    expect(findValid([everyday, always], 10)?.name).toBe("always");
  });

  it("none is found where none holds", () => {
    expect(findValid([early, late], 9)).toBeUndefined();
    expect(findValid([], 9)).toBeUndefined();
  });
});
