import { UNIT_COUNTED_MAX } from "../limits.ts";

/**
 * Whether a change is that of one to three units of a product.
 *
 * @param nearLog how far apart the logarithms may be
 */
export function isOfUnits(changeG: number, weightG: number, nearLog: number): boolean {
  for (let units = 1; units <= UNIT_COUNTED_MAX; units++) {
    if (Math.abs(Math.log(Math.abs(changeG) / (units * weightG))) < nearLog) return true;
  }
  return false;
}
