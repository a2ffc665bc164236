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

const ODDS_LEAST = 1e-9;

/** How sure the bill is now. */
export function weighCertainty(cart: SmartCart): CartCertainty {
  const hypotheses = advanceHypotheses(cart, cart.nowMs);
  const isMissing = (one: CartHypothesis): boolean =>
    one.held.some(({ kind }) => kind === "unscanned" || kind === "other");
  const isTooMuch = ({ open, out }: CartHypothesis): boolean => open.length + out.length > 0;
  const exact = weighCart(hypotheses, (one) => !isMissing(one) && !isTooMuch(one));
  const sure = calibrateExact(cart.parameters, exact, cart.lines.size);
  const { exactAfterFault } = cart.parameters;
  const probabilityExact = cart.faultSinceMs === null ? sure : sure * exactAfterFault;
  const missing = weighCart(hypotheses, isMissing);
  const tooMuch = weighCart(hypotheses, isTooMuch);
  // What is not exact is either, or both, in the proportion in which the hypotheses have them.
  const share = (own: number): number =>
    exact < 1 - ODDS_LEAST ? Math.min(1, own / (1 - exact)) : 1;
  return {
    probabilityExact,
    probabilityMissing: (1 - probabilityExact) * share(missing),
    probabilityTooMuch: (1 - probabilityExact) * share(tooMuch),
  };
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
  return logistic(exactOffset + exactSlope * toLogOdds(share) + exactLines * Math.log1p(lines));
}

function toLogOdds(probability: number): number {
  const inside = Math.min(1 - ODDS_LEAST, Math.max(ODDS_LEAST, probability));
  return Math.log(inside / (1 - inside));
}
