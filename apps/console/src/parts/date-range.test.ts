import { expect, it } from "vitest";
import { ANY_TIME, readRange } from "./date-range.tsx";

it.each([
  ["Europe/London", "2026-11-28T00:00:00Z", "2026-11-29T00:00:00Z"],
  ["Pacific/Auckland", "2026-11-27T11:00:00Z", "2026-11-28T11:00:00Z"],
  ["America/Los_Angeles", "2026-11-28T08:00:00Z", "2026-11-29T08:00:00Z"],
])("a day in %s is that zone's", (timeZone, from, until) => {
  expect(readRange({ from: "2026-11-28", until: "2026-11-28" }, timeZone)).toEqual({
    fromMs: Date.parse(from),
    untilMs: Date.parse(until),
  });
});

it("the day on which clocks go back has 25 hours", () => {
  const day = { from: "2026-10-25", until: "2026-10-25" };
  const { fromMs, untilMs } = readRange(day, "Europe/London");
  expect(untilMs! - fromMs!).toBe(25 * 3_600_000);
});

it("no day is no bound", () => {
  expect(readRange(ANY_TIME, "Europe/London")).toEqual({});
});
