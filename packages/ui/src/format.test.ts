import { describe, expect, it } from "vitest";
import {
  formatAgo,
  formatDuration,
  formatMoney,
  formatProbability,
  formatRecent,
  formatTime,
  levelOf,
  readMoney,
  writeMoney,
} from "./format.ts";

describe("money", () => {
  it("has as many decimals as its currency", () => {
    expect(formatMoney(250, "GBP", "en-GB")).toBe("£2.50");
    expect(formatMoney(250, "JPY", "en-GB")).toBe("JP¥250");
    expect(formatMoney(2500, "KWD", "en-GB")).toMatch(/^KWD\s2\.500$/);
    expect(formatMoney(0, "GBP", "en-GB")).toBe("£0.00");
    expect(formatMoney(-5, "GBP", "en-GB")).toBe("-£0.05");
  });

  it("keeps its order within text from right to left, where its symbol is Latin", () => {
    expect(formatMoney(-35, "GBP", "ar")).toBe("\u2066-0.35\u00a0UK£\u2069");
    expect(formatMoney(-35, "GBP", "ar-EG")).toBe("\u2066-٠٫٣٥\u00a0UK£\u2069");
    expect(formatMoney(10_430, "KWD", "ar")).toContain("د.ك");
    expect(formatMoney(10_430, "KWD", "ar")).not.toContain("\u2066");
  });
});

describe("a probability", () => {
  it("is never shown as certain", () => {
    expect([1, 0.995, 0.99, 0.5, 0.01, 0].map((p) => formatProbability(p, "en-GB"))).toEqual([
      ">99%",
      ">99%",
      "99%",
      "50%",
      "1%",
      "<1%",
    ]);
  });

  it("keeps its sign before the number within text from right to left", () => {
    expect([1, 0].map((p) => formatProbability(p, "ar"))).toEqual([
      "\u2066>99%\u2069",
      "\u2066<1%\u2069",
    ]);
  });

  it("is sure, uncertain or unlikely", () => {
    expect([1, 0.95, 0.94, 0.5, 0.49].map(levelOf)).toEqual([
      "sure",
      "sure",
      "warning",
      "warning",
      "wrong",
    ]);
  });
});

describe("a time", () => {
  it("is told in whole units from now", () => {
    const ago = (ms: number): string => formatAgo(1e12 - ms, 1e12, "en-GB");
    expect([0, 999, 59_999, 90_000, 3_600_000, 90_000_000].map(ago)).toEqual([
      "now",
      "now",
      "59 seconds ago",
      "1 minute ago",
      "1 hour ago",
      "yesterday",
    ]);
    expect(ago(-300_000)).toBe("in 5 minutes");
  });

  it("of the day is written as the region writes it, with a nought where it counts to 24", () => {
    const write = (locale: string) => formatTime(5 * 60_000 + 9 * 3_600_000, "time", locale, "UTC");
    expect([write("en-GB"), write("de-DE")]).toEqual(["09:05", "09:05"]);
    expect([write("en-US"), write("ar")].map((text) => text.replace(/\s/g, " "))).toEqual([
      ...["9:05 AM", "9:05 ص"],
    ]);
  });

  it("of these days names the day, and others have their date", () => {
    const nowMs = Date.UTC(2026, 2, 4, 0, 30);
    const write = (hoursAgo: number, locale = "en-GB", timeZone = "UTC"): string =>
      formatRecent(nowMs - hoursAgo * 3_600_000, nowMs, locale, timeZone);
    expect([0, 1, 24, 25, 6 * 24, 7 * 24].map((hours) => write(hours))).toEqual([
      ...["today 00:30", "yesterday 23:30", "yesterday 00:30", "Mon 23:30", "Thu 00:30"],
      "25 Feb 2026, 00:30",
    ]);
    expect([write(-24), write(-48)]).toEqual(["tomorrow 00:30", "Fri 00:30"]);
    // The day changes at the shop's midnight, wherever the browser is.
    expect(write(1, "en-GB", "Europe/Berlin")).toBe("today 00:30");
    expect(write(1, "de-DE")).toBe("gestern 23:30");
  });

  it("of a stopwatch has hours only where there are some", () => {
    expect([0, 7999, 750_000, 3_723_000, -5].map(formatDuration)).toEqual([
      "0:00",
      "0:07",
      "12:30",
      "1:02:03",
      "0:00",
    ]);
  });
});

describe("an amount that somebody typed", () => {
  it.each([
    ["25", "GBP", "en-GB", 2500],
    ["25.5", "GBP", "en-GB", 2550],
    ["2,79", "EUR", "de", 279],
    ["1.234,50", "EUR", "de", 123450],
    ["5000", "JPY", "en-GB", 5000],
    ["1.5", "KWD", "en-GB", 1500],
    ["2.795", "GBP", "en-GB", null],
    ["1.5", "JPY", "en-GB", null],
    ["-5", "GBP", "en-GB", null],
    ["", "GBP", "en-GB", null],
    ["99999999999999999", "GBP", "en-GB", null],
  ])("%s %s in %s is %s minor units", (text, currency, locale, amountMinor) => {
    expect(readMoney(text, currency, locale)).toBe(amountMinor);
  });
});

it("an amount is written as it is read back, in every language", () => {
  for (const locale of ["en-GB", "de", "ar", "ar-EG", "fr-CH"]) {
    for (const [currency, amountMinor] of [
      ["GBP", 100],
      ["JPY", 1500],
      ["KWD", 1_234_567],
    ] as const) {
      const text = writeMoney(amountMinor, currency, locale);
      expect([locale, text, readMoney(text, currency, locale)]).toEqual([
        locale,
        text,
        amountMinor,
      ]);
    }
  }
});
