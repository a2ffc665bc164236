/** From stated probabilities and what came true to a monotone table of what each is worth. */
import { poolAdjacentViolators } from "@saunter/numerics/isotonic";

export interface Outcome {
  readonly probability: number;
  readonly exact: boolean;
}

export interface FittedTable {
  /** Mean stated probability of each block, ascending. */
  readonly inputs: readonly number[];
  /** What it is worth: the share that came true, half a mistake added. */
  readonly values: readonly number[];
  readonly counts: readonly number[];
}

/**
 * Isotonic regression of exactness on probability; each of its blocks then has one input, the mean
 * probability in it, and one value, its share of exact receipts, half a mistake added so that a block
 * without one is not certain.
 *
 * @param blockLeast receipts in a block at the least
 */
export function fitTable(outcomes: readonly Outcome[], blockLeast: number): FittedTable {
  const sorted = [...outcomes].sort((a, b) => a.probability - b.probability);
  const fitted = poolAdjacentViolators(sorted.map(({ exact }) => Number(exact)));
  const inputs: number[] = [];
  const shares: number[] = [];
  const counts: number[] = [];
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (to < sorted.length && (fitted[to] === fitted[from] || to - from < blockLeast)) to++;
    if (sorted.length - to < blockLeast) to = sorted.length;
    const block = sorted.slice(from, to);
    inputs.push(block.reduce((sum, { probability }) => sum + probability, 0) / block.length);
    const exactCount = block.filter(({ exact }) => exact).length;
    shares.push((exactCount + 0.5) / (block.length + 1));
    counts.push(block.length);
    from = to;
  }
  return { inputs, values: [...poolAdjacentViolators(shares, counts)], counts };
}
