/** By way of their devices, shops of every kind of fixture and rate have receipts that are right, or reviewed. */

import { SHOP_FIXTURES } from "@saunter/sim/lay-fixtures";
import { describe, expect, it } from "vitest";
import { RATES_HZ, scoreLayout, scoreRate } from "./score-layouts.ts";
import { ISSUES, scoreSanity, simulateSound, swapTwo } from "./score-sanity.ts";

describe("visits", () => {
  // Of 100 visits of each, two or three receipts in a hundred are wrong and accepted at most.
  it.each(SHOP_FIXTURES)("in a shop of %s are right, or reviewed", (fixture) => {
    const { exact, flagged, receipts, wrong } = scoreLayout(fixture, 6, 21);
    expect(receipts).toBeGreaterThan(8);
    expect(exact / receipts).toBeGreaterThan(0.75);
    expect(flagged / receipts).toBeLessThan(0.6);
    expect(wrong.length).toBeLessThan(2);
  });

  it.each(RATES_HZ)("at %i samples a second are right, or reviewed", (rateHz) => {
    const { exact, receipts, wrong } = scoreRate(rateHz, 4, 21);
    expect(receipts).toBeGreaterThan(5);
    expect(exact / receipts).toBeGreaterThan(0.7);
    expect(wrong.length).toBeLessThan(2);
  });
});

describe("a shop with", () => {
  const find = (name: string) => ISSUES.find((one) => one.name === name)!;

  it.each(["one facing upside down, zeroed full", "two facings swapped, unlike weights"])(
    "%s says so, and accepts nothing wrong",
    (name) => {
      const issue = find(name);
      const { codes, wrong } = scoreSanity(issue, simulateSound(issue.layout, 1, 36));
      expect(wrong).toEqual([]);
      expect(codes).toEqual([issue.code]);
    },
  );

  it("two facings of nearly equal weights swapped accepts nothing wrong, from the first pick on", () => {
    const one = { gondola: 1, shelf: 3, plates: [4, 5] };
    const other = { gondola: 1, shelf: 3, plates: [6, 7] };
    const weights = [[one, 597] as const, [other, 592.7] as const];
    const sound = simulateSound("plates", 1, 36, { weights });
    const make = () => swapTwo(sound, one, other);
    const { accepted, wrong } = scoreSanity({ make }, sound);
    expect(wrong).toEqual([]);
    expect(accepted).toBeGreaterThan(30);
  });

  it("items left in wrong places has the receipts that they concern reviewed, and no others", () => {
    const sound = simulateSound("plates", 1, 20, { scenario: "misplace" });
    const { accepted, codes, receipts, wrong } = scoreSanity(find("nothing, plates"), sound);
    expect(codes).toEqual([]);
    expect(wrong).toEqual([]);
    expect(accepted).toBeGreaterThan(0.7 * receipts);
  });

  it("nothing wrong has no fault, and accepts what is right", () => {
    const issue = find("nothing, boards");
    const { accepted, codes, receipts, wrong } = scoreSanity(
      issue,
      simulateSound(issue.layout, 1, 12),
    );
    expect(codes).toEqual([]);
    expect(wrong).toEqual([]);
    expect(accepted).toBeGreaterThan(0.7 * receipts);
  });
});
