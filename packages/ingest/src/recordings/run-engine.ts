import type { EngineOutput, EngineResult } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";

/** An engine with its state: the store engine, or the baseline that it is compared with. */
export interface SteppedEngine {
  step(observation: Observation): EngineOutput[];
  finish(): EngineResult;
}

export interface EngineRun {
  /** All that was reported; empty where `onOutput` took it, so that a stream may be endless. */
  readonly outputs: readonly EngineOutput[];
  readonly result: EngineResult;
  /** Stream time of the first observation, Unix milliseconds; NaN where there was none. */
  readonly startMs: number;
  /**
   * Seconds of plate readings: the gondola that read longest. Counted in samples, not between
   * timestamps, so that a jump of the recorder's clock does not stretch it.
   */
  readonly recordedSeconds: number;
}

export interface RunHooks {
  /** Called before each observation; a promise holds the stream up (real time). */
  readonly pace?: (timestampMs: number) => Promise<void> | void;
  readonly onObservation?: (observation: Observation) => void;
  readonly onOutput?: (output: EngineOutput, startMs: number) => void;
  /** Called after each chunk, for progress. */
  readonly onChunk?: () => void;
}

/** Feeds the chunks to the engine to the end and finishes it. Errors of the chunks pass through. */
export async function runEngine(
  engine: SteppedEngine,
  chunks: AsyncIterable<readonly Observation[]> | Iterable<readonly Observation[]>,
  hooks: RunHooks = {},
): Promise<EngineRun> {
  const outputs: EngineOutput[] = [];
  const secondsByGondola = new Map<number, number>();
  let startMs = Number.NaN;
  for await (const chunk of chunks) {
    for (const observation of chunk) {
      if (Number.isNaN(startMs)) startMs = observation.timestampMs;
      const held = hooks.pace?.(observation.timestampMs);
      if (held !== undefined) await held;
      if (observation.kind === "plates") {
        const seconds = observation.sampleCount / observation.sampleRateHz;
        const before = secondsByGondola.get(observation.gondola) ?? 0;
        secondsByGondola.set(observation.gondola, before + seconds);
      }
      hooks.onObservation?.(observation);
      for (const output of engine.step(observation)) {
        if (hooks.onOutput === undefined) outputs.push(output);
        else hooks.onOutput(output, startMs);
      }
    }
    hooks.onChunk?.();
  }
  const result = engine.finish();
  const recordedSeconds = Math.max(0, ...secondsByGondola.values());
  return { outputs, result, startMs, recordedSeconds };
}
