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

/** What is likely to be lost, by what goes wrong. */
export interface CartHarm {
  readonly missing: number;
  readonly tooMuch: number;
}

export function weighHarm(
  { probabilityMissing, probabilityTooMuch }: CartCertainty,
  { missing, tooMuch }: CartStakes,
  { tooMuchHarm }: SmartCartParameters,
): CartHarm {
  return {
    missing: probabilityMissing * missing,
    tooMuch: tooMuchHarm * probabilityTooMuch * tooMuch,
  };
}

export function decideCheck(
  certainty: CartCertainty,
  stakes: CartStakes,
  parameters: SmartCartParameters,
): CartCheck {
  const { accusedCostGlances, glanceFinds, weighCostGlances, weighFinds } = parameters;
  const { missing, tooMuch } = weighHarm(certainty, stakes, parameters);
  const harm = missing + tooMuch;
  const costs: readonly (readonly [CartCheck, number])[] = [
    ["none", harm],
    ["glance", stakes.glance + (1 - glanceFinds) * harm],
    [
      "weigh",
      (weighCostGlances + accusedCostGlances * certainty.probabilityExact) * stakes.glance +
        (1 - weighFinds) * harm,
    ],
  ];
  return costs.reduce((best, one) => (one[1] < best[1] ? one : best))[0];
}
