import { basename } from "node:path";
import type { Observation } from "@saunter/engine/observation";
import { readObservations } from "@saunter/ingest/recordings/read-observations";
import { readTruth } from "@saunter/ingest/recordings/read-truth";
import {
  formatSignalTable,
  MEASURED_MS_MAX,
  measureSignals,
  type SignalStatistics,
} from "@saunter/sim/signal-statistics";
import type { Simulation } from "@saunter/sim/simulate";

/** The statistics of the simulation's signals beside those of the recordings, as a text table. */
export async function compareSignals(
  simulation: Simulation,
  dirs: readonly string[],
): Promise<string> {
  const columns = [{ title: "simulation", statistics: measureSimulatedSignals(simulation) }];
  for (const dir of dirs) {
    columns.push({ title: basename(dir), statistics: await measureRecordedSignals(dir) });
  }
  return formatSignalTable(columns);
}

export function measureSimulatedSignals(simulation: Simulation): SignalStatistics {
  const observations = [...takeMeasured(simulation.observations())];
  return measureSignals(observations, simulation.truth().events);
}

export async function measureRecordedSignals(dir: string): Promise<SignalStatistics> {
  const { chunks } = await readObservations(dir);
  const observations: Observation[] = [];
  let startMs = Number.NaN;
  for await (const chunk of chunks) {
    if (Number.isNaN(startMs)) startMs = chunk[0]?.timestampMs ?? Number.NaN;
    observations.push(...chunk);
    const lastMs = chunk.at(-1)?.timestampMs ?? startMs;
    if (lastMs - startMs > MEASURED_MS_MAX) break;
  }
  const truth = await readTruth(dir);
  const events = (truth?.events ?? []).map(({ timestampMs, weightG, ...event }) => ({
    ...event,
    timestamp: timestampMs / 1000,
    grams: weightG,
  }));
  return measureSignals(observations, events);
}

/** No more of a stream than is measured. */
function* takeMeasured(observations: Iterable<Observation>): Generator<Observation> {
  let startMs = Number.NaN;
  for (const observation of observations) {
    if (Number.isNaN(startMs)) startMs = observation.timestampMs;
    yield observation;
    if (observation.timestampMs - startMs > MEASURED_MS_MAX) return;
  }
}
