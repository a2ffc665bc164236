import { checkSeries } from "./input-checks.ts";

const BISECTIONS_MAX = 200;

function evaluate(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}

/** The coefficients of a polynomial's derivative, lowest power first. */
export function differentiate(coefficients: readonly number[]): number[] {
  return coefficients.slice(1).map((coefficient, i) => coefficient * (i + 1));
}

/** The one root between `low` and `high`, where the polynomial's signs differ. */
function bisect(coefficients: readonly number[], low: number, high: number): number {
  const isLowPositive = evaluate(coefficients, low) > 0;
  let [from, to] = [low, high];
  for (let i = 0; i < BISECTIONS_MAX; i++) {
    const middle = (from + to) / 2;
    if (middle <= from || middle >= to) break;
    if (evaluate(coefficients, middle) > 0 === isLowPositive) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

/**
 * The real roots of a polynomial in [low, high], rising, to working precision: between one root of
 * its derivative and the next it is monotone, and has one root or none. A root of even order, where
 * it touches zero and does not cross, may be missed. The polynomial that is zero everywhere has none.
 * @param coefficients lowest power first. RangeError where one is not finite, or low is above high.
 */
export function findRealRoots(
  coefficients: readonly number[],
  low: number,
  high: number,
): number[] {
  checkSeries(coefficients, "coefficients");
  checkSeries([low, high], "interval");
  if (low > high) throw new RangeError(`low must be at most high, got ${low} and ${high}`);
  if (coefficients.length < 2) return [];
  const edges = [low, ...findRealRoots(differentiate(coefficients), low, high), high];
  const roots: number[] = [];
  for (let i = 1; i < edges.length; i++) {
    const [from, to] = [edges[i - 1], edges[i]];
    const [atFrom, atTo] = [evaluate(coefficients, from), evaluate(coefficients, to)];
    if (atTo === 0) {
      if (atFrom !== 0) roots.push(to);
    } else if (atFrom === 0) {
      if (i === 1) roots.push(from);
    } else if (atFrom > 0 !== atTo > 0) roots.push(bisect(coefficients, from, to));
  }
  return roots;
}
