import { describe, expect, it } from "vitest";
import { showBritish } from "../../words-fixture.ts";
import { formatChange, formatHours } from "./sales-words.ts";

showBritish();

describe("a change", () => {
  it("is told by its sign, and of nothing before there is none", () => {
    const change = (now: number, before: number) => formatChange(now, before, "en-GB");
    expect([change(120, 100), change(80, 100), change(100, 100), change(5, 0)]).toEqual([
      ...["+20%", "\u221220%", "same", null],
    ]);
    expect([change(300, 100), change(-50, 100)]).toEqual(["+200%", "\u2212150%"]);
    expect(formatChange(80, 100, "ar")).toBe("\u2066\u221220%\u2069");
  });
});

describe("hours", () => {
  it("are told in hours and minutes", () => {
    expect([formatHours(0), formatHours(0.75), formatHours(2), formatHours(1.5)]).toEqual([
      ...["0 min", "45 min", "2 h", "1 h 30 min"],
    ]);
  });
});
