import { checkInteger, checkSameLength } from "./input-checks.ts";

/** One outcome for each prediction: true or 1 when the event happened, false or 0 when not. */
export type Outcomes = ArrayLike<boolean | number>;

const BIN_COUNT_DEFAULT = 15;
const BIN_COUNT_MAX = 100_000;

function readOutcome(outcomes: Outcomes, index: number): 0 | 1 {
  const outcome = outcomes[index];
  if (outcome === true || outcome === 1) return 1;
  if (outcome === false || outcome === 0) return 0;
  throw new RangeError(`outcome ${index} must be true, false, 1 or 0, got ${outcome}`);
}

function checkPredictions(probabilities: ArrayLike<number>, outcomes: Outcomes): void {
  checkSameLength(probabilities.length, outcomes.length, "probabilities and outcomes");
  if (probabilities.length === 0) throw new RangeError("needs at least 1 prediction, got 0");
  for (let i = 0; i < probabilities.length; i++) {
    if (!(probabilities[i] >= 0 && probabilities[i] <= 1)) {
      throw new RangeError(`probabilities[${i}] must be in [0, 1], got ${probabilities[i]}`);
    }
  }
}

/**
 * Brier's score (1950) in its two-class form: the mean squared distance between probability and
 * outcome, 0 the best, 1 the worst. RangeError on empty or unequal series, probabilities outside
 * [0, 1], outcomes that are not 0 or 1.
 *
 * @param counts what each prediction counts, above 0 in all; 1 each when left out
 */
export function brierScore(
  probabilities: ArrayLike<number>,
  outcomes: Outcomes,
  counts?: ArrayLike<number>,
): number {
  checkPredictions(probabilities, outcomes);
  const total = sumCounts(probabilities.length, counts);
  let sum = 0;
  for (let i = 0; i < probabilities.length; i++) {
    const distance = probabilities[i] - readOutcome(outcomes, i);
    sum += (counts?.[i] ?? 1) * distance * distance;
  }
  return sum / total;
}

function sumCounts(length: number, counts: ArrayLike<number> | undefined): number {
  if (counts === undefined) return length;
  checkSameLength(length, counts.length, "probabilities and counts");
  let total = 0;
  for (let i = 0; i < length; i++) {
    if (!(counts[i] >= 0)) throw new RangeError(`counts[${i}] must be 0 or more, got ${counts[i]}`);
    total += counts[i];
  }
  if (!(total > 0)) throw new RangeError("counts must have a sum above 0");
  return total;
}

/**
 * Expected calibration error (Guo et al. 2017, section 2): over `binCount` bins of equal width,
 * each ((b - 1) / binCount, b / binCount] with 0 in the first, the mean distance between the bin's
 * mean probability and its share of outcomes, weighted by the bin's count. In [0, 1]. RangeError as
 * in `brierScore`, or on a bin count that is not a positive integer.
 *
 * @param counts as in `brierScore`
 */
export function expectedCalibrationError(
  probabilities: ArrayLike<number>,
  outcomes: Outcomes,
  binCount: number = BIN_COUNT_DEFAULT,
  counts?: ArrayLike<number>,
): number {
  checkInteger(binCount, 1, BIN_COUNT_MAX, "binCount");
  checkPredictions(probabilities, outcomes);
  const total = sumCounts(probabilities.length, counts);
  const excess = new Float64Array(binCount);
  for (let i = 0; i < probabilities.length; i++) {
    const bin = Math.max(0, Math.ceil(probabilities[i] * binCount) - 1);
    excess[bin] += (counts?.[i] ?? 1) * (probabilities[i] - readOutcome(outcomes, i));
  }
  // A bin's count times its gap is the absolute sum of its excesses: the counts cancel.
  let sum = 0;
  for (const value of excess) sum += Math.abs(value);
  return sum / total;
}

/** One entry for each distinct score, from the highest: answering from it up costs this risk. */
export interface RiskCoverageCurve {
  /** Distinct scores, descending. */
  readonly scores: Float64Array;
  /** Share of all predictions with at least that score, ascending to 1. */
  readonly coverage: Float64Array;
  /** Share of wrong ones among them, in [0, 1]. */
  readonly risk: Float64Array;
}

/**
 * The risk-coverage curve of selective prediction (El-Yaniv & Wiener 2010, Geifman & El-Yaniv
 * 2017). Predictions of equal score are accepted together, since no threshold can part them. Scores
 * on any scale, infinite ones included. RangeError on empty or unequal series, a NaN score,
 * outcomes that are not 0 or 1.
 */
export function riskCoverage(scores: ArrayLike<number>, correct: Outcomes): RiskCoverageCurve {
  checkSameLength(scores.length, correct.length, "scores and correct");
  const count = scores.length;
  if (count === 0) throw new RangeError("needs at least 1 prediction, got 0");
  for (let i = 0; i < count; i++) {
    if (Number.isNaN(scores[i])) throw new RangeError(`scores[${i}] must be a number, got NaN`);
  }
  const order = Array.from({ length: count }, (_, i) => i);
  // Comparison, not subtraction: two infinite scores would give NaN and an undefined order.
  order.sort((a, b) => (scores[a] < scores[b] ? 1 : scores[a] > scores[b] ? -1 : 0));
  const distinct: number[] = [];
  const coverage: number[] = [];
  const risk: number[] = [];
  let wrong = 0;
  for (let taken = 1; taken <= count; taken++) {
    const index = order[taken - 1];
    wrong += 1 - readOutcome(correct, index);
    if (taken < count && scores[order[taken]] === scores[index]) continue;
    distinct.push(scores[index]);
    coverage.push(taken / count);
    risk.push(wrong / taken);
  }
  return {
    scores: Float64Array.from(distinct),
    coverage: Float64Array.from(coverage),
    risk: Float64Array.from(risk),
  };
}

/**
 * The area under the curve: the mean risk over all coverages (AURC, Geifman, Uziel & El-Yaniv 2019),
 * in [0, 1], the less the better. Between two scores the risk is that of the lower one.
 */
export function riskCoverageArea({ coverage, risk }: RiskCoverageCurve): number {
  let area = 0;
  for (let i = 0; i < coverage.length; i++) {
    area += risk[i] * (coverage[i] - (i === 0 ? 0 : coverage[i - 1]));
  }
  return area;
}
