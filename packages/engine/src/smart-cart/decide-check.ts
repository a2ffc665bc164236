/** Whether a cart is let through, glanced at or weighed again: what costs least, by how sure its bill is. */
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import type { CartCertainty } from "./smart-cart.ts";

export type CartCheck = "none" | "glance" | "weigh";

/** What may be lost, in units of money of any kind, as long as all are the same. */
export interface CartStakes {
  /** Price of what may be missing on the bill. */
  readonly missing: number;
  /** Price of what may be on the bill and not in the cart. */
  readonly tooMuch: number;
  /** Of a glance of staff, with what the shopper makes of it. */
  readonly glance: number;
}

export function decideCheck(
  { probabilityMissing, probabilityTooMuch }: CartCertainty,
  { glance, missing, tooMuch }: CartStakes,
  { glanceFinds, tooMuchHarm, weighCostGlances, weighFinds }: SmartCartParameters,
): CartCheck {
  const harm = probabilityMissing * missing + tooMuchHarm * probabilityTooMuch * tooMuch;
  const costs: readonly (readonly [CartCheck, number])[] = [
    ["none", harm],
    ["glance", glance + (1 - glanceFinds) * harm],
    ["weigh", weighCostGlances * glance + (1 - weighFinds) * harm],
  ];
  return costs.reduce((best, one) => (one[1] < best[1] ? one : best))[0];
}
