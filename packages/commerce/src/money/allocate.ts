import { assertHolds } from "./assert.ts";
import { assertMinor, sumMinor } from "./money.ts";

/**
 * Splits an amount in proportion to weights by the largest remainder (Hamilton's method): each part
 * is its exact share rounded down or up, the parts make the whole, and of equal remainders the
 * earlier gets the odd unit. A part of weight 0 gets nothing; a negative amount is split as its
 * opposite. Amounts in minor units; weights are whole numbers, none negative. Throws RangeError,
 * also where an amount other than 0 has nobody to carry it: no weights, or all of them 0.
 */
export function allocateMinor(totalMinor: number, weights: readonly number[]): number[] {
  const total = BigInt(assertMinor(totalMinor));
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0)) {
    throw new RangeError("weights are whole numbers, none negative");
  }
  const whole = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (whole === 0n) {
    if (total !== 0n) throw new RangeError(`nobody carries ${totalMinor}`);
    return weights.map(() => 0);
  }
  const sign = total < 0n ? -1n : 1n;
  const shares = weights.map((weight, at) => {
    const share = total * sign * BigInt(weight);
    return { at, part: share / whole, remainder: share % whole };
  });
  let left = total * sign - shares.reduce((sum, { part }) => sum + part, 0n);
  for (const share of shares.toSorted((a, b) => compareRemainders(b, a))) {
    if (left === 0n) break;
    share.part += 1n;
    left -= 1n;
  }
  const parts = shares.map(({ part }) => Number(part * sign));
  assertHolds(sumMinor(parts) === totalMinor, "the parts make the whole");
  return parts;
}

interface Share {
  readonly at: number;
  readonly remainder: bigint;
}

function compareRemainders(a: Share, b: Share): number {
  if (a.remainder === b.remainder) return b.at - a.at;
  return a.remainder < b.remainder ? -1 : 1;
}
