/**
 * What may lie in a smart cart: weighted hypotheses of which lines' goods are inside, and what else is.
 *
 * Method: as for shelves, multiple hypothesis tracking (Reid 1979) over changes of weight.
 */
import { logSumExp } from "@saunter/numerics/statistics";

/**
 * Something that lies in the cart or bears on it.
 *
 * - `line`: goods of a line of the bill
 * - `other`: goods that lie there in place of a line's
 * - `unscanned`: goods on no line
 * - `own`: the shopper's own, or a child
 * - `force`: a hand, which goes again
 */
export interface Held {
  readonly kind: "line" | "other" | "unscanned" | "own" | "force";
  readonly lineId: string | null;
  /** Of goods on no line, where it is known. */
  readonly barcode: string | null;
  readonly weightG: number;
  readonly errorG: number;
  /** log density that its weight had, as it was not known what it is. */
  readonly logDensity: number;
  readonly sinceMs: number;
  /** Of the shopper's own: they have said so. */
  readonly isDeclared: boolean;
}

export interface CartHypothesis {
  readonly logWeight: number;
  readonly held: readonly Held[];
  /** Lines whose goods have not been put in, in the order of their scans. */
  readonly open: readonly string[];
  /** Lines whose goods were taken out again. */
  readonly out: readonly string[];
}

export const EMPTY_CART: CartHypothesis = { logWeight: 0, held: [], open: [], out: [] };

/** Hypotheses kept. */
const HYPOTHESES_MAX = 48;
/** log weight, to the likeliest, below which one is dropped. */
const LOG_WEIGHT_MIN = -12;

/** Joins those that say the same, keeps the likeliest, and scales their weights to sum to one. */
export function pruneCart(hypotheses: readonly CartHypothesis[]): CartHypothesis[] {
  const byName = new Map<string, CartHypothesis>();
  const most = Math.max(...hypotheses.map(({ logWeight }) => logWeight));
  for (const one of hypotheses) {
    if (one.logWeight < most + LOG_WEIGHT_MIN) continue;
    const name = nameHypothesis(one);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, one);
    else {
      const better = known.logWeight >= one.logWeight ? known : one;
      byName.set(name, { ...better, logWeight: logSumExp([known.logWeight, one.logWeight]) });
    }
  }
  const sorted = [...byName.values()].sort((a, b) => b.logWeight - a.logWeight);
  const kept = sorted.slice(0, HYPOTHESES_MAX);
  const total = logSumExp(kept.map(({ logWeight }) => logWeight));
  return kept.map((one) => ({ ...one, logWeight: one.logWeight - total }));
}

/** The same where lines are where they are, and as much of the same kinds came at the same times. */
function nameHypothesis({ held, open, out }: CartHypothesis): string {
  const things = held.map(({ barcode, kind, lineId, sinceMs }) =>
    lineId === null ? `${kind} ${barcode ?? ""} ${sinceMs}` : `${kind} ${lineId}`,
  );
  return `${things.sort().join()}|${open.join()}|${[...out].sort().join()}`;
}

/** How likely something is by the hypotheses, 0 to 1. */
export function weighCart(
  hypotheses: readonly CartHypothesis[],
  isSo: (one: CartHypothesis) => boolean,
): number {
  let sum = 0;
  for (const one of hypotheses) if (isSo(one)) sum += Math.exp(one.logWeight);
  return Math.min(1, sum);
}
