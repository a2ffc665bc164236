import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";
import { TRIP, TRIP_LIMITS, type Trip } from "./trip.ts";

const LINE = {
  lineId: "l1",
  gtin: "04012345678901",
  quantity: 1,
  weightG: null,
  grossG: null,
  scannedMs: 1000,
  removed: false,
  inside: 0.99,
};

const NOW: Trip = {
  sequence: 3,
  sentMs: 2000,
  startedMs: 0,
  bootId: "boot-1",
  previousBootId: null,
  payer: null,
  lines: [LINE],
  certainty: { exact: 0.98, missing: 0.01, tooMuch: 0.01 },
  questions: [],
  changes: [],
  ownSaidMs: [],
  status: "shopping",
  laneId: null,
  battery: 0.8,
  position: null,
  faults: [],
  helpCalledMs: null,
};

describe("a trip", () => {
  it("is taken as a cart sends it", () => {
    expect(Check(TRIP, NOW)).toBe(true);
    expect(
      Check(TRIP, { ...NOW, status: "at-lane", laneId: "lane-1", position: { xM: 1, yM: 2 } }),
    ).toBe(true);
  });

  it.each<[string, object]>([
    ["has a price", { lines: [{ ...LINE, unitMinor: 1 }] }],
    ["has a total", { totalMinor: 1 }],
    ["has no sequence", { sequence: -1 }],
    ["has a line of nothing", { lines: [{ ...LINE, quantity: 0 }] }],
    ["has more of a line than anybody scans", { lines: [{ ...LINE, quantity: 100 }] }],
    ["has goods that weigh less than nothing", { lines: [{ ...LINE, weightG: -5 }] }],
    ["is surer than sure", { certainty: { exact: 1.1, missing: 0, tooMuch: 0 } }],
    ["is in no state", { status: "paid" }],
  ])("that %s is refused", (_, more) => {
    expect(Check(TRIP, { ...NOW, ...more })).toBe(false);
  });

  it("has lines up to the bound, and none past it", () => {
    const lines = Array.from({ length: TRIP_LIMITS.linesMax }, (_, at) => ({
      ...LINE,
      lineId: `l${at}`,
    }));
    expect(Check(TRIP, { ...NOW, lines })).toBe(true);
    expect(Check(TRIP, { ...NOW, lines: [...lines, LINE] })).toBe(false);
  });
});
