import { describe, expect, it } from "vitest";
import { CONFIG_LIMITS } from "./config-limits.ts";
import { parsePlates, splitRuns } from "./plate-ranges.ts";

describe("parsePlates", () => {
  it.each([
    ["3", [3]],
    ["3-5", [3, 4, 5]],
    ["7-8, 3,4", [3, 4, 7, 8]],
    ["1;2", [1, 2]],
    ["4-4", [4]],
  ])("reads %j", (text, plates) => {
    expect(parsePlates(text)).toEqual(plates);
  });

  it.each(["", "0", "0-2", "5-3", "3-", "-3", "1-2-3", "a", "1.5", "3,3", "1-3,2", "1 2", "1,"])(
    "refuses %j",
    (text) => {
      expect(parsePlates(text)).toBeNull();
    },
  );

  it("knows plates up to the bound", () => {
    const { platesMax } = CONFIG_LIMITS;
    expect(parsePlates(`${platesMax}`)).toEqual([platesMax]);
    expect(parsePlates(`${platesMax + 1}`)).toBeNull();
    expect(parsePlates("1-999999999999")).toBeNull();
  });
});

describe("splitRuns", () => {
  it("keeps neighbours together", () => {
    expect(splitRuns([3, 4, 7, 9, 10])).toEqual([[3, 4], [7], [9, 10]]);
    expect(splitRuns([])).toEqual([]);
  });
});
