/** How long after a plate has settled a cart change is reported, in stream time. */

import type { Truth } from "@saunter/ingest/recordings/read-truth";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { createSteppedEngine } from "@saunter/ingest/recordings/stepped-engines";
import type { Progress } from "@saunter/shop/command-line/command-io";
import { readCpuSeconds } from "@saunter/shop/command-line/cpu-time";
import { createSimulation } from "@saunter/sim/simulate";
import { evaluateRecording, evaluateSimulation } from "../evaluate/evaluate-stream.ts";
import { type EvaluatedRecording, summarize } from "../evaluate/summarize.ts";
import { atMost, createFigure, type FigureGroup } from "./figure.ts";

export const LATENCY_MS_MAX = 800;

/** Latency needs no truth. */
const UNTOLD: Truth = { receipts: [], events: null };

export interface LatencyOptions {
  readonly dirs: readonly string[];
  readonly seed: number;
  readonly minutes: number;
  readonly progress: Progress;
}

/** Steps of `progress`: recordings, and one for the simulation. */
export function countLatencySteps(recordings: number): number {
  return recordings + 1;
}

export async function measureLatency({
  dirs,
  seed,
  minutes,
  progress,
}: LatencyOptions): Promise<FigureGroup[]> {
  const recorded: EvaluatedRecording[] = [];
  for (const [index, dir] of dirs.entries()) {
    recorded.push(
      await evaluateRecording(dir, UNTOLD, createSteppedEngine, RECORDING_FOLDERS, readCpuSeconds),
    );
    progress.update(index + 1);
  }
  const simulation = createSimulation({ seed, scenario: "everyday", minutes });
  const everyday = await evaluateSimulation(
    "everyday",
    simulation,
    createSteppedEngine,
    readCpuSeconds,
  );
  progress.update(dirs.length + 1);
  const sets = [
    { name: `${dirs.length} recordings`, summary: summarize(recorded) },
    { name: `${minutes} everyday minutes, seed ${seed}`, summary: summarize([everyday]) },
  ];
  const figures = sets.map(({ name, summary }) => {
    const what = `${name} (${summary.interactions} interactions)`;
    return createFigure(what, summary.cartLatencyMsP95, "ms", 0, atMost(LATENCY_MS_MAX));
  });
  return [{ title: "Latency from the plate's rest to the report, 95th percentile", figures }];
}
