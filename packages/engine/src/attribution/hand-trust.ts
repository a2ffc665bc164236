/**
 * How far images of hands are believed: learned from picks that weight alone made sure of. Either
 * they distinguish products, or they say nothing; the belief that they do grows and shrinks by Bayes' rule.
 * A classifier that always says the same, or answers at random, soon counts for nothing, and until
 * then it is bounded: its answer is mixed with that of images that say nothing.
 */

import type { HandImageParameters } from "../parameters/hand-images.ts";

export interface HandTrust {
  readonly parameters: HandImageParameters;
  /** Probability that they distinguish products. */
  usefulShare: number;
}

export function createHandTrust(parameters: HandImageParameters): HandTrust {
  return { parameters, usefulShare: parameters.usefulFirst };
}

/** What is left of a log ratio if images may say nothing. */
export function discount(
  { usefulShare }: Pick<HandTrust, "usefulShare">,
  logRatio: number,
): number {
  return Math.log(usefulShare * Math.exp(logRatio) + 1 - usefulShare);
}

/** Learns of a product that is known: its log ratio, and how far it is known (0 to 1). */
export function learnHandTrust(trust: HandTrust, logRatio: number, belief: number): void {
  if (logRatio === 0) return;
  const odds = trust.usefulShare / (1 - trust.usefulShare);
  const learned = odds * Math.exp(belief * logRatio);
  const { usefulMin, usefulMax } = trust.parameters;
  trust.usefulShare = Math.min(usefulMax, Math.max(usefulMin, learned / (1 + learned)));
}
