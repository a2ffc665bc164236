import { formatTime } from "@saunter/ui/format";
import { words } from "../../words.ts";

/** Stretches of days of the shop's calendar. */
export interface Period {
  readonly fromDay: string;
  readonly untilDay: string;
}

export const PERIODS = [
  "today",
  "yesterday",
  "week",
  "month",
  "this-month",
  "last-month",
  "other",
] as const;
export type PeriodName = (typeof PERIODS)[number];

export const COMPARISONS = ["none", "weekdays", "year"] as const;
export type Comparison = (typeof COMPARISONS)[number];

/** Days that a period may have, as the server says. */
export const PERIOD_DAYS_MAX = 397;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** "2026-03-02" of a moment. */
export function findDay(atMs: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat("en-CA", {
    ...{ timeZone, year: "numeric", month: "2-digit", day: "2-digit" },
  });
  return format.format(atMs);
}

export function moveDay(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
}

export function countDays({ fromDay, untilDay }: Period): number {
  return Math.round((Date.parse(untilDay) - Date.parse(fromDay)) / DAY_MS) + 1;
}

/** What a name means today; of other days, null. */
export function findPeriod(name: PeriodName, today: string): Period | null {
  const firstOfMonth = `${today.slice(0, 8)}01`;
  switch (name) {
    case "today":
      return { fromDay: today, untilDay: today };
    case "yesterday":
      return { fromDay: moveDay(today, -1), untilDay: moveDay(today, -1) };
    case "week":
      return { fromDay: moveDay(today, -6), untilDay: today };
    case "month":
      return { fromDay: moveDay(today, -29), untilDay: today };
    case "this-month":
      return { fromDay: firstOfMonth, untilDay: today };
    case "last-month": {
      const untilDay = moveDay(firstOfMonth, -1);
      return { fromDay: `${untilDay.slice(0, 8)}01`, untilDay };
    }
    case "other":
      return null;
    default:
      return name satisfies never;
  }
}

/** What is wrong with days that somebody chose; null where nothing is. */
export function findFault({ fromDay, untilDay }: Period): string | null {
  const t = words.texts.numbers.period;
  if (fromDay === "" || untilDay === "") return t.chooseBoth;
  if (untilDay < fromDay) return t.endsBefore;
  if (countDays({ fromDay, untilDay }) > PERIOD_DAYS_MAX) {
    return t.atMost(PERIOD_DAYS_MAX);
  }
  return null;
}

/** "2 March 2026"; a day has no time zone. */
export function formatDay(day: string, locale: string, style: "long" | "short" = "long"): string {
  const parts: Intl.DateTimeFormatOptions =
    style === "long" ? { dateStyle: "long" } : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone: "UTC" }).format(Date.parse(day));
}

/** "14:00", "2:00 pm". */
export function formatHour(hour: number, locale: string): string {
  return formatTime(hour * HOUR_MS, "time", locale, "UTC");
}
