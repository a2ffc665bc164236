import { describe, expect, it } from "vitest";
import { chooseLanguages } from "./choose-languages.ts";
import { isNight } from "./is-night.ts";

describe("the languages of a display", () => {
  it("are the shop's first, and one of each other", () => {
    expect(chooseLanguages("en-US", null)).toEqual(["en-US", "de", "ar"]);
    expect(chooseLanguages("de-AT", null)).toEqual(["de", "en-GB", "ar"]);
    expect(chooseLanguages("fr-FR", null)).toEqual(["en-GB", "de", "ar"]);
  });

  it("are those that its address names", () => {
    expect(chooseLanguages("en-GB", "ar, de,ar")).toEqual(["ar", "de"]);
    expect(chooseLanguages("en-GB", "tlh")).toEqual(["en-GB", "de", "ar"]);
  });
});

describe("night", () => {
  const at = (time: string) => isNight(Date.parse(`2026-03-02T${time}:00Z`), "Europe/Berlin");

  it("is from nine to seven by the shop's clock", () => {
    expect([at("19:59"), at("20:00"), at("05:59"), at("06:00")]).toEqual([
      ...[false, true, true, false],
    ]);
    expect([at("23:30"), at("11:00")]).toEqual([true, false]);
  });
});
