/** Evaluated recordings for tests. */

import type { TruthEvent } from "@saunter/ingest/recordings/read-truth";
import { scoreEvents } from "./score-events.ts";
import { scoreRecording } from "./score-recording.ts";
import type { EvaluatedRecording } from "./summarize.ts";

export interface ExampleReceipt {
  readonly targetId: string;
  /** Units of the product "x" charged, and really taken. */
  readonly charged: number;
  readonly taken: number;
  readonly probability: number;
  readonly flagged?: boolean;
}

/** The pick that the engine tells of below, as it happened. */
export const EXAMPLE_PICKUP: TruthEvent = {
  kind: "pickup",
  timestampMs: 900,
  targetId: null,
  otherId: null,
  barcode: "x",
  gondola: 1,
  shelf: 2,
  plates: [3],
  weightG: -100,
};

/** The engine reported one pick of "x" by the first shopper; `truth` is null where nobody knows. */
export function createEvaluated(
  name: string,
  receipts: readonly ExampleReceipt[],
  truth: readonly TruthEvent[] | null = null,
): EvaluatedRecording {
  const list = (quantity: number) => (quantity === 0 ? [] : [{ barcode: "x", quantity }]);
  const score = scoreRecording(
    receipts.map(({ targetId, charged, probability, flagged }) => ({
      targetId,
      products: list(charged),
      probabilityExact: probability,
      needsReview: flagged ?? false,
      reasons: [],
      faults: [],
      unclear: [],
    })),
    receipts.map(({ targetId, taken }) => ({ targetId, products: list(taken) })),
  );
  const interaction = {
    id: "1",
    kind: "pick",
    timestampMs: 1000,
    settledMs: 1500,
    decidedMs: 1900,
    targetId: receipts[0]?.targetId ?? null,
    barcode: "x",
    quantity: 1,
    weightG: -100,
    gondola: 1,
    shelf: 2,
    plates: [3],
    probability: 0.9,
    giverId: null,
    alternatives: [],
  } as const;
  const events = truth === null ? null : scoreEvents([interaction], truth);
  return {
    name,
    score,
    events,
    interactions: [interaction],
    cpuSeconds: 1,
    recordedSeconds: 20,
  };
}
