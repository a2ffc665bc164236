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
 * - `touch`: a hand, which goes again
 */
export interface Held {
  readonly kind: "line" | "other" | "unscanned" | "own" | "touch";
  readonly tray: number;
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

/** A line of the bill, as far as weight is concerned. */
export interface CartLine {
  readonly barcode: string;
  readonly scannedMs: number;
  /** NaN where the catalogue does not say. */
  readonly weightG: number;
  readonly spreadG: number;
  /** Followed one by one; the weight is that of one. */
  readonly units: number;
  /** Lines of the same goods have the same: which of them is meant makes no difference to the bill. */
  readonly goodsKey: string;
}

export type CartLines = ReadonlyMap<string, CartLine>;

/** Where a tray stands, and has stood: floors slope, and scales drift. */
export interface Place {
  /** By how much it reads more than what lies in it. */
  readonly offsetG: number;
  /** Sum of the offsets of places before, and their number. */
  readonly sumG: number;
  readonly count: number;
  /** Sum of the squares of what they were off, in spreads that were assumed. */
  readonly squares: number;
  /** What it reads without touches, and its standard error; NaN before it has been seen at rest. */
  readonly loadG: number;
  readonly loadErrorG: number;
  /** When it was seen last. */
  readonly seenMs: number;
}

export const FIRST_PLACE: Place = {
  offsetG: 0,
  sumG: 0,
  count: 0,
  squares: 0,
  loadG: Number.NaN,
  loadErrorG: 0,
  seenMs: Number.NEGATIVE_INFINITY,
};

export interface CartHypothesis {
  readonly logWeight: number;
  readonly held: readonly Held[];
  /** Lines whose goods have not been put in, in the order of their scans. */
  readonly open: readonly string[];
  /** Lines whose goods were taken out again. */
  readonly out: readonly string[];
  /** By tray; one whose weight has not changed has none. */
  readonly places: readonly Place[];
}

export const EMPTY_CART: CartHypothesis = {
  logWeight: 0,
  held: [],
  open: [],
  out: [],
  places: [],
};

/** Hypotheses kept. */
const HYPOTHESES_MAX = 48;
/** log weight, to the likeliest, below which one is dropped. */
export const LOG_WEIGHT_MIN = -12;

/** Joins those that say the same, keeps the likeliest, and scales their weights to sum to one. */
export function pruneCart(
  hypotheses: readonly CartHypothesis[],
  lines: CartLines,
): CartHypothesis[] {
  const byName = new Map<string, CartHypothesis>();
  const most = Math.max(...hypotheses.map(({ logWeight }) => logWeight));
  const nameOf = createNames(lines);
  for (const one of hypotheses) {
    if (one.logWeight < most + LOG_WEIGHT_MIN) continue;
    const name = nameOf(one);
    const known = byName.get(name);
    if (known === undefined) byName.set(name, one);
    else {
      const better = known.logWeight >= one.logWeight ? known : one;
      byName.set(name, { ...better, logWeight: logSumExp([known.logWeight, one.logWeight]) });
    }
  }
  return keepLikeliest([...byName.values()]);
}

/** Of hypotheses that differ, the likeliest, with weights that sum to one. */
export function keepLikeliest(hypotheses: readonly CartHypothesis[]): CartHypothesis[] {
  const sorted = [...hypotheses].sort((a, b) => b.logWeight - a.logWeight);
  const least = sorted[0]!.logWeight + LOG_WEIGHT_MIN;
  const kept = sorted.slice(0, HYPOTHESES_MAX).filter(({ logWeight }) => logWeight >= least);
  const total = logSumExp(kept.map(({ logWeight }) => logWeight));
  return kept.map((one) => ({ ...one, logWeight: one.logWeight - total }));
}

/** The same where as much of the same goods lies inside, is still to come or is out, and the same else came at the same times. */
function createNames(lines: CartLines): (hypothesis: CartHypothesis) => string {
  const keyOf = (lineId: string): string => lines.get(lineId)?.goodsKey ?? lineId;
  const numbers = new Map<string, number>();
  const known = new Map<Held, number>();
  // Children share most of what their parents held: each thing is named once, by a number.
  const numberOf = (held: Held): number => {
    let number = known.get(held);
    if (number !== undefined) return number;
    const { barcode, kind, lineId, sinceMs } = held;
    const name =
      lineId === null ? `${kind} ${barcode ?? ""} ${sinceMs}` : `${kind} ${keyOf(lineId)}`;
    number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    known.set(held, number);
    return number;
  };
  return ({ held, open, out }) => {
    const things = Uint32Array.from(held, numberOf).sort();
    return `${things.join()}|${open.map(keyOf).join()}|${out.map(keyOf).sort().join()}`;
  };
}

/** Lines but some, as often as each is named: a line of several units is there once for each. */
export function without(lineIds: readonly string[], lost: readonly string[]): readonly string[] {
  const left = [...lineIds];
  for (const one of lost) {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
  }
  return left;
}

/** Whether all units of a line lie in the cart. */
export function isInside({ held, open, out }: CartHypothesis, lineId: string): boolean {
  if (open.includes(lineId) || out.includes(lineId)) return false;
  return held.some((one) => one.kind === "line" && one.lineId === lineId);
}

/** Of an item's spread about its catalogue weight: its product's, and its own. */
const PRODUCT_PART = Math.SQRT1_2;

/**
 * What goods of a line should weigh: by the catalogue, and by others of the same that lie there. Those tell where the
 * catalogue is off.
 */
export function expectGoods(
  { held }: CartHypothesis,
  lines: CartLines,
  lineId: string,
): { readonly weightG: number; readonly spreadG: number } {
  const { goodsKey, spreadG, weightG } = lines.get(lineId)!;
  const alike = held.filter(
    (one) => one.kind === "line" && lines.get(one.lineId!)?.goodsKey === goodsKey,
  );
  if (alike.length === 0 || Number.isNaN(weightG)) return { weightG, spreadG };
  // Both parts are as large: the mean of the catalogue's weight, counted once, and of those of the others.
  const count = 1 + alike.length;
  const sumG = alike.reduce((sum, one) => sum + one.weightG, weightG);
  return { weightG: sumG / count, spreadG: PRODUCT_PART * spreadG * Math.sqrt(1 + 1 / count) };
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
