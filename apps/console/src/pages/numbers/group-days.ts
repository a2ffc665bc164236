import type { SalesPeriod } from "./sales-words.ts";

export interface Bar {
  readonly key: string;
  /** First day of it, or hour of the day. */
  readonly start: { readonly day: string } | { readonly hour: number };
  readonly totalMinor: number;
  readonly receipts: number;
  /** Null where nothing is compared with. */
  readonly beforeMinor: number | null;
}

export type Step = "hour" | "day" | "week";

/** More bars are not told apart on a phone. */
const DAYS_SHOWN_MAX = 62;
const WEEK_DAYS = 7;

/** One day by its hours, many by their weeks. */
export function makeBars(
  { days, hours }: SalesPeriod,
  before: SalesPeriod | null,
): { readonly step: Step; readonly bars: readonly Bar[] } {
  if (days.length === 1) {
    return {
      step: "hour",
      bars: hours.map(({ hour, totalMinor, receipts }) => ({
        key: String(hour),
        start: { hour },
        totalMinor,
        receipts,
        beforeMinor: before?.hours[hour]?.totalMinor ?? null,
      })),
    };
  }
  const length = days.length > DAYS_SHOWN_MAX ? WEEK_DAYS : 1;
  const bars: Bar[] = [];
  for (let at = 0; at < days.length; at += length) {
    const group = days.slice(at, at + length);
    const then = before?.days.slice(at, at + length);
    bars.push({
      key: group[0]!.day,
      start: { day: group[0]!.day },
      totalMinor: sumOf(group, "totalMinor"),
      receipts: sumOf(group, "receipts"),
      beforeMinor: then === undefined ? null : sumOf(then, "totalMinor"),
    });
  }
  return { step: length === 1 ? "day" : "week", bars };
}

function sumOf<Name extends "totalMinor" | "receipts">(
  days: readonly Readonly<Record<Name, number>>[],
  name: Name,
): number {
  return days.reduce((sum, day) => sum + day[name], 0);
}
