// biome-ignore-all lint/style/noRestrictedGlobals: it counts days and reads no clock.
/** Days of the shop's calendar, "2026-03-02": 23, 24 or 25 hours, as its clocks go. */
import { findInstant, findWallMs } from "./shop-instant.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface CalendarDay {
  readonly day: string;
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Null where the text is no day. */
export function parseDay(text: string): number | null {
  const atMs = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // "2026-02-30" is the second of March to some parsers.
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text) ? atMs : null;
}

function formatDay(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 10);
}

export function moveDay(day: string, days: number): string {
  return formatDay(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS);
}

/** How many days it is from one to the other, both counted. */
export function countDays(fromDay: string, untilDay: string): number {
  return Math.round((Date.parse(untilDay) - Date.parse(fromDay)) / DAY_MS) + 1;
}

export function findDay(atMs: number, timeZone: string): string {
  return formatDay(findWallMs(atMs, timeZone));
}

export function startOfDay(day: string, timeZone: string): number {
  return findInstant(Date.parse(`${day}T00:00:00Z`), timeZone);
}

/** Days from one to the other, both counted. */
export function listDays(fromDay: string, untilDay: string, timeZone: string): CalendarDay[] {
  const count = countDays(fromDay, untilDay);
  const starts = Array.from({ length: count + 1 }, (_, at) =>
    startOfDay(moveDay(fromDay, at), timeZone),
  );
  return starts.slice(0, -1).map((fromMs, at) => ({
    day: moveDay(fromDay, at),
    fromMs,
    untilMs: starts[at + 1]!,
  }));
}

/** The hour that clocks show in a day, 0 to 23; one that comes twice is one. */
export function findHour({ fromMs, untilMs }: CalendarDay, atMs: number, timeZone: string): number {
  const isPlain = untilMs - fromMs === DAY_MS;
  const sinceMs = isPlain ? atMs - fromMs : findWallMs(atMs, timeZone) % DAY_MS;
  return Math.floor(sinceMs / HOUR_MS);
}

export interface DayRange {
  readonly fromDay: string;
  /** It is counted. */
  readonly untilDay: string;
}

const WEEK_DAYS = 7;
const YEAR_WEEKS = 52;

/** The days before with the same weekdays, which do not overlap: the last ones, or those of a year before. */
export function findDaysBefore(
  { fromDay, untilDay }: DayRange,
  compare: "weekdays" | "year",
): DayRange {
  const weeks = Math.ceil(countDays(fromDay, untilDay) / WEEK_DAYS);
  const days = WEEK_DAYS * (compare === "year" ? Math.max(YEAR_WEEKS, weeks) : weeks);
  return { fromDay: moveDay(fromDay, -days), untilDay: moveDay(untilDay, -days) };
}
