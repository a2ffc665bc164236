import { describe, expect, it } from "vitest";
import { makeBars } from "./group-days.ts";
import type { SalesPeriod } from "./sales-words.ts";

const period = (count: number, totalMinor: number): SalesPeriod =>
  ({
    days: Array.from({ length: count }, (_, at) => ({ day: `day ${at}`, totalMinor, receipts: 1 })),
    hours: Array.from({ length: 24 }, (_, hour) => ({ hour, totalMinor: hour, receipts: 1 })),
  }) as unknown as SalesPeriod;

describe("bars", () => {
  it("are hours of a day, days of two months, and weeks of more", () => {
    const stepOf = (days: number) => {
      const { step, bars } = makeBars(period(days, 1), null);
      return [step, bars.length];
    };
    expect([stepOf(1), stepOf(2), stepOf(62), stepOf(63), stepOf(397)]).toEqual([
      ["hour", 24],
      ["day", 2],
      ["day", 62],
      ["week", 9],
      ["week", 57],
    ]);
  });

  it("add up to the same, and so do those compared with", () => {
    const { bars } = makeBars(period(100, 3), period(100, 2));
    expect(bars.reduce((sum, { totalMinor }) => sum + totalMinor, 0)).toBe(300);
    expect(bars.reduce((sum, { beforeMinor }) => sum + beforeMinor!, 0)).toBe(200);
    expect(makeBars(period(1, 3), period(1, 2)).bars[7]).toMatchObject({ beforeMinor: 7 });
  });
});
