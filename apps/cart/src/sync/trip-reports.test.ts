import { expect, it } from "vitest";
import { UNSETTLED_RETRY_MS, UNSETTLED_RETRY_MS_MAX, UNSETTLED_TRIES } from "../cart-limits.ts";
import { createCartTrip } from "../trip/cart-trip.ts";
import { makeReport } from "../trip/make-report.ts";
import { TripReports } from "./trip-reports.ts";

function begin() {
  const trip = createCartTrip("en-GB");
  const reports = new TripReports(trip);
  const report = makeReport({ trip, battery: null, position: null, faults: [] });
  const start = (tripId: string, nowMs: number): void => {
    reports.leave(trip.tripId === null ? null : report, nowMs);
    Object.assign(trip, { tripId, status: "shopping" });
  };
  const next = (nowMs: number) => reports.next(report, nowMs)!;
  return { reports, start, next };
}

it("an end that was not taken is told after longer and longer pauses, and so often at most", () => {
  const { next, reports, start } = begin();
  start("first", 0);
  start("second", 0);
  let nowMs = 0;
  for (let tries = 1; tries <= UNSETTLED_TRIES; tries++) {
    const told = next(nowMs);
    expect(told.tripId).toBe("first");
    reports.putOff(told, 500, nowMs);
    const waitMs = Math.min(UNSETTLED_RETRY_MS_MAX, UNSETTLED_RETRY_MS * 2 ** (tries - 1));
    const present = next(nowMs + waitMs - 1);
    expect(present.tripId).toBe("second");
    expect(present.trip.unsettled).toEqual([{ tripId: "first", httpStatus: 500, tries }]);
    nowMs += waitMs;
  }
  expect(next(nowMs + 1000 * UNSETTLED_RETRY_MS_MAX).tripId).toBe("second");
});

it("the next trip that begins has it told once more", () => {
  const { next, reports, start } = begin();
  start("first", 0);
  start("second", 0);
  const told = next(0);
  for (let tries = 0; tries < UNSETTLED_TRIES; tries++) reports.putOff(told, 404, 0);
  start("third", UNSETTLED_RETRY_MS_MAX);
  expect(next(UNSETTLED_RETRY_MS_MAX).tripId).toBe("first");
  reports.putOff(told, 404, UNSETTLED_RETRY_MS_MAX);
  expect(next(10 * UNSETTLED_RETRY_MS_MAX).tripId).toBe("second");
});

it("the present trip is told again as before", () => {
  const { next, reports, start } = begin();
  start("first", 0);
  reports.putOff(next(0), 500, 0);
  expect(next(0).tripId).toBe("first");
  expect(next(0).trip.unsettled).toBeUndefined();
});
