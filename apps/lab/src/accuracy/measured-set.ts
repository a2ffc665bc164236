/** Sets of streams on which both engines are measured. */

import type { EngineResult } from "@saunter/engine/engine-types";
import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { Truth } from "@saunter/ingest/recordings/read-truth";
import { runEngine, type SteppedEngine } from "@saunter/ingest/recordings/run-engine";
import {
  createSteppedBaseline,
  createSteppedEngine,
} from "@saunter/ingest/recordings/stepped-engines";
import { scoreResult } from "../evaluate/evaluate-stream.ts";
import type { EvaluatedRecording } from "../evaluate/summarize.ts";

/** One stream that both engines ran on. */
export interface Measured {
  readonly engine: EvaluatedRecording;
  readonly baseline: EvaluatedRecording;
}

/** A set that is to be measured. */
export interface SetPlan {
  readonly title: string;
  /** What it is made of, in a sentence. */
  readonly what: string;
  /** How many times `onStep` is called. */
  readonly steps: number;
  readonly run: (onStep: () => void, names: ProductNames) => Promise<Measured[]>;
}

/** Names of products by barcode, gathered from every shop. */
export type ProductNames = Map<string, string>;

export interface MeasuredSet {
  readonly title: string;
  readonly what: string;
  readonly measured: readonly Measured[];
}

export interface Stream {
  readonly name: string;
  readonly shop: ShopModel;
  readonly chunks: AsyncIterable<readonly Observation[]> | Iterable<readonly Observation[]>;
  /** Asked once the chunks have ended. */
  readonly truth: () => Truth;
  readonly onObservation?: (observation: Observation) => void;
}

/** Both engines see one pass of the stream. Neither CPU time is reported: both run at once. */
export async function measureStream(stream: Stream, names: ProductNames): Promise<Measured> {
  const { name, shop, chunks, truth, onObservation } = stream;
  for (const product of shop.products.values()) names.set(product.barcode, product.name);
  const engine = createSteppedEngine(shop);
  const baseline = createSteppedBaseline(shop);
  const both: SteppedEngine = {
    step: (observation) => {
      baseline.step(observation);
      return engine.step(observation);
    },
    finish: () => engine.finish(),
  };
  const { result, recordedSeconds } = await runEngine(both, chunks, {
    onOutput: () => {},
    ...(onObservation === undefined ? {} : { onObservation }),
  });
  const other = baseline.finish();
  const evaluate = (reported: EngineResult): EvaluatedRecording => ({
    name,
    ...scoreResult(reported, truth()),
    cpuSeconds: Number.NaN,
    recordedSeconds,
  });
  return { engine: evaluate(result), baseline: evaluate(other) };
}
