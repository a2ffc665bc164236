import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { applyRecord, createCartTrip, weighBatch } from "./cart-trip.ts";

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
      const { steps } = weighBatch(trip, { kind: "weights", ...batch });
      const isShown = trip.provisional.get(0)?.lineId === "oats";
      if (isShown && Number.isNaN(shownMs)) shownMs = atMs;
      if (steps.length > 0) settledMs = atMs;
    }
    expect(shownMs - 3000).toBeLessThanOrEqual(300);
    expect(settledMs).toBeGreaterThan(shownMs);
    expect(trip.provisional.size).toBe(0);
    expect(trip.engine.hypotheses[0]!.held).toMatchObject([{ kind: "line", lineId: "oats" }]);
  });
});
