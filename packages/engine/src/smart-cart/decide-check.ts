/** Whether a cart is let through, glanced at or weighed again: what costs least, by how sure its bill is. */
import type { SmartCartParameters } from "../parameters/smart-cart.ts";
import type { CartCertainty } from "./weigh-certainty.ts";

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
  const { missing, tooMuch } = weighHarm(certainty, stakes, parameters);
  const costs = listCheckCosts(
    { harm: missing + tooMuch, exact: certainty.probabilityExact },
    stakes.glance,
    parameters,
  );
  return costs.reduce((best, one) => (one[1] < best[1] ? one : best))[0];
}

/** What each check of a bill costs, with what it does not find, in the units of `harm` and `glance`. */
export function listCheckCosts(
  { exact, harm }: { readonly exact: number; readonly harm: number },
  glance: number,
  { accusedCostGlances, glanceFinds, weighCostGlances, weighFinds }: SmartCartParameters,
): readonly (readonly [CartCheck, number])[] {
  const weighGlances = weighCostGlances + accusedCostGlances * exact;
  return [
    ["none", harm],
    ["glance", glance + (1 - glanceFinds) * harm],
    ["weigh", weighGlances * glance + (1 - weighFinds) * harm],
  ];
}
