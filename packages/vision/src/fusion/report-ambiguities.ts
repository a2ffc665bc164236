/** When an ambiguity about two is worth saying, and of which times. */
import type { IdentityAmbiguity } from "@saunter/engine/observation";
import type { IdentityParameters } from "../parameters/identities.ts";
import { type ChainStep, smoothChain } from "./id-switch-chain.ts";

export interface PairAmbiguity {
  readonly shopperIds: readonly [string, string];
  readonly fromMs: number;
  readonly steps: ChainStep[];
  /** What was said of each step; NaN where nothing was. */
  readonly told: number[];
  /** When something was said last. */
  reportedMs: number;
}

/** What is to be said of two now. @param isLast nothing will be said of these times any more */
export function reportAmbiguity(
  pair: PairAmbiguity,
  nowMs: number,
  isLast: boolean,
  parameters: IdentityParameters,
): IdentityAmbiguity[] {
  const { ambiguityReportMin, ambiguityReportMs, ambiguityMovedMin, ambiguitySettledMovedMin } =
    parameters;
  const { steps, told } = pair;
  if (steps.length === 0) return [];
  const last = steps.at(-1)!;
  if (isQuiet(pair, ambiguityReportMin)) return [];
  const isMoved =
    Math.abs(last.probability - findToldBefore(told, told.length)) > ambiguityMovedMin;
  const isRelabelled = steps.some((step, at) => step.isRelabelled && Number.isNaN(told[at]));
  const isDue = isLast || isRelabelled || isMoved || nowMs - pair.reportedMs >= ambiguityReportMs;
  if (!isDue) return [];
  const smoothed = smoothChain(steps);
  const movedMin = isLast ? ambiguitySettledMovedMin : ambiguityMovedMin;
  const isNew = chooseNew(told, smoothed, movedMin, ambiguityReportMin);
  const said = listSpans(steps, smoothed, isNew, parameters.ambiguityAlike).map((span) => ({
    shopperIds: pair.shopperIds,
    ...span,
  }));
  pair.reportedMs = nowMs;
  return said;
}

/** Nothing was said, and nothing is worth it. */
function isQuiet({ steps, told }: PairAmbiguity, reportFrom: number): boolean {
  return (
    steps.every(({ probability }) => probability < reportFrom) &&
    told.every((probability) => Number.isNaN(probability) || probability === 0)
  );
}

/** What goes for a step of which nothing was said: what was said of the one before. */
function findToldBefore(told: readonly number[], at: number): number {
  for (let before = at - 1; before >= 0; before--) {
    if (!Number.isNaN(told[before]!)) return told[before]!;
  }
  return 0;
}

/** Of which steps something is said now, the first one first: it holds on until more is said. */
function chooseNew(
  told: number[],
  smoothed: Float64Array,
  movedMin: number,
  reportFrom: number,
): boolean[] {
  return told.map((before, at) => {
    const probability = smoothed[at]!;
    const holding = findToldBefore(told, at);
    const isNew = Number.isNaN(before)
      ? probability >= reportFrom || holding > 0
      : Math.abs(probability - before) > movedMin;
    if (isNew) told[at] = probability;
    else if (Number.isNaN(before)) told[at] = holding;
    return isNew;
  });
}

type Span = Pick<IdentityAmbiguity, "fromMs" | "toMs" | "probability">;

/** Steps that are said, joined where they lie side by side and say the same. */
function listSpans(
  steps: readonly ChainStep[],
  smoothed: Float64Array,
  isNew: readonly boolean[],
  alike: number,
): Span[] {
  const spans: Span[] = [];
  let first = Number.NaN;
  for (const [at, { fromMs, toMs }] of steps.entries()) {
    if (isNew[at] !== true) continue;
    const probability = round(smoothed[at]!);
    const before = spans.at(-1);
    if (before !== undefined && before.toMs === fromMs && Math.abs(probability - first) < alike) {
      spans[spans.length - 1] = { ...before, toMs };
    } else {
      first = probability;
      spans.push({ fromMs, toMs, probability });
    }
  }
  return spans;
}

/** As many digits as matter. */
function round(probability: number): number {
  return Math.round(probability * 1000) / 1000;
}
