import { checkPositive } from "./input-checks.ts";
import { logGamma, normalQuantile } from "./statistics.ts";

const TERMS_MAX = 10_000;
const STEPS_MAX = 100;

/** Regularised lower incomplete gamma function by its series (DLMF 8.11.4), for x below a + 1. */
function sumSeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = 1; n < TERMS_MAX && term > sum * Number.EPSILON; n++) {
    term *= x / (a + n);
    sum += term;
  }
  return sum * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/** The upper one by its continued fraction (DLMF 8.9.2, evaluated by Lentz's method), above that. */
function runFraction(a: number, x: number): number {
  const tiny = 1e-300;
  let b = x + 1 - a;
  let c = 1 / tiny;
  let d = 1 / b;
  let value = d;
  for (let n = 1; n < TERMS_MAX; n++) {
    const an = -n * (n - a);
    b += 2;
    d = an * d + b;
    if (Math.abs(d) < tiny) d = tiny;
    c = b + an / c;
    if (Math.abs(c) < tiny) c = tiny;
    d = 1 / d;
    const factor = c * d;
    value *= factor;
    if (Math.abs(factor - 1) < Number.EPSILON) break;
  }
  return value * Math.exp(a * Math.log(x) - x - logGamma(a));
}

/**
 * The probability that a chi-square variable of so many degrees of freedom is above `x`, accurate in
 * its far tail too. RangeError unless `degrees` is above 0 and `x` a number not below 0.
 */
export function chiSquareTail(x: number, degrees: number): number {
  checkPositive(degrees, "degrees");
  if (!(x >= 0)) throw new RangeError(`x must be a number not below 0, got ${x}`);
  if (x === 0) return 1;
  if (x === Number.POSITIVE_INFINITY) return 0;
  const [a, half] = [degrees / 2, x / 2];
  return half < a + 1 ? 1 - sumSeries(a, half) : runFraction(a, half);
}

/**
 * The value that a chi-square variable exceeds with the probability `tail`: bisection from where
 * Wilson and Hilferty's (1931) approximation puts it. RangeError unless 0 < tail < 1.
 */
export function chiSquareTailQuantile(tail: number, degrees: number): number {
  checkPositive(degrees, "degrees");
  if (!(tail > 0 && tail < 1)) throw new RangeError(`tail must be in (0, 1), got ${tail}`);
  const spread = 2 / (9 * degrees);
  const near = degrees * Math.max(0, 1 - spread - normalQuantile(tail) * Math.sqrt(spread)) ** 3;
  let low = near / 2;
  let high = 2 * near + 1e-3;
  while (low > 0 && chiSquareTail(low, degrees) < tail) low = low < 1e-300 ? 0 : low / 2;
  while (chiSquareTail(high, degrees) > tail) high *= 2;
  for (let i = 0; i < STEPS_MAX; i++) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) break;
    if (chiSquareTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
