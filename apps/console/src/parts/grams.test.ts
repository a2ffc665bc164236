import { describe, expect, it } from "vitest";
import { showBritish } from "../words-fixture.ts";
import { formatChange, formatGrams } from "./grams.ts";

showBritish();

describe("weights", () => {
  it("are whole grams up to ten kilograms, and kilograms from there on", () => {
    expect([3735.4, -12.6, -0.2].map(formatGrams)).toEqual(["3735 g", "−13 g", "0 g"]);
    expect([9999.4, 9999.6, 12_840, -12_840].map(formatGrams)).toEqual([
      ...["9999 g", "10.0 kg", "12.8 kg", "−12.8 kg"],
    ]);
  });

  it("say which way they have changed", () => {
    expect([415, -415.3, 0.3, -0.3].map(formatChange)).toEqual(["+415 g", "−415 g", "0 g", "0 g"]);
    expect(formatChange(12_840)).toBe("+12.8 kg");
  });
});
