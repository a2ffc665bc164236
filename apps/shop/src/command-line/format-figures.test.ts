import { describe, expect, it } from "vitest";
import {
  abbreviateShopper,
  formatNumber,
  formatPlace,
  formatProbability,
  formatShare,
} from "./format-figures.ts";

describe("figures for people", () => {
  it("never round a probability to a certainty that it does not have", () => {
    expect(formatProbability(0.9999)).toBe(">99 %");
    expect(formatProbability(1)).toBe("100 %");
    expect(formatProbability(0.001)).toBe("<1 %");
    expect(formatProbability(0)).toBe("0 %");
    expect(formatProbability(0.985)).toBe("99 %");
  });

  it("show a dash where there is nothing to compute from", () => {
    expect(formatShare(Number.NaN)).toBe("–");
    expect(formatNumber(0 / 0, 2)).toBe("–");
    expect(formatShare(0.125)).toBe("12.5 %");
  });

  it("shorten long ids of shoppers alone", () => {
    expect(abbreviateShopper("3325379692103139202")).toBe("…9202");
    expect(abbreviateShopper("17")).toBe("17");
    expect(abbreviateShopper(null)).toBe("untracked");
  });

  it("name the place with as many plates as there are", () => {
    expect(formatPlace(1, 5, [11])).toBe("gondola 1, shelf 5, plate 11");
    expect(formatPlace(2, 3, [4, 5])).toBe("gondola 2, shelf 3, plates 4 5");
    expect(formatPlace(2, 3, [])).toBe("gondola 2, shelf 3");
  });
});
