import { createSimulation } from "@saunter/sim/simulate";
import { describe, expect, it } from "vitest";
import { readSimulatedTruth } from "./simulated-truth.ts";

describe("the truth of a simulation", () => {
  it("is that of its recording: milliseconds, grams of one unit, receivers where it knows them", () => {
    const products = [{ barcode: "x", quantity: 1 }];
    const event = { targetId: "7", barcode: "x", gondola: 1, shelf: 2, plates: [3] } as const;
    const receipts = [{ targetId: "7", products }];
    const events = [{ ...event, timestamp: 12.5, kind: "pickup", grams: -67.1 } as const];
    const timed = { ...event, timestampMs: 12_500, kind: "pickup", weightG: -67.1 };
    expect(readSimulatedTruth({ truth: () => ({ receipts, events }) })).toEqual({
      receipts,
      events: [{ ...timed, otherId: null }],
    });
    const named = [{ ...events[0], otherId: "9" }];
    expect(readSimulatedTruth({ truth: () => ({ receipts, events: named }) }).events).toEqual([
      { ...timed, otherId: "9" },
    ]);
  });

  it("is empty before the simulation runs", () => {
    const simulation = createSimulation({ seed: 1, scenario: "quiet", minutes: 0.1 });
    expect(readSimulatedTruth(simulation)).toEqual({ receipts: [], events: [] });
  });
});
