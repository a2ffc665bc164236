/** An engine run on a stream whose truth is known, and scored. */

import type { EngineResult } from "@saunter/engine/engine-types";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { RecordingSource } from "@saunter/ingest/recordings/open-recording";
import type { Truth } from "@saunter/ingest/recordings/read-truth";
import {
  type RunHooks,
  runEngine,
  type SteppedEngine,
} from "@saunter/ingest/recordings/run-engine";
import type { Simulation } from "@saunter/sim/simulate";
import { readSimulatedTruth } from "@saunter/stand-ins/recordings/simulated-truth";
import { chunkObservations } from "../chunk-observations.ts";
import { scoreEvents } from "./score-events.ts";
import { scoreRecording } from "./score-recording.ts";
import type { EvaluatedRecording } from "./summarize.ts";

type CreateEngine = (shop: ShopModel) => SteppedEngine;

/** The CPU time is that of reading and of the engine. */
export async function evaluateRecording(
  dir: string,
  truth: Truth,
  createEngine: CreateEngine,
  recordings: RecordingSource,
  readCpuSeconds: () => number,
): Promise<EvaluatedRecording & { readonly shop: ShopModel }> {
  const cpuSecondsBefore = readCpuSeconds();
  const recording = await recordings.open(dir);
  const run = await runEngine(createEngine(recording.shop), recording.chunks);
  const cpuSeconds = readCpuSeconds() - cpuSecondsBefore;
  return {
    name: nameRecording(dir),
    ...scoreResult(run.result, truth),
    cpuSeconds,
    recordedSeconds: run.recordedSeconds,
    shop: recording.shop,
  };
}

/** The CPU time is that of the engine alone. What is reported is let go: a stream may run for days. */
export async function evaluateSimulation(
  name: string,
  simulation: Simulation,
  createEngine: CreateEngine,
  readCpuSeconds: () => number,
  hooks: RunHooks = {},
): Promise<EvaluatedRecording> {
  let simulatingSeconds = 0;
  const cpuSecondsBefore = readCpuSeconds();
  const chunks = chunkObservations(
    simulation.observations(),
    (seconds) => {
      simulatingSeconds += seconds;
    },
    readCpuSeconds,
  );
  const run = await runEngine(createEngine(simulation.shop), chunks, {
    onOutput: () => {},
    ...hooks,
  });
  const cpuSeconds = readCpuSeconds() - cpuSecondsBefore - simulatingSeconds;
  return {
    name,
    ...scoreResult(run.result, readSimulatedTruth(simulation)),
    cpuSeconds,
    recordedSeconds: run.recordedSeconds,
  };
}

/** What an engine reported in the end, beside the truth. */
export function scoreResult(
  { receipts, interactions }: Pick<EngineResult, "receipts" | "interactions">,
  truth: Truth,
): Pick<EvaluatedRecording, "score" | "events" | "interactions"> {
  return {
    score: scoreRecording(receipts, truth.receipts),
    events: truth.events === null ? null : scoreEvents(interactions, truth.events),
    interactions,
  };
}

export function nameRecording(dir: string): string {
  return dir.split(/[/\\]/).findLast((part) => part !== "" && part !== ".") ?? dir;
}
