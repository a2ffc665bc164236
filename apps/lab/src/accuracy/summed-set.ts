/** Figures of a measured set, of both engines. */

import { type EvaluationSummary, summarize } from "../evaluate/summarize.ts";
import type { MeasuredSet } from "./measured-set.ts";

export interface EngineSum {
  readonly summary: EvaluationSummary;
  readonly rightUnits: number;
  readonly chargedUnits: number;
  readonly takenUnits: number;
}

export interface SummedSet extends MeasuredSet {
  readonly engine: EngineSum;
  readonly baseline: EngineSum;
}

export function sumSet(set: MeasuredSet): SummedSet {
  return { ...set, engine: sumEngine(set, "engine"), baseline: sumEngine(set, "baseline") };
}

function sumEngine({ measured }: MeasuredSet, which: "engine" | "baseline"): EngineSum {
  const recordings = measured.map((one) => one[which]);
  const total = (read: (score: (typeof recordings)[number]["score"]) => number): number =>
    recordings.reduce((sum, { score }) => sum + read(score), 0);
  return {
    summary: summarize(recordings),
    rightUnits: total((score) => score.truePositives),
    chargedUnits: total((score) => score.predictedUnits),
    takenUnits: total((score) => score.trueUnits),
  };
}

/** Sets taken together; null where there is none. */
export function joinSets(title: string, what: string, sets: readonly MeasuredSet[]) {
  if (sets.length === 0) return null;
  return sumSet({ title, what, measured: sets.flatMap(({ measured }) => measured) });
}
