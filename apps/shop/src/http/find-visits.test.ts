import { describe, expect, it } from "vitest";
import { ABOUT_MS, type Clue, readClues } from "./find-visits.ts";

/** 2026-03-02, 09:00 UTC: winter in London, where clocks show the same. */
const NOW_MS = Date.UTC(2026, 2, 2, 9);
const London = { currency: "GBP", timeZone: "Europe/London", nowMs: NOW_MS };
const read = (text: string, context = London): Clue[] => readClues(text, context);
const about = (atMs: number): Clue[] => [
  { kind: "time", fromMs: atMs - ABOUT_MS, untilMs: atMs + ABOUT_MS },
];

describe("what somebody types to find a visit", () => {
  it("is nothing where it is empty", () => {
    expect(read("")).toEqual([]);
    expect(read("  ")).toEqual([]);
  });

  it("of four digits may be a card's last ones, a receipt's number or an amount", () => {
    expect(read("0042")).toEqual([
      { kind: "last-four", digits: "0042" },
      { kind: "document", documentNumber: 42 },
      { kind: "amount", amountMinor: 4200 },
    ]);
  });

  it("of other digits is a receipt's number or an amount", () => {
    expect(read("#17")).toEqual([
      { kind: "document", documentNumber: 17 },
      { kind: "amount", amountMinor: 1700 },
    ]);
    expect(read("999999999999999")).toHaveLength(1);
  });

  it.each([
    ["3.20", "GBP", 320],
    ["£3,2", "GBP", 320],
    ["3,20 €", "EUR", 320],
    ["0.001", "KWD", 1],
    ["12.5", "KWD", 12_500],
  ])("as %s in %s is an amount of %i", (text, currency, amountMinor) => {
    expect(read(text, { ...London, currency })).toEqual([{ kind: "amount", amountMinor }]);
  });

  it("with more decimals than the currency has is no amount", () => {
    expect(read("3.205")).toEqual([{ kind: "visit", visitId: "3.205" }]);
    expect(read("3.2", { ...London, currency: "JPY" })).toEqual([
      { kind: "visit", visitId: "3.2" },
    ]);
  });

  it("as a time is the last one that clocks showed, and a little around it", () => {
    expect(read("08:30")).toEqual(about(Date.UTC(2026, 2, 2, 8, 30)));
    expect(read("8h30")).toEqual(about(Date.UTC(2026, 2, 2, 8, 30)));
    // Somebody's clock is a little ahead.
    expect(read("9:10")).toEqual(about(Date.UTC(2026, 2, 2, 9, 10)));
    expect(read("9:11")).toEqual(about(Date.UTC(2026, 2, 1, 9, 11)));
    const Tokyo = { ...London, timeZone: "Asia/Tokyo" };
    expect(read("17:00", Tokyo)).toEqual(about(Date.UTC(2026, 2, 2, 8)));
  });

  it("as a date is that day, however long it was", () => {
    const hours = (text: string): number[] =>
      read(text).map((clue) =>
        clue.kind === "time" ? (clue.untilMs + 1 - clue.fromMs) / 36e5 : 0,
      );
    expect(read("2026-03-01")).toMatchObject([{ fromMs: Date.UTC(2026, 2, 1) }]);
    expect(["2026-03-01", "2026-03-29", "2026-10-25"].flatMap(hours)).toEqual([24, 23, 25]);
  });

  it.each(["25:00", "2026-02-30", "v1", "%", "' OR 1=1"])("as %s is a visit's id", (text) => {
    expect(read(text)).toEqual([{ kind: "visit", visitId: text }]);
  });
});
