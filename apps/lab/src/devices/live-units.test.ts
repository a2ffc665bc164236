/** Devices in another unit than they are configured for: it is told, and nobody is charged by it unseen. */
import { describe, expect, it } from "vitest";
import { ISSUES, scoreSanity, simulateSound } from "./score-sanity.ts";

const sound = simulateSound("plates", 3, 6);
const score = (name: string) => scoreSanity(ISSUES.find((one) => one.name === name)!, sound);

describe("a shop on live scales", () => {
  it("in grams has no fault, and accepts what is right", () => {
    const { accepted, codes, receipts, wrong } = score("nothing, plates");
    expect(codes).toEqual([]);
    expect(wrong).toEqual([]);
    // A reach between two facings whose products weigh 88 and 90 g has the first pick there reviewed.
    expect([accepted, receipts]).toEqual([5, 6]);
  });

  it.each([
    ["kilograms", "plates-unit", "kilograms"],
    ["pounds", "plates-unit", "pounds"],
    ["all plates upside down", "plates-sign", "upside down"],
    ["joints in inches", "joints-unit", "inches"],
    ["catalogue in ounces", "catalogue-unit", "ounces"],
  ])("with %s says so, and accepts nothing", (name, code, words) => {
    const { accepted, codes, messages, wrong } = score(name);
    expect(codes).toContain(code);
    expect(messages.join("\n")).toContain(words);
    expect([accepted, wrong]).toEqual([0, []]);
  });

  it("with the plates of one facing upside down names them, and accepts nothing that is wrong", () => {
    const { codes, messages, wrong } = score("one facing upside down");
    expect(codes).toEqual(["plates-sign"]);
    expect(messages).toHaveLength(1);
    expect(wrong).toEqual([]);
  });
});
