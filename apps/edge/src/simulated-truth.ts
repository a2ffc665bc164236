import type { Simulation } from "@saunter/sim/simulate";
import type { Truth } from "./ingest/recording/read-truth.ts";

/** The simulation's truth so far, as it would be read from a recording of it. */
export function readSimulatedTruth(simulation: Pick<Simulation, "truth">): Truth {
  const { receipts, events } = simulation.truth();
  return {
    receipts,
    events: events.map(({ timestamp, grams, ...event }) => ({
      otherId: null,
      ...event,
      timestampMs: timestamp * 1000,
      weightG: grams,
    })),
  };
}
