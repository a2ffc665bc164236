import { describe, expect, it } from "vitest";
import { CHECKS_ALL, repeats, sample } from "./sample.ts";

const CASES = Array.from({ length: 50 }, (_, place) => place);

describe.skipIf(CHECKS_ALL)("sample", () => {
  it("takes as many cases as asked for, each once and in order", () => {
    const chosen = sample(CASES, 10);
    expect(chosen).toHaveLength(10);
    expect([...new Set(chosen)].sort((a, b) => a - b)).toEqual(chosen);
  });

  it("takes the same cases each time, and not only the first ones", () => {
    expect(sample(CASES, 10)).toEqual(sample(CASES, 10));
    expect(sample(CASES, 10)).not.toEqual(CASES.slice(0, 10));
  });

  it("takes all cases if there are fewer", () => {
    expect(sample([1, 2], 5)).toEqual([1, 2]);
  });
});

describe.runIf(CHECKS_ALL)("with SAUNTER_TESTS=all", () => {
  it("every case is checked", () => {
    expect(sample(CASES, 3)).toEqual(CASES);
    expect(repeats(2, 9)).toBe(9);
  });
});
