/**
 * How far pictures of hands are believed: learned from picks that weight alone made sure of. Either
 * they tell products, or they tell nothing; the belief that they do grows and shrinks by Bayes' rule.
 * One that tells always the same, or anything at random, is soon believed in nothing, and until
 * then bounded: what is said is mixed with what would be said if pictures told nothing.
 */

export interface HandTrust {
  /** Probability that they tell products. */
  usefulShare: number;
}

/** Trust has to be earned. */
const USEFUL_AT_FIRST = 0.05;
/** Never quite believed and never quite given up: cameras are cleaned, and products change. */
const USEFUL_MIN = 0.02;
const USEFUL_MAX = 0.95;

export function createHandTrust(): HandTrust {
  return { usefulShare: USEFUL_AT_FIRST };
}

/** What is left of a log ratio if pictures may tell nothing. */
export function discount({ usefulShare }: HandTrust, logRatio: number): number {
  return Math.log(usefulShare * Math.exp(logRatio) + 1 - usefulShare);
}

/** Learns of a product that is known: its log ratio, and how far it is known (0 to 1). */
export function learnHandTrust(trust: HandTrust, logRatio: number, belief: number): void {
  if (logRatio === 0) return;
  const odds = trust.usefulShare / (1 - trust.usefulShare);
  const learned = odds * Math.exp(belief * logRatio);
  trust.usefulShare = Math.min(USEFUL_MAX, Math.max(USEFUL_MIN, learned / (1 + learned)));
}
