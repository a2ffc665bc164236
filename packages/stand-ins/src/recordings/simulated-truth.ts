import type { Truth } from "@saunter/ingest/recordings/read-truth";
import type { Simulation } from "@saunter/sim/simulate";

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
