import { describe, expect, it } from "vitest";
import { readWallTime, startOfDay, startOfDayBefore } from "./days.ts";

const at = (text: string): number => Date.parse(text);

describe("a day of a time zone", () => {
  it.each([
    ["Europe/London", "2026-11-25T10:00:00Z", "2026-11-25T00:00:00Z"],
    ["Europe/London", "2026-07-01T22:59:59Z", "2026-06-30T23:00:00Z"],
    ["America/New_York", "2026-11-25T03:00:00Z", "2026-11-24T05:00:00Z"],
    ["Asia/Kolkata", "2026-11-25T20:00:00Z", "2026-11-25T18:30:00Z"],
    // The clocks go back at 1 and forward at 1: the day has begun before.
    ["Europe/London", "2026-10-25T12:00:00Z", "2026-10-24T23:00:00Z"],
    ["Europe/London", "2026-03-29T12:00:00Z", "2026-03-29T00:00:00Z"],
  ])("in %s of %s begins at %s", (timeZone, moment, begins) => {
    expect(new Date(startOfDay(at(moment), timeZone)).toISOString()).toBe(
      new Date(begins).toISOString(),
    );
  });

  it("before another is one of 23 or 25 hours, too", () => {
    const zone = "Europe/London";
    const after = startOfDay(at("2026-10-26T08:00:00Z"), zone);
    expect(after - startOfDayBefore(at("2026-10-26T08:00:00Z"), 1, zone)).toBe(25 * 3_600_000);
    const spring = startOfDay(at("2026-03-30T08:00:00Z"), zone);
    expect(spring - startOfDayBefore(at("2026-03-30T08:00:00Z"), 1, zone)).toBe(23 * 3_600_000);
  });
});

it.each([
  ["2026-12-01T18:00", "Europe/London", "2026-12-01T18:00Z"],
  ["2026-07-01T18:00", "Europe/London", "2026-07-01T17:00Z"],
  ["2026-07-01T18:00", "Asia/Kolkata", "2026-07-01T12:30Z"],
  // The clocks go from 1 to 2 and have no half past one; in October they have it twice.
  ["2026-03-29T01:30", "Europe/London", "2026-03-29T01:30Z"],
  ["2026-10-25T01:30", "Europe/London", "2026-10-25T00:30Z"],
])("%s in %s is %s", (text, timeZone, utc) => {
  expect(readWallTime(text, timeZone)).toBe(Date.parse(utc));
});

it.each(["", "2026-12-01", "2026-13-01T00:00", "soon"])("%j is no time", (text) => {
  expect(readWallTime(text, "Europe/London")).toBeNull();
});
