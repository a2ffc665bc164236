import { createRandom } from "@saunter/numerics/random";
import { TRIP, TRIP_LIMITS } from "@saunter/protocol/smart-cart/trip";
import { Check } from "typebox/value";
import { describe, expect, it } from "vitest";
import { applyRecord, createCartTrip, weighBatch } from "./cart-trip.ts";
import { makeReport } from "./make-report.ts";

const RATE_HZ = 40;
const OATS = { gtin: "2000000000008", name: "Oats", unitMinor: 149, weightG: 512 };

describe("what comes onto a cart's scale", () => {
  it("is shown as its line's before it has settled, and once it has it is no longer provisional", () => {
    const random = createRandom(5);
    const trip = createCartTrip("en-GB");
    const line = { lineId: "oats", gtin: OATS.gtin, name: OATS.name, quantity: 1, weightG: null };
    const price = { unitMinor: 149, depositMinor: 0, grossG: null, unitWeightG: 512 };
    applyRecord(trip, { atMs: 0, event: { kind: "started", tripId: "trip", goods: [OATS] } });
    applyRecord(trip, { atMs: 0, event: { kind: "scanned", ...line, ...price } });
    let [shownMs, settledMs] = [Number.NaN, Number.NaN];
    for (let atMs = 0; Number.isNaN(settledMs) && atMs < 10_000; atMs += 1000 / RATE_HZ) {
      const samplesG = Float32Array.of((atMs < 3000 ? 0 : 512) + random.normal(0, 0.6));
      const batch = { tray: 0, timestampMs: atMs, sampleRateHz: RATE_HZ, samplesG };
      const { found } = weighBatch(trip, { kind: "weights", ...batch });
      const isShown = trip.provisional.get(0)?.lineId === "oats";
      if (isShown && Number.isNaN(shownMs)) shownMs = atMs;
      if (found.some(({ kind }) => kind === "step")) settledMs = atMs;
    }
    expect(shownMs - 3000).toBeLessThanOrEqual(300);
    expect(settledMs).toBeGreaterThan(shownMs);
    expect(trip.provisional.size).toBe(0);
    expect(trip.engine.hypotheses[0]!.held).toMatchObject([{ kind: "line", lineId: "oats" }]);
  });
});

it.each([
  [TRIP_LIMITS.levelGMax, TRIP_LIMITS.levelGMax],
  [TRIP_LIMITS.levelGMax + 1, TRIP_LIMITS.levelGMax],
  [-1e9, -TRIP_LIMITS.levelGMax],
])("a change of %s g is told so that the shop takes the trip", (changeG, toldG) => {
  const trip = createCartTrip("en-GB");
  applyRecord(trip, { atMs: 0, event: { kind: "started", tripId: "trip", goods: [OATS] } });
  const step = { changeG, errorG: 2, levelG: changeG, startMs: 0, settledMs: 900, isRolled: false };
  applyRecord(trip, { atMs: 1000, event: { kind: "step", tray: 0, step } });
  const report = makeReport({ trip, battery: null, position: null, faults: [] });
  expect(report.changes).toMatchObject([{ changeG: toldG, levelG: toldG }]);
  const envelope = { sequence: 1, sentMs: 1000, bootId: "boot", previousBootId: null };
  expect(Check(TRIP, { ...report, ...envelope })).toBe(true);
});
