import { describe, expect, it } from "vitest";
import { formatChange, formatGrams, wordStock } from "./stock-words.ts";

describe("wordStock", () => {
  it.each([
    [12, 12.3, false, "as expected"],
    [12, 11.5, false, "as expected"],
    [12, 10.9, false, "1 fewer than expected"],
    [12, 14.2, true, "2 more than expected"],
    [3, 3, true, "low stock"],
    [3, null, true, "low stock"],
    [3, null, false, "as expected"],
    [null, 4, false, "not counted"],
  ] as const)("of %s expected and %s seen (low: %s) is %s", (expected, seen, isLow, text) => {
    expect(wordStock(expected, seen, isLow).text).toBe(text);
  });
});

describe("weights", () => {
  it("are whole grams, and say which way they have changed", () => {
    expect([3735.4, -12.6, -0.2].map(formatGrams)).toEqual(["3735 g", "−13 g", "0 g"]);
    expect([415, -415.3, 0.3, -0.3].map(formatChange)).toEqual(["+415 g", "−415 g", "0 g", "0 g"]);
  });
});
