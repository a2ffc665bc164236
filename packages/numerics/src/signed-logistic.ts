/**
 * Logistic regression with sign constraints and an L2 penalty: monotone in each feature. Projected
 * Newton (Bertsekas 1982, "Projected Newton Methods for Optimization Problems with Simple
 * Constraints"): weights at zero stay there while the gradient pushes them outwards.
 */
import { checkSameLength, checkSeries } from "./input-checks.ts";
import { cholesky, solveCholesky } from "./linear-algebra.ts";
import { logistic } from "./statistics.ts";

/** Of a weight: at least 0, at most 0, or any. */
export type WeightSign = 1 | -1 | 0;

export interface LogisticModel {
  /** Log odds where every feature is 0. */
  readonly offset: number;
  /** Log odds for each unit of a feature. */
  readonly weights: readonly number[];
}

export interface SignedLogisticData {
  /** Of shape [sample, feature]. */
  readonly features: ArrayLike<number>;
  /** 0 or 1, one a sample. */
  readonly outcomes: ArrayLike<number>;
  /** What each sample counts, at least 0; all 1 when left out. */
  readonly counts?: ArrayLike<number>;
}

const ITERATIONS_MAX = 200;
const HALVINGS_MAX = 40;
/** Of the mean loss, nats: below it rounding is all that is gained. */
const GAIN_LEAST = 1e-15;
/** Share of the gain that Newton's model promises which a step has to keep (Armijo 1966). */
const GAIN_SHARE = 1e-4;
/** Flat where outcomes are alike: keeps the Hessian positive definite. */
const DAMPING = 1e-9;

/**
 * Minimises the mean log loss plus `penalty` / 2 times the sum of squares of the weights, each measured in the root mean square
 * of its feature. The offset is free. RangeError on sizes that do not fit, no sample, values that are
 * not finite, outcomes that are not 0 or 1, or counts that add up to nothing.
 */
export function fitSignedLogistic(
  data: SignedLogisticData,
  signs: readonly WeightSign[],
  penalty: number,
): LogisticModel {
  const problem = prepare(data, signs, penalty);
  const size = signs.length + 1;
  let state = new Float64Array(size);
  let loss = measureLoss(problem, state);
  for (let iteration = 0; iteration < ITERATIONS_MAX; iteration++) {
    const { slope, hessian } = differentiate(problem, state);
    const step = findStep(problem, state, slope, hessian);
    const next = search(problem, state, loss, slope, step);
    if (next === null || loss - next.loss < GAIN_LEAST) break;
    ({ state, loss } = next);
  }
  return {
    offset: state[signs.length]!,
    weights: signs.map((_, at) => state[at]! / problem.scales[at]!),
  };
}

/** The probability that a model gives to features, from `from` on in a series. */
export function predictLogistic(
  { offset, weights }: LogisticModel,
  features: ArrayLike<number>,
  from = 0,
): number {
  let odds = offset;
  for (let at = 0; at < weights.length; at++) odds += weights[at]! * features[from + at]!;
  return logistic(odds);
}

interface Problem {
  readonly signs: readonly WeightSign[];
  readonly penalty: number;
  readonly count: number;
  /** In units of their root mean square, and a last one of 1. */
  readonly scaled: Float64Array;
  readonly scales: Float64Array;
  readonly outcomes: ArrayLike<number>;
  /** Add up to 1. */
  readonly shares: Float64Array;
}

function prepare(
  { features, outcomes, counts }: SignedLogisticData,
  signs: readonly WeightSign[],
  penalty: number,
): Problem {
  if (!(penalty >= 0)) throw new RangeError(`penalty must be at least 0, got ${penalty}`);
  checkSeries(outcomes, "outcomes");
  checkSameLength(features.length, outcomes.length * signs.length, "features and outcomes × signs");
  if (signs.length > 0) checkSeries(features, "features");
  const count = outcomes.length;
  for (let i = 0; i < count; i++) {
    if (outcomes[i] !== 0 && outcomes[i] !== 1) {
      throw new RangeError(`outcomes[${i}] must be 0 or 1, got ${outcomes[i]}`);
    }
  }
  const shares = shareOut(counts, count);
  const size = signs.length + 1;
  const scales = new Float64Array(signs.length);
  for (let i = 0; i < count; i++) {
    for (let at = 0; at < signs.length; at++) {
      scales[at]! += features[i * signs.length + at]! ** 2 / count;
    }
  }
  for (let at = 0; at < signs.length; at++) scales[at] = Math.sqrt(scales[at]!) || 1;
  const scaled = new Float64Array(count * size).fill(1);
  for (let i = 0; i < count; i++) {
    for (let at = 0; at < signs.length; at++) {
      scaled[i * size + at] = features[i * signs.length + at]! / scales[at]!;
    }
  }
  return { signs, penalty, count, scaled, scales, outcomes, shares };
}

function shareOut(counts: ArrayLike<number> | undefined, count: number): Float64Array {
  const shares = new Float64Array(count).fill(1);
  if (counts !== undefined) {
    checkSeries(counts, "counts");
    checkSameLength(counts.length, count, "counts and outcomes");
    shares.set(Array.from(counts));
  }
  let total = 0;
  for (const share of shares) {
    if (!(share >= 0)) throw new RangeError(`counts must be at least 0, got ${share}`);
    total += share;
  }
  if (!(total > 0)) throw new RangeError("counts must add up to more than 0");
  return shares.map((share) => share / total);
}

function findOdds({ scaled }: Problem, state: Float64Array, sample: number): number {
  let odds = 0;
  for (let at = 0; at < state.length; at++)
    odds += state[at]! * scaled[sample * state.length + at]!;
  return odds;
}

function measureLoss(problem: Problem, state: Float64Array): number {
  const { signs, penalty, count, outcomes, shares } = problem;
  let loss = 0;
  for (let i = 0; i < count; i++) {
    const odds = findOdds(problem, state, i);
    const against = outcomes[i] === 1 ? -odds : odds;
    // log(1 + e^against) without overflow.
    loss += shares[i]! * (Math.max(0, against) + Math.log1p(Math.exp(-Math.abs(against))));
  }
  for (let at = 0; at < signs.length; at++) loss += (penalty / 2) * state[at]! ** 2;
  return loss;
}

function differentiate(problem: Problem, state: Float64Array) {
  const { signs, penalty, count, scaled, outcomes, shares } = problem;
  const size = state.length;
  const slope = new Float64Array(size);
  const hessian = new Float64Array(size * size);
  for (let i = 0; i < count; i++) {
    const probability = logistic(findOdds(problem, state, i));
    const off = shares[i]! * (probability - outcomes[i]!);
    const spread = shares[i]! * probability * (1 - probability);
    for (let row = 0; row < size; row++) {
      const value = scaled[i * size + row]!;
      slope[row]! += off * value;
      for (let column = 0; column <= row; column++) {
        hessian[row * size + column]! += spread * value * scaled[i * size + column]!;
      }
    }
  }
  for (let at = 0; at < size; at++) {
    const own = at < signs.length ? penalty : 0;
    slope[at]! += own * state[at]!;
    hessian[at * size + at]! += own + DAMPING;
  }
  return { slope, hessian };
}

/** Newton's step over the weights that are not held at 0. */
function findStep(
  { signs }: Problem,
  state: Float64Array,
  slope: Float64Array,
  hessian: Float64Array,
): Float64Array {
  const size = state.length;
  const isHeld = (at: number): boolean =>
    at < signs.length && signs[at] !== 0 && state[at] === 0 && -slope[at]! * signs[at]! <= 0;
  const free = Array.from(state.keys()).filter((at) => !isHeld(at));
  const step = new Float64Array(size);
  const part = new Float64Array(free.length ** 2);
  for (const [row, a] of free.entries()) {
    for (const [column, b] of free.entries()) {
      part[row * free.length + column] = hessian[Math.max(a, b) * size + Math.min(a, b)]!;
    }
  }
  const down = Float64Array.from(free, (at) => -slope[at]!);
  const lower = cholesky(part, free.length);
  // Where rounding has eaten the curvature, downhill is still downhill.
  const solved = lower === null ? down : solveCholesky(lower, free.length, down);
  for (const [index, at] of free.entries()) step[at] = solved[index]!;
  return step;
}

/** Halves the step until it pays, weights that would change their sign kept at 0; null where it never does. */
function search(
  problem: Problem,
  state: Float64Array,
  loss: number,
  slope: Float64Array,
  step: Float64Array,
): { state: Float64Array<ArrayBuffer>; loss: number } | null {
  let share = 1;
  for (let halving = 0; halving < HALVINGS_MAX; halving++, share /= 2) {
    const next = state.map((value, at) => {
      const moved = value + share * step[at]!;
      const sign = problem.signs[at] ?? 0;
      return sign !== 0 && moved * sign < 0 ? 0 : moved;
    });
    let promised = 0;
    for (const [at, value] of next.entries()) promised += slope[at]! * (state[at]! - value);
    const nextLoss = measureLoss(problem, next);
    if (nextLoss <= loss - GAIN_SHARE * promised) return { state: next, loss: nextLoss };
  }
  return null;
}
