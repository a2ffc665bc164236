import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { wordStock } from "./stock-words.ts";

showBritish();

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
