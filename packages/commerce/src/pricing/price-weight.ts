import type { Weighing } from "../cart/items.ts";
import { assertMinor } from "../money/money.ts";
import type { PricedLine } from "./pricing-types.ts";

const GRAMS_PER_KG = 1000n;

/**
 * What goods by weight cost, minor units: the price of a kilogram times the net weight, to the nearest unit, halves up.
 * Every price of a weighing is made here. Throws RangeError where an amount is no safe integer.
 *
 * @param netG whole grams
 */
export function priceWeight(kilogramMinor: number, netG: number): number {
  if (!Number.isSafeInteger(netG) || netG < 0) throw new RangeError(`${netG} g is no net weight`);
  const thousandths = BigInt(assertMinor(kilogramMinor)) * BigInt(netG);
  return assertMinor(Number((thousandths + GRAMS_PER_KG / 2n) / GRAMS_PER_KG));
}

/** What its label says, or else what its net weight costs, minor units. */
export function priceWeighing(kilogramMinor: number, { labelMinor, netG }: Weighing): number {
  return labelMinor ?? priceWeight(kilogramMinor, netG);
}

/** The weight that a label's price is of, whole grams; null where no kilogram's price makes one. */
export function weighPrice(labelMinor: number, kilogramMinor: number): number | null {
  if (kilogramMinor <= 0) return null;
  return Math.round((labelMinor * Number(GRAMS_PER_KG)) / kilogramMinor);
}

/** Of goods by weight, what a line was priced by; of others nothing. */
export function copyWeighing({
  kilogramMinor,
  weighing,
}: Pick<PricedLine, "kilogramMinor" | "weighing">): {
  weighing?: Weighing;
  kilogramMinor?: number;
} {
  return weighing === undefined || kilogramMinor === undefined ? {} : { weighing, kilogramMinor };
}
