import { expect, it } from "vitest";
import { formatDay } from "./format-day.ts";

it.each([
  ["America/Los_Angeles", "2026-11-29"],
  ["Europe/Berlin", "2026-11-30"],
  ["Pacific/Auckland", "2026-11-30"],
])("the day is the one of the place: in %s %s", (timeZone, day) => {
  expect(formatDay(Date.UTC(2026, 10, 30, 3), timeZone)).toBe(day);
});

it("the day is the computer's where no place is given", () => {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  const atMs = Date.UTC(2026, 10, 30, 3);
  expect(formatDay(atMs)).toBe(formatDay(atMs, timeZone));
});
