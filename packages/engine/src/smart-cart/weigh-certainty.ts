/** How sure a bill is by what the hypotheses have of it. */
import { logistic } from "@saunter/numerics/statistics";
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import { type CartHypothesis, weighCart } from "./cart-hypotheses.ts";
import { advanceHypotheses, type SmartCart } from "./cart-state.ts";

/** How sure a bill is. */
export interface CartCertainty {
  /** The bill is what lies in the cart. */
  readonly probabilityExact: number;
  /** Something lies in it that is not on the bill, or is dearer. */
  readonly probabilityMissing: number;
  /** Something is on the bill that does not lie in it. */
  readonly probabilityTooMuch: number;
}

/** Shares of the hypotheses' weights, as they are before calibration. */
export interface CartShares {
  readonly exact: number;
  readonly missing: number;
  /** What the shopper has confirmed is left out. */
  readonly tooMuch: number;
}

const ODDS_LEAST = 1e-9;

/** How sure the bill is now. */
export function weighCertainty(cart: SmartCart): CartCertainty {
  return calibrateShares(cart, weighShares(cart));
}

export function weighShares(cart: SmartCart): CartShares {
  const hypotheses = advanceHypotheses(cart, cart.nowMs);
  const isMissing = (one: CartHypothesis): boolean =>
    one.held.some(({ kind }) => kind === "unscanned" || kind === "other");
  const isTooMuch = ({ open, out }: CartHypothesis): boolean =>
    open.some((lineId) => !isConfirmed(cart, lineId, false)) ||
    out.some((lineId) => !isConfirmed(cart, lineId, true));
  return {
    exact: weighCart(hypotheses, (one) => !isMissing(one) && !isTooMuch(one)),
    missing: weighCart(hypotheses, isMissing),
    tooMuch: weighCart(hypotheses, isTooMuch),
  };
}

/** Whether the shopper has said so of a line's goods, and nothing was taken out since. */
export function isConfirmed(
  { confirmedMs, wentMs }: Pick<SmartCart, "confirmedMs" | "wentMs">,
  lineId: string,
  isOut: boolean,
): boolean {
  const saidMs = confirmedMs.get(lineId);
  return saidMs !== undefined && (!isOut || saidMs > wentMs);
}

/** A line whose goods are as unlikely to be missing from the cart is not what a check is for. */
export const ABSENT_MIN = 0.01;

/** Whether a line's goods may not be in the cart, and nobody has said that they are. */
export function mayBeAbsent(cart: SmartCart, lineId: string): boolean {
  return cart.lines.has(lineId) && weighAbsent(cart, lineId) >= ABSENT_MIN;
}

/** How likely that is by the hypotheses. */
export function weighAbsent(cart: SmartCart, lineId: string): number {
  const isOpen = !isConfirmed(cart, lineId, false);
  const isOut = !isConfirmed(cart, lineId, true);
  return weighCart(
    advanceHypotheses(cart, cart.nowMs),
    ({ open, out }) => (isOpen && open.includes(lineId)) || (isOut && out.includes(lineId)),
  );
}

/**
 * What is missing and what is too much are fitted apart: who says that a line's goods are in the cart takes nothing
 * from what is missing.
 */
export function calibrateShares(
  { faultSinceMs, lines, parameters }: Pick<SmartCart, "faultSinceMs" | "lines" | "parameters">,
  { exact, missing, tooMuch }: CartShares,
): CartCertainty {
  const {
    exactAfterFault,
    missingLines,
    missingOffset,
    missingSlope,
    tooMuchLines,
    tooMuchOffset,
    tooMuchSlope,
  } = parameters;
  const count = lines.size;
  const sure = faultSinceMs === null ? 1 : exactAfterFault;
  const calibrate = (offset: number, slope: number, ofLines: number, share: number): number =>
    1 - sure * weighPlatt([offset, slope, ofLines], 1 - share, count);
  const probabilityMissing = calibrate(missingOffset, missingSlope, missingLines, missing);
  const probabilityTooMuch = calibrate(tooMuchOffset, tooMuchSlope, tooMuchLines, tooMuch);
  // What is not right in a part is not exact.
  const probabilityExact = Math.min(
    sure * calibrateExact(parameters, exact, count),
    1 - probabilityMissing,
    1 - probabilityTooMuch,
  );
  return { probabilityExact, probabilityMissing, probabilityTooMuch };
}

/**
 * Probability that a bill of so many lines is exact, from its share of the hypotheses' weights: Platt's scaling, fitted on
 * trips by `npm run calibrate-cart`. What is hardly unsure adds up over lines, and most of it is about nothing.
 */
export function calibrateExact(
  { exactLines, exactOffset, exactSlope }: SmartCartParameters,
  share: number,
  lines: number,
): number {
  return weighPlatt([exactOffset, exactSlope, exactLines], share, lines);
}

function weighPlatt(
  [offset, slope, ofLines]: readonly [offset: number, slope: number, ofLines: number],
  share: number,
  lines: number,
): number {
  const [logOdds, logLines] = readShare(share, lines);
  return logistic(offset + slope * logOdds + ofLines * logLines);
}

/** A share of the hypotheses' weights, and the lines of its bill, as they are calibrated. */
export function readShare(share: number, lines: number): readonly [number, number] {
  const inside = Math.min(1 - ODDS_LEAST, Math.max(ODDS_LEAST, share));
  return [Math.log(inside / (1 - inside)), Math.log1p(lines)];
}
