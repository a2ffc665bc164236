import { checkInteger, checkPositive, checkSeries } from "./input-checks.ts";
import { cholesky, MATRIX_SIZE_MAX, solveCholesky } from "./linear-algebra.ts";

/**
 * Least squares where what is measured is no linear function of what is sought: Levenberg (1944) and
 * Marquardt (1963), with the damping of Nielsen (1999), and weights that make single wrong
 * measurements harmless (Triggs et al. 2000, section 4.3).
 */

/** What a residual far out counts: its square, less from `scaleSds` on (Huber 1964), or its log (Cauchy). */
export type RobustLoss =
  | { readonly kind: "squared" }
  | { readonly kind: "huber" | "cauchy"; readonly scaleSds: number };

export interface LeastSquaresProblem {
  readonly residualCount: number;
  /**
   * Writes the residuals, each in standard deviations of its measurement. False where the parameters
   * make no sense: such a step is not taken.
   */
  readonly evaluate: (parameters: Float64Array, residuals: Float64Array) => boolean;
  /**
   * Writes the derivatives, row-major [residual, parameter], into zeros; without it, they are taken
   * by central differences.
   */
  readonly differentiate?: (parameters: Float64Array, jacobian: Float64Array) => void;
}

export interface LeastSquaresOptions {
  /** Squared when left out. */
  readonly loss?: RobustLoss;
  /** So many residuals in a row are of one measurement and are weighted together: 2 for a pixel. */
  readonly groupSize?: number;
  readonly iterationsMax?: number;
  /** It is done when a step moves no parameter by more than this share of it, and of 1. */
  readonly stepShareMin?: number;
}

export interface LeastSquaresFit {
  readonly parameters: Float64Array;
  /** Row-major. With weights, downweighted measurements count less. Null where some parameter is not determined. */
  readonly covariance: Float64Array | null;
  /** In standard deviations, not weighted. */
  readonly residuals: Float64Array;
  /** Of each group, 0..1. */
  readonly weights: Float64Array;
  /** Sum over the groups of their loss; of squares, it is chi-square. */
  readonly cost: number;
  readonly iterations: number;
  readonly isConverged: boolean;
}

export const ITERATIONS_MAX = 100;
const STEP_SHARE_MIN = 1e-10;
const DAMPING_START = 1e-3;
const DAMPING_MAX = 1e16;
/** Cube root of the precision: what balances rounding and curvature in a central difference. */
const DIFFERENCE_SHARE = Math.cbrt(Number.EPSILON);

/** What a group whose squared residuals sum to `square` adds to the cost, in squared sds. */
export function findLoss(loss: RobustLoss, square: number): number {
  if (loss.kind === "squared") return square;
  const limit = loss.scaleSds ** 2;
  if (loss.kind === "cauchy") return limit * Math.log1p(square / limit);
  return square <= limit ? square : 2 * loss.scaleSds * Math.sqrt(square) - limit;
}

/** What such a group weighs in the normal equations: the derivative of its loss, 0..1. */
export function findWeight(loss: RobustLoss, square: number): number {
  if (loss.kind === "squared") return 1;
  const limit = loss.scaleSds ** 2;
  if (loss.kind === "cauchy") return 1 / (1 + square / limit);
  return square <= limit ? 1 : loss.scaleSds / Math.sqrt(square);
}

interface Work {
  readonly problem: LeastSquaresProblem;
  readonly loss: RobustLoss;
  readonly groupSize: number;
  readonly size: number;
  readonly jacobian: Float64Array;
  readonly normal: Float64Array;
  readonly gradient: Float64Array;
  readonly weights: Float64Array;
}

/** Cost, or infinity where the parameters make no sense. Fills the weights. */
function measureCost(work: Work, parameters: Float64Array, residuals: Float64Array): number {
  if (!work.problem.evaluate(parameters, residuals)) return Number.POSITIVE_INFINITY;
  let cost = 0;
  for (let group = 0; group < work.weights.length; group++) {
    const from = group * work.groupSize;
    let square = 0;
    for (let i = from; i < from + work.groupSize; i++) square += residuals[i] ** 2;
    cost += findLoss(work.loss, square);
    work.weights[group] = findWeight(work.loss, square);
  }
  return Number.isFinite(cost) ? cost : Number.POSITIVE_INFINITY;
}

/** Central differences; one-sided where the other side makes no sense. */
function differentiateNumerically(
  { problem, size, jacobian }: Work,
  parameters: Float64Array,
  residuals: Float64Array,
): void {
  const ahead = new Float64Array(problem.residualCount);
  const behind = new Float64Array(problem.residualCount);
  const moved = parameters.slice();
  for (let column = 0; column < size; column++) {
    const at = parameters[column];
    const step = DIFFERENCE_SHARE * Math.max(1, Math.abs(at));
    moved[column] = at + step;
    const hasAhead = problem.evaluate(moved, ahead);
    moved[column] = at - step;
    const hasBehind = problem.evaluate(moved, behind);
    moved[column] = at;
    const [high, low] = [hasAhead ? ahead : residuals, hasBehind ? behind : residuals];
    const width = step * (Number(hasAhead) + Number(hasBehind));
    for (let row = 0; row < problem.residualCount; row++) {
      jacobian[row * size + column] = width === 0 ? 0 : (high[row] - low[row]) / width;
    }
  }
}

/** Jᵀ W J and Jᵀ W r. Most rows know of few parameters, so that zeros are left out. */
function buildNormal(work: Work, parameters: Float64Array, residuals: Float64Array): void {
  const { size, jacobian, normal, gradient, weights, groupSize, problem } = work;
  jacobian.fill(0);
  if (problem.differentiate) problem.differentiate(parameters, jacobian);
  else differentiateNumerically(work, parameters, residuals);
  normal.fill(0);
  gradient.fill(0);
  const columns = new Int32Array(size);
  for (let row = 0; row < problem.residualCount; row++) {
    const weight = weights[Math.floor(row / groupSize)];
    let count = 0;
    for (let column = 0; column < size; column++) {
      if (jacobian[row * size + column] !== 0) columns[count++] = column;
    }
    for (let i = 0; i < count; i++) {
      const weighted = weight * jacobian[row * size + columns[i]];
      gradient[columns[i]] += weighted * residuals[row];
      for (let j = 0; j <= i; j++) {
        normal[columns[i] * size + columns[j]] += weighted * jacobian[row * size + columns[j]];
      }
    }
  }
}

/** The step of (N + damping · diag N) step = -gradient, or null. */
function findStep({ normal, gradient, size }: Work, damping: number): Float64Array | null {
  const damped = normal.slice();
  for (let i = 0; i < size; i++) {
    const own = normal[i * size + i];
    damped[i * size + i] = own > 0 ? own * (1 + damping) : 1;
  }
  const lower = cholesky(damped, size);
  if (lower === null) return null;
  return solveCholesky(
    lower,
    size,
    gradient.map((x) => -x),
  );
}

/** Row-major inverse of a matrix of which the lower triangle is given, or null. */
export function invertDefinite(matrix: Float64Array, size: number): Float64Array | null {
  // Scaled to a diagonal of ones, as pixels and radians differ by many powers of ten.
  const scales = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    if (!(matrix[i * size + i] > 0)) return null;
    scales[i] = 1 / Math.sqrt(matrix[i * size + i]);
  }
  const scaled = matrix.map((x, at) => x * scales[Math.floor(at / size)] * scales[at % size]);
  const lower = cholesky(scaled, size);
  if (lower === null) return null;
  const inverse = new Float64Array(size * size);
  const unit = new Float64Array(size);
  for (let column = 0; column < size; column++) {
    unit.fill(0);
    unit[column] = 1;
    solveCholesky(lower, size, unit, unit);
    for (let row = 0; row < size; row++) {
      inverse[row * size + column] = unit[row] * scales[row] * scales[column];
    }
  }
  return inverse;
}

function createWork(
  problem: LeastSquaresProblem,
  size: number,
  options: LeastSquaresOptions,
): Work {
  const { loss = { kind: "squared" }, groupSize = 1 } = options;
  checkInteger(size, 1, MATRIX_SIZE_MAX, "number of parameters");
  checkInteger(problem.residualCount, 1, Number.MAX_SAFE_INTEGER, "residualCount");
  checkInteger(groupSize, 1, problem.residualCount, "groupSize");
  if (problem.residualCount % groupSize !== 0) {
    throw new RangeError(`${problem.residualCount} residuals are no groups of ${groupSize}`);
  }
  if (loss.kind !== "squared") checkPositive(loss.scaleSds, "scaleSds");
  return {
    problem,
    loss,
    groupSize,
    size,
    jacobian: new Float64Array(problem.residualCount * size),
    normal: new Float64Array(size * size),
    gradient: new Float64Array(size),
    weights: new Float64Array(problem.residualCount / groupSize),
  };
}

/** Whether a step moves nothing by more than that share. */
function isTiny(step: Float64Array, parameters: Float64Array, share: number): boolean {
  return step.every((x, i) => Math.abs(x) <= share * (1 + Math.abs(parameters[i])));
}

/** What the cost was to fall by, where it was its own tangent parabola. */
function predictFall(
  { normal, gradient, size }: Work,
  step: Float64Array,
  damping: number,
): number {
  let fall = 0;
  for (let i = 0; i < size; i++) {
    fall += step[i] * (damping * normal[i * size + i] * step[i] - gradient[i]);
  }
  return fall;
}

/**
 * The parameters that make the sum of losses least, from `start` downhill; the start decides which
 * of several valleys is found. RangeError on sizes that do not fit, or a start that makes no sense.
 */
export function fitLeastSquares(
  problem: LeastSquaresProblem,
  start: ArrayLike<number>,
  options: LeastSquaresOptions = {},
): LeastSquaresFit {
  checkSeries(start, "start");
  const work = createWork(problem, start.length, options);
  const { iterationsMax = ITERATIONS_MAX, stepShareMin = STEP_SHARE_MIN } = options;
  let parameters = Float64Array.from(start);
  let residuals = new Float64Array(problem.residualCount);
  let cost = measureCost(work, parameters, residuals);
  if (cost === Number.POSITIVE_INFINITY) throw new RangeError("start makes no sense");
  let damping = DAMPING_START;
  let growth = 2;
  let isConverged = false;
  let iterations = 0;
  buildNormal(work, parameters, residuals);
  while (iterations < iterationsMax && damping < DAMPING_MAX && !isConverged) {
    iterations++;
    const step = findStep(work, damping);
    const tried = step === null ? null : parameters.map((x, i) => x + step[i]);
    const triedResiduals = new Float64Array(problem.residualCount);
    const triedCost =
      tried === null ? Number.POSITIVE_INFINITY : measureCost(work, tried, triedResiduals);
    isConverged = step !== null && isTiny(step, parameters, stepShareMin);
    if (step !== null && tried !== null && triedCost < cost) {
      const ratio = (cost - triedCost) / Math.max(predictFall(work, step, damping), 1e-300);
      damping = Math.max(1e-15, damping * Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3));
      growth = 2;
      parameters = tried;
      residuals = triedResiduals;
      cost = triedCost;
      buildNormal(work, parameters, residuals);
    } else {
      damping *= growth;
      growth *= 2;
    }
  }
  cost = measureCost(work, parameters, residuals);
  return {
    parameters,
    covariance: invertDefinite(work.normal, work.size),
    residuals,
    weights: work.weights.slice(),
    cost,
    iterations,
    isConverged: isConverged || damping >= DAMPING_MAX,
  };
}
