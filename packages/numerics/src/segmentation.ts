import { checkPositiveSeries, checkSameLength, checkSeries } from "./input-checks.ts";

/** A series cut into stretches of constant mean. */
export interface Segmentation {
  /** Index of the first value of every segment but the first, ascending; empty for no change. */
  readonly changes: number[];
  /** Each segment's mean weighted by 1 / variance, one more than `changes`. */
  readonly levels: number[];
  /** Variance of each level if its segment is truly constant: 1 / sum(1 / variance). */
  readonly levelVariances: number[];
  /** Sum of squared deviations over variances, plus the penalty for each change. */
  readonly cost: number;
}

interface PrefixSums {
  readonly weight: Float64Array;
  readonly moment: Float64Array;
  readonly square: Float64Array;
}

/** Running sums of w, w d, w d², with d measured from `centre` so that the cost does not cancel. */
function sumPrefixes(
  values: ArrayLike<number>,
  variances: ArrayLike<number>,
  centre: number,
): PrefixSums {
  const count = values.length;
  const weight = new Float64Array(count + 1);
  const moment = new Float64Array(count + 1);
  const square = new Float64Array(count + 1);
  for (let i = 0; i < count; i++) {
    const w = 1 / variances[i];
    const deviation = values[i] - centre;
    weight[i + 1] = weight[i] + w;
    moment[i + 1] = moment[i] + w * deviation;
    square[i + 1] = square[i] + w * deviation * deviation;
  }
  return { weight, moment, square };
}

/** Weighted squared deviation of values start..end - 1 from their own level. */
function measureSegment(sums: PrefixSums, start: number, end: number): number {
  const weight = sums.weight[end] - sums.weight[start];
  const moment = sums.moment[end] - sums.moment[start];
  const square = sums.square[end] - sums.square[start];
  return Math.max(0, square - (moment * moment) / weight);
}

/**
 * For each end 0..count, the best start of the segment that finishes there. Every segment pays the
 * penalty here, the first as well: that shifts all costs alike.
 */
function searchStarts(sums: PrefixSums, count: number, penalty: number): Int32Array {
  const bestCost = new Float64Array(count + 1);
  const bestStart = new Int32Array(count + 1);
  const candidates = new Int32Array(count);
  const reach = new Float64Array(count);
  let candidateCount = 0;
  for (let end = 1; end <= count; end++) {
    candidates[candidateCount++] = end - 1;
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < candidateCount; i++) {
      const start = candidates[i];
      reach[i] = bestCost[start] + measureSegment(sums, start, end);
      // Strictly better only, from the earliest start: equals are settled for fewer changes.
      if (reach[i] + penalty < best) {
        best = reach[i] + penalty;
        bestStart[end] = start;
      }
    }
    bestCost[end] = best;
    // Killick 2012, theorem 3.1 with K = 0: a start already dearer than a change here never wins.
    let kept = 0;
    for (let i = 0; i < candidateCount; i++) {
      if (reach[i] <= best) candidates[kept++] = candidates[i];
    }
    candidateCount = kept;
  }
  return bestStart;
}

/**
 * The piecewise-constant means that fit `values` best: least sum((value - level)² / variance) plus
 * `penalty` for each change, exactly, by optimal partitioning (Jackson et al. 2005, IEEE Signal
 * Processing Letters 12(2)) with the pruning of PELT (Killick, Fearnhead & Eckley 2012, JASA
 * 107(500)). `variances` (above 0, the values' unit squared) are those of each value's own error;
 * the penalty has no unit, and 2 ln(length) is the usual choice (BIC: a level and a place).
 * Linear time when changes keep coming, quadratic when there are none.
 *
 * RangeError on empty or unequal series, values that are not finite, variances not above 0, a
 * penalty that is negative or not finite, or sums that overflow.
 */
export function segmentMeans(
  values: ArrayLike<number>,
  variances: ArrayLike<number>,
  penalty: number,
): Segmentation {
  checkSeries(values, "values");
  checkPositiveSeries(variances, "variances");
  checkSameLength(values.length, variances.length, "values and variances");
  if (!(penalty >= 0 && Number.isFinite(penalty))) {
    throw new RangeError(`penalty must be finite and not negative, got ${penalty}`);
  }
  const count = values.length;
  const centre = values[0];
  const sums = sumPrefixes(values, variances, centre);
  if (!Number.isFinite(sums.weight[count]) || !Number.isFinite(sums.square[count])) {
    throw new RangeError(
      "values are too large, or variances too small, for their sums to be finite",
    );
  }
  const bestStart = searchStarts(sums, count, penalty);
  const changes: number[] = [];
  for (let end = bestStart[count]; end > 0; end = bestStart[end]) changes.push(end);
  changes.reverse();

  const levels: number[] = [];
  const levelVariances: number[] = [];
  let cost = penalty * changes.length;
  for (let i = 0; i <= changes.length; i++) {
    const start = i === 0 ? 0 : changes[i - 1];
    const end = i === changes.length ? count : changes[i];
    const weight = sums.weight[end] - sums.weight[start];
    levels.push(centre + (sums.moment[end] - sums.moment[start]) / weight);
    levelVariances.push(1 / weight);
    cost += measureSegment(sums, start, end);
  }
  return { changes, levels, levelVariances, cost };
}
