import { describe, expect, it } from "vitest";
import { ABOUT_MS, CLUES_MAX, type Clue, matchSearch, readClues } from "./find-visits.ts";

/** 2026-03-02, 09:00 UTC: winter in London, where clocks show the same. */
const NOW_MS = Date.UTC(2026, 2, 2, 9);
const London = {
  currency: "GBP",
  timeZone: "Europe/London",
  locale: "en-GB",
  nowMs: NOW_MS,
  findsAddresses: true,
};
const read = (text: string, context = London): Clue[][] => readClues(text, context);
const HOUR_MS = 3_600_000;
const about = (atMs: number): Clue[] => [
  { kind: "time", fromMs: atMs - ABOUT_MS, untilMs: atMs + ABOUT_MS },
];
const day = (year: number, month: number, date: number): Clue[] => {
  const fromMs = Date.UTC(year, month - 1, date);
  return [{ kind: "time", fromMs, untilMs: fromMs + 24 * HOUR_MS - 1 }];
};
const word = (token: string, folded = token): Clue[] => [
  { kind: "visit", visitId: token },
  { kind: "word", word: folded },
];
const document = (documentNumber: number, correction: number | null = null): Clue[] => [
  { kind: "document", documentNumber, correction },
];
const amount = (amountMinor: number): Clue[] => [{ kind: "amount", amountMinor }];

describe("what somebody types to find a visit", () => {
  it("is nothing where it is empty", () => {
    expect(read("")).toEqual([]);
    expect(read("  ")).toEqual([]);
  });

  it("of four digits may be a card's last ones, a receipt's number, an amount or a barcode", () => {
    expect(read("0042")).toEqual([
      [
        { kind: "amount", amountMinor: 4200 },
        { kind: "last-four", digits: "0042" },
        ...document(42),
        { kind: "word", word: "0042" },
      ],
    ]);
  });

  it("of other digits is no card's; too many are no amount", () => {
    expect(read("17")[0]!.map(({ kind }) => kind)).toEqual(["amount", "document", "word"]);
    expect(read("999999999999999")[0]!.map(({ kind }) => kind)).toEqual(["document", "word"]);
  });

  it.each([
    ["no. 98", document(98)],
    ["No 98", document(98)],
    ["#98", document(98)],
    ["no. 98-1", document(98, 1)],
    ["98-2", document(98, 2)],
  ])("as %s is a receipt's number", (text, clue) => {
    expect(read(text)).toEqual([clue]);
  });

  it.each([
    ["3.20", "GBP", 320],
    ["£3,2", "GBP", 320],
    ["3,20 €", "EUR", 320],
    ["£4", "GBP", 400],
    ["0.001", "KWD", 1],
    ["12.5", "KWD", 12_500],
  ])("as %s in %s is an amount of %i", (text, currency, amountMinor) => {
    expect(read(text, { ...London, currency })).toEqual([amount(amountMinor)]);
  });

  it("with more decimals than the currency has is no amount", () => {
    expect(read("3.205")).toEqual([word("3.205", "3 205")]);
    expect(read("3.2", { ...London, currency: "JPY" })).toEqual([word("3.2", "3 2")]);
  });

  it("as a time is the last one that clocks showed, and a little around it", () => {
    expect(read("08:30")).toEqual([about(Date.UTC(2026, 2, 2, 8, 30))]);
    expect(read("8h30")).toEqual([about(Date.UTC(2026, 2, 2, 8, 30))]);
    // Somebody's clock is a little ahead.
    expect(read("9:10")).toEqual([about(Date.UTC(2026, 2, 2, 9, 10))]);
    expect(read("9:11")).toEqual([about(Date.UTC(2026, 2, 1, 9, 11))]);
    const Tokyo = { ...London, timeZone: "Asia/Tokyo" };
    expect(read("17:00", Tokyo)).toEqual([about(Date.UTC(2026, 2, 2, 8))]);
  });

  it("as a date is that day, however long it was", () => {
    const hours = (text: string): number[] =>
      read(text)
        .flat()
        .map((clue) => (clue.kind === "time" ? (clue.untilMs + 1 - clue.fromMs) / HOUR_MS : 0));
    expect(["2026-03-01", "2026-03-29", "2026-10-25"].flatMap(hours)).toEqual([24, 23, 25]);
  });

  it.each([
    ["2026-03-01", day(2026, 3, 1)],
    ["today", day(2026, 3, 2)],
    ["Yesterday", day(2026, 3, 1)],
    ["28 Nov", day(2025, 11, 28)],
    ["28. November 2024", day(2024, 11, 28)],
    ["Nov 28", day(2025, 11, 28)],
    ["1 March", day(2026, 3, 1)],
    ["28.11.", day(2025, 11, 28)],
    ["28.11.2024", day(2024, 11, 28)],
    ["28/11", day(2025, 11, 28)],
  ])("as %s is the last such day", (text, clue) => {
    expect(read(text)).toEqual([clue]);
  });

  it("names months as the shop does, and days first or months first", () => {
    expect(read("6. Dez.", { ...London, locale: "de-DE" })).toEqual([day(2025, 12, 6)]);
    expect(read("11/28", { ...London, locale: "en-US" })).toEqual([day(2025, 11, 28)]);
    expect(read("28 kg")).toHaveLength(2);
  });

  it("is each part of it, in any order", () => {
    expect(read("oat milk on 28 Nov, 4,35")).toEqual([
      word("oat"),
      word("milk"),
      amount(435),
      day(2025, 11, 28),
    ]);
    expect(read("Crème no. 7")).toEqual([word("Crème", "creme"), document(7)]);
  });

  it("has its time on the day beside it", () => {
    expect(read("28 Nov 14:30")).toEqual([about(Date.UTC(2025, 10, 28, 14, 30))]);
  });

  it("is an e-mail address for those who may write to shoppers alone", () => {
    expect(read("Ann@example.com")).toEqual([[{ kind: "e-mail", address: "ann@example.com" }]]);
    const others = read("ann@example.com", { ...London, findsAddresses: false });
    expect(others).toEqual([word("ann@example.com", "ann example com")]);
  });

  it.each([
    ["25:00", "25 00"],
    ["2026-02-30", "2026 02 30"],
    ["v1", "v1"],
  ])("as %s is a visit's id, or a word", (text, folded) => {
    expect(read(text)).toEqual([word(text, folded)]);
  });

  it("has so many words at most", () => {
    const words = (count: number): string =>
      Array.from({ length: count }, (_, at) => `w${at}`).join(" ");
    expect(matchSearch(words(CLUES_MAX), London)).not.toBeNull();
    expect(() => matchSearch(words(CLUES_MAX + 1), London)).toThrow("words at most");
  });

  it("as signs alone is a visit's id", () => {
    expect(read("%")).toEqual([[{ kind: "visit", visitId: "%" }]]);
  });
});
