import { checkInteger, checkPositive } from "./input-checks.ts";
import { logGammaRemainder } from "./statistics.ts";

/** Bounds on a probability, both ends in [0, 1]. */
export interface ProbabilityInterval {
  readonly lower: number;
  readonly upper: number;
}

/** The fraction needs about sqrt(max(a, b)) steps; this covers every count up to TRIALS_MAX. */
const FRACTION_STEPS_MAX = 100_000;
/** Halvings of [0, 1]: 60 reach one part in 1e18, the rest is for bounds far below 1. */
const BISECTION_STEPS_MAX = 200;
/** Bounds the work of one call: a few milliseconds. */
const TRIALS_MAX = 100_000_000;
const FRACTION_TINY = 1e-300;

/** The continued fraction of DLMF 8.17.22, by Lentz's method (Thompson & Barnett 1986). */
function evaluateBetaFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 - ((a + b) * x) / (a + 1);
  if (Math.abs(d) < FRACTION_TINY) d = FRACTION_TINY;
  d = 1 / d;
  let fraction = d;
  for (let m = 1; m <= FRACTION_STEPS_MAX; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 + term * d;
      c = 1 + term / c;
      if (Math.abs(d) < FRACTION_TINY) d = FRACTION_TINY;
      if (Math.abs(c) < FRACTION_TINY) c = FRACTION_TINY;
      d = 1 / d;
      change = c * d;
      fraction *= change;
    }
    if (Math.abs(change - 1) <= Number.EPSILON) return fraction;
  }
  throw new RangeError(`incomplete beta did not settle for x=${x}, a=${a}, b=${b}`);
}

/** log(value / base) with their difference handed in, for when the two are close. */
function logRatio(value: number, base: number, difference: number): number {
  const relative = difference / base;
  return Math.abs(relative) < 0.5 ? Math.log1p(relative) : Math.log(value / base);
}

/**
 * x^a y^b / B(a, b), y = 1 - x. The big terms of the three log gammas are cancelled on paper
 * against the powers, as in Loader 2000, "Fast and accurate computation of binomial probabilities":
 * with p = a / (a + b) only a log(x / p) + b log(y / q) and small corrections remain.
 */
function evaluateLeadingFactor(x: number, y: number, a: number, b: number): number {
  const sum = a + b;
  const p = a / sum;
  const q = b / sum;
  const excess = x < 0.5 ? x - p : q - y;
  const deviance = a * logRatio(x, p, excess) + b * logRatio(y, q, -excess);
  const correction = logGammaRemainder(sum) - logGammaRemainder(a) - logGammaRemainder(b);
  return Math.exp(deviance + correction) * Math.sqrt((a * q) / (2 * Math.PI));
}

/**
 * I_x(a, b) with y = 1 - x handed in: near either end one of the two holds digits that the
 * subtraction has lost.
 */
function evaluateRegularizedBeta(x: number, y: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (y <= 0) return 1;
  const front = evaluateLeadingFactor(x, y, a, b);
  // The fraction converges quickly only below the mean; the reflection covers the other side.
  return x < (a + 1) / (a + b + 2)
    ? (front * evaluateBetaFraction(x, a, b)) / a
    : 1 - (front * evaluateBetaFraction(y, b, a)) / b;
}

/**
 * The regularized incomplete beta function I_x(a, b), for x in [0, 1] and finite a, b > 0 (DLMF
 * 8.17). For integers it is a binomial tail: P(X >= k of n at rate x) = I_x(k, n - k + 1).
 * RangeError outside.
 */
export function regularizedBeta(x: number, a: number, b: number): number {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`x must be in [0, 1], got ${x}`);
  checkPositive(a, "a");
  checkPositive(b, "b");
  return evaluateRegularizedBeta(x, 1 - x, a, b);
}

function checkCounts(successes: number, trials: number, confidence: number): void {
  checkInteger(trials, 1, TRIALS_MAX, "trials");
  checkInteger(successes, 0, trials, "successes");
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`confidence must be in (0, 1), got ${confidence}`);
  }
}

/**
 * The rate x at which P(at least `count` of `trials`) is `tail`, `count` in [1, trials]: the lower
 * bound for `count` successes. Bisection, because the tail rises with x and nothing can run away.
 */
function solveLowerBound(count: number, trials: number, tail: number): number {
  if (count === trials) return Math.exp(Math.log(tail) / trials);
  // P(at least 1) = 1 - (1 - x)^trials: a closed form, exact where the bound is smallest.
  if (count === 1) return -Math.expm1(Math.log1p(-tail) / trials);
  let low = 0;
  let high = 1;
  for (let step = 0; step < BISECTION_STEPS_MAX; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (evaluateRegularizedBeta(middle, 1 - middle, count, trials - count + 1) < tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The rate x at which P(at most `count` of `trials`) is `tail`, `count` in [0, trials - 1]. */
function solveUpperBound(count: number, trials: number, tail: number): number {
  if (count === 0) return -Math.expm1(Math.log(tail) / trials);
  if (count === trials - 1) return Math.exp(Math.log1p(-tail) / trials);
  let low = 0;
  let high = 1;
  for (let step = 0; step < BISECTION_STEPS_MAX; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    const atMost = evaluateRegularizedBeta(1 - middle, middle, trials - count, count + 1);
    if (atMost > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Clopper & Pearson's exact TWO-SIDED interval (Biometrika 26, 1934) for the rate behind
 * `successes` of `trials`: each tail holds (1 - confidence) / 2, so the interval covers the true
 * rate at least `confidence` of the time. With no success the lower end is 0 and the upper end
 * still leaves only half of the risk; for a claim "at most" ask `upperBoundOneSided`. RangeError on
 * counts that are not integers, more successes than trials, no trial, or a confidence outside
 * (0, 1).
 */
export function clopperPearson(
  successes: number,
  trials: number,
  confidence: number,
): ProbabilityInterval {
  checkCounts(successes, trials, confidence);
  const tail = (1 - confidence) / 2;
  return {
    lower: successes === 0 ? 0 : solveLowerBound(successes, trials, tail),
    upper: successes === trials ? 1 : solveUpperBound(successes, trials, tail),
  };
}

/**
 * The exact ONE-SIDED upper bound: the rate is at most this with `confidence`, the whole risk
 * 1 - confidence in that tail. 0 of 598 at 0.95 gives 0.0050 (the "rule of three", 3 / n).
 * RangeError as in `clopperPearson`.
 */
export function upperBoundOneSided(successes: number, trials: number, confidence: number): number {
  checkCounts(successes, trials, confidence);
  return successes === trials ? 1 : solveUpperBound(successes, trials, 1 - confidence);
}
