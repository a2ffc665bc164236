/**
 * Conformal risk control (Angelopoulos, Bates, Fisch, Lei and Schuster 2022, "Conformal Risk
 * Control") for selective prediction: the lowest acceptance bound that keeps the share of predictions
 * that are accepted and wrong below a level.
 */

import type { Outcomes } from "./calibration.ts";
import { checkInteger, checkSameLength } from "./input-checks.ts";

/** Predictions of one group: a shop, a simulated world. */
export interface ScoredGroup {
  /** The higher, the surer; any scale, no NaN. */
  readonly scores: ArrayLike<number>;
  /** One for each score. */
  readonly correct: Outcomes;
  /**
   * Predictions come in clusters of at most so many, which are exchangeable while their members are
   * not: the receipts of one visit. 1 if left out.
   */
  readonly clusterSizeMax?: number;
}

/**
 * The lowest acceptance bound. The loss of a prediction is 1 if it is accepted and wrong, else 0; it
 * falls as the bound rises, so theorem 1 holds with B = 1: the next exchangeable prediction is accepted
 * and wrong with a chance of at most `level` if at most (n + 1) level - 1 of these are. For clusters of at most m the
 * theorem takes the loss "wrong accepted less level times size", at most B = m (1 - level), with a target of 0: at
 * most n level - m (1 - level) may be accepted and wrong. Infinity, which accepts nothing, if that
 * is negative, or if all that might be accepted are wrong.
 *
 * A score at the bound is accepted. RangeError on a level outside (0, 1), unequal series, a NaN
 * score, or an outcome that is not 0 or 1.
 */
export function boundAcceptedWrong(
  { scores, correct, clusterSizeMax = 1 }: ScoredGroup,
  level: number,
): number {
  if (!(level > 0 && level < 1)) {
    throw new RangeError(`level must be above 0 and below 1, got ${level}`);
  }
  checkInteger(clusterSizeMax, 1, Number.MAX_SAFE_INTEGER, "clusterSizeMax");
  checkSameLength(scores.length, correct.length, "scores and correct");
  const count = scores.length;
  const wrongScores: number[] = [];
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(scores[i])) throw new RangeError(`scores[${i}] must be a number, got NaN`);
    const outcome = correct[i];
    if (outcome === false || outcome === 0) wrongScores.push(scores[i]);
    else if (outcome !== true && outcome !== 1) {
      throw new RangeError(`outcome ${i} must be true, false, 1 or 0, got ${outcome}`);
    }
  }
  const allowed = Math.floor(count * level - clusterSizeMax * (1 - level) + ROUNDING);
  if (allowed < 0) return Number.POSITIVE_INFINITY;
  wrongScores.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
  // The bound lies above the first wrong one too many.
  const rejected = wrongScores[allowed];
  let bound = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    if ((rejected === undefined || scores[i] > rejected) && scores[i] < bound) bound = scores[i];
  }
  return bound;
}

/** Against rounding of what is a whole number on paper. */
const ROUNDING = 1e-9;

/**
 * The highest bound of several groups, which keeps `level` in each of them (Mondrian, or
 * group-conditional, control). Infinity without a group.
 */
export function boundAcceptedWrongByGroup(groups: readonly ScoredGroup[], level: number): number {
  if (groups.length === 0) return Number.POSITIVE_INFINITY;
  return Math.max(...groups.map((group) => boundAcceptedWrong(group, level)));
}
