/** How sure a bill is by what the hypotheses have of it. */
import { logistic } from "@saunter/numerics/statistics";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";

export const ODDS_LEAST = 1e-9;

/**
 * Probability that a bill is exact, from its share of the hypotheses' weights: Platt's scaling, fitted on trips by
 * `npm run calibrate-cart`.
 */
export function calibrateExact(
  { exactOffset, exactSlope }: SmartCartParameters,
  share: number,
): number {
  return logistic(exactOffset + exactSlope * toLogOdds(share));
}

function toLogOdds(probability: number): number {
  const inside = Math.min(1 - ODDS_LEAST, Math.max(ODDS_LEAST, probability));
  return Math.log(inside / (1 - inside));
}
