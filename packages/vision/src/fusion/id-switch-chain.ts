/**
 * Whether two are swapped, over time: a hidden Markov model of two states, each label on its own body or
 * on the other's, run forward as time goes on, and back over what is kept (Rabiner 1989, section III).
 */
import { logistic } from "@saunter/numerics/statistics";
import { CHAIN_STEPS_MAX } from "../limits.ts";

/** One step of time. */
export interface ChainStep {
  readonly fromMs: number;
  readonly toMs: number;
  /** How likely the two were swapped, or given back, in this time. */
  readonly flips: number;
  /** log p(what was seen | swapped) − log p(… | as they are called). */
  readonly logRatio: number;
  /** At the end of it their labels were swapped. */
  readonly isRelabelled: boolean;
  /** That they are swapped at the end of it, by their labels until then, and all that was seen so far. */
  readonly probability: number;
}

/** Nothing is surer than this. */
const PROBABILITY_MIN = 1e-9;

/** Probability of an odd number of independent ID switches, given their mean number (Poisson). */
export function findFlips(switches: number): number {
  return (1 - Math.exp(-2 * switches)) / 2;
}

/** That two are swapped now, by the labels of now; 0 before anything happened. */
export function findProbability(steps: readonly ChainStep[]): number {
  const last = steps.at(-1);
  if (last === undefined) return 0;
  return last.isRelabelled ? 1 - last.probability : last.probability;
}

/** Takes a step; the oldest one goes where there are too many. */
export function pushStep(steps: ChainStep[], step: Omit<ChainStep, "probability">): void {
  const before = flip(findProbability(steps), step.flips);
  const odds = (before / (1 - before)) * Math.exp(step.logRatio);
  const probability = odds === Number.POSITIVE_INFINITY ? 1 : odds / (1 + odds);
  steps.push({ ...step, probability: bound(probability) });
  if (steps.length > CHAIN_STEPS_MAX) steps.shift();
}

/** Of each step, how likely the two were swapped in it, by the labels of then and all that was seen. */
export function smoothChain(steps: readonly ChainStep[]): Float64Array {
  const smoothed = new Float64Array(steps.length);
  // What comes after says of being swapped, and of not being, scaled to a sum of 1.
  let after = 0.5;
  for (let at = steps.length - 1; at >= 0; at--) {
    const { probability, isRelabelled } = steps[at]!;
    const next = steps[at + 1];
    if (next !== undefined) {
      const seen = logistic(next.logRatio);
      after = flip((seen * after) / (seen * after + (1 - seen) * (1 - after)), next.flips);
      if (isRelabelled) after = 1 - after;
      after = bound(after);
    }
    const swapped = probability * after;
    smoothed[at] = swapped / (swapped + (1 - probability) * (1 - after));
  }
  return smoothed;
}

function flip(probability: number, flips: number): number {
  return probability * (1 - flips) + (1 - probability) * flips;
}

function bound(probability: number): number {
  return Math.max(PROBABILITY_MIN, Math.min(1 - PROBABILITY_MIN, probability));
}
