import type { Observation } from "@saunter/engine/observation";
import { createRecordingWriter } from "@saunter/ingest/recordings/write-recording";
import type { Simulation } from "@saunter/sim/simulate";
import { readSimulatedTruth } from "./simulated-truth.ts";

/** Runs the simulation to its end and writes it, with its truth, as a recording in `dir`. */
export async function writeSimulation(
  dir: string,
  simulation: Simulation,
  onObservation: (observation: Observation) => void = () => {},
): Promise<void> {
  const writer = await createRecordingWriter(dir, simulation.shop);
  for (const observation of simulation.observations()) {
    onObservation(observation);
    const full = writer.write(observation);
    if (full !== undefined) await full;
  }
  await writer.close(readSimulatedTruth(simulation));
}
