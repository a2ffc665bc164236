import { afterAll, describe, expect, it } from "vitest";
import { showBritish, showIn } from "../words-fixture.ts";
import { formatChange, formatGrams, formatNet, wordItem } from "./grams.ts";

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

describe("weights in other languages", () => {
  afterAll(() => showIn("en-GB"));

  it("have the decimals of the language, and its unit", async () => {
    await showIn("de");
    expect([12_840, 3735].map(formatGrams)).toEqual(["12,8 kg", "3735 g"]);
    expect(formatNet(845)).toBe("0,845 kg");
    expect(wordItem("Bananen", { quantity: 2, weighing: { netG: 845 } })).toBe(
      "2 × 0,845 kg Bananen",
    );
  });

  it("keep the sign before the number where text runs from right to left", async () => {
    await showIn("ar");
    expect(formatChange(-415)).toBe("\u2068−415\u2069 غ");
    expect(formatChange(12_840)).toBe("\u2068+12.8\u2069 كغم");
  });
});
