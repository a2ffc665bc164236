import { checkPositiveSeries, checkSameLength, checkSeries } from "./input-checks.ts";

/** A non-decreasing function, by its knots. */
export interface IsotonicTable {
  /** Strictly increasing. */
  readonly inputs: Float64Array;
  /** Non-decreasing, one for each input. */
  readonly values: Float64Array;
}

/** "step": the value of the last knot at or below the input; "linear": a line between two knots. */
export type IsotonicReading = "step" | "linear";

/**
 * The non-decreasing sequence nearest to `values` in weighted least squares: pool adjacent
 * violators (Ayer et al. 1955; the up-and-down-blocks order of Best & Chakravarti 1990), in linear
 * time. `weights` above 0, all 1 when left out. Returns one fitted value for each input. RangeError
 * on empty or unequal series, values that are not finite, weights that are not positive.
 */
export function poolAdjacentViolators(
  values: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Float64Array {
  checkSeries(values, "values");
  if (weights !== undefined) {
    checkSameLength(values.length, weights.length, "values and weights");
    checkPositiveSeries(weights, "weights");
  }
  const count = values.length;
  const blockMean = new Float64Array(count);
  const blockWeight = new Float64Array(count);
  const blockEnd = new Int32Array(count);
  let top = -1;
  for (let i = 0; i < count; i++) {
    top++;
    blockMean[top] = values[i];
    blockWeight[top] = weights === undefined ? 1 : weights[i];
    blockEnd[top] = i + 1;
    while (top > 0 && blockMean[top - 1] >= blockMean[top]) {
      const weight = blockWeight[top - 1] + blockWeight[top];
      const share = blockWeight[top] / weight;
      blockMean[top - 1] += share * (blockMean[top] - blockMean[top - 1]);
      blockWeight[top - 1] = weight;
      blockEnd[top - 1] = blockEnd[top];
      top--;
    }
  }
  const fitted = new Float64Array(count);
  for (let block = 0, i = 0; block <= top; block++) {
    for (; i < blockEnd[block]; i++) fitted[i] = blockMean[block];
  }
  return fitted;
}

/** Sorts by input and merges equal inputs into their weighted mean: a function has one value. */
function mergeByInput(
  inputs: ArrayLike<number>,
  responses: ArrayLike<number>,
  weights: ArrayLike<number> | undefined,
): { inputs: number[]; responses: number[]; weights: number[] } {
  const order = Array.from({ length: inputs.length }, (_, i) => i);
  order.sort((a, b) => inputs[a] - inputs[b]);
  const merged = { inputs: [] as number[], responses: [] as number[], weights: [] as number[] };
  for (const index of order) {
    const weight = weights === undefined ? 1 : weights[index];
    const last = merged.inputs.length - 1;
    if (last >= 0 && merged.inputs[last] === inputs[index]) {
      merged.weights[last] += weight;
      const share = weight / merged.weights[last];
      merged.responses[last] += share * (responses[index] - merged.responses[last]);
    } else {
      merged.inputs.push(inputs[index]);
      merged.responses.push(responses[index]);
      merged.weights.push(weight);
    }
  }
  return merged;
}

/**
 * Isotonic regression of `responses` on `inputs` (any order; equal inputs are averaged first), with
 * `weights` above 0, all 1 when left out. The table keeps the two ends of every level, which is all
 * that either reading needs. RangeError as in `poolAdjacentViolators`.
 */
export function fitIsotonic(
  inputs: ArrayLike<number>,
  responses: ArrayLike<number>,
  weights?: ArrayLike<number>,
): IsotonicTable {
  checkSeries(inputs, "inputs");
  checkSeries(responses, "responses");
  checkSameLength(inputs.length, responses.length, "inputs and responses");
  if (weights !== undefined) {
    checkSameLength(inputs.length, weights.length, "inputs and weights");
    checkPositiveSeries(weights, "weights");
  }
  const merged = mergeByInput(inputs, responses, weights);
  const fitted = poolAdjacentViolators(merged.responses, merged.weights);
  const isKnot = (i: number): boolean => fitted[i - 1] !== fitted[i] || fitted[i + 1] !== fitted[i];
  return {
    inputs: Float64Array.from(merged.inputs.filter((_, i) => isKnot(i))),
    values: fitted.filter((_, i) => isKnot(i)),
  };
}

/**
 * The table's value at `input`: flat outside its knots, non-decreasing everywhere. Binary search.
 * RangeError on a NaN input or an empty table.
 */
export function evaluateIsotonic(
  table: IsotonicTable,
  input: number,
  reading: IsotonicReading = "linear",
): number {
  const { inputs, values } = table;
  if (Number.isNaN(input)) throw new RangeError("input must be a number, got NaN");
  if (inputs.length === 0) throw new RangeError("an isotonic table needs at least 1 knot");
  const last = inputs.length - 1;
  if (input <= inputs[0]) return values[0];
  if (input >= inputs[last]) return values[last];
  let low = 0;
  let high = last;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (inputs[middle] <= input) low = middle;
    else high = middle;
  }
  if (reading === "step") return values[low];
  const share = (input - inputs[low]) / (inputs[high] - inputs[low]);
  // Clamped: rounding must not lift a value past the knot above it.
  return Math.min(values[high], values[low] + share * (values[high] - values[low]));
}
