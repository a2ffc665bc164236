/**
 * What a line counts: units of a product, or weighings of goods that are sold by weight. Each weighing is one item, with
 * a price that is rounded by itself; weighings of the same weight are several of the same item.
 */

/** What a certified scale, or a label of one, says. */
export interface Weighing {
  /** Net of tare, whole grams. */
  readonly netG: number;
  /** Price on the label, which is charged; left out: the net weight's at the price of a kilogram. */
  readonly labelMinor?: number;
}

export interface Item {
  readonly gtin: string;
  /** Left out of goods that are sold by the unit. */
  readonly weighing?: Weighing;
}

/** Net weight of one weighing, grams, at most: what carts and scales in shops can weigh. */
export const NET_G_MAX = 100_000;

/** The same for the same item; of goods by the unit their GTIN. */
export function nameItem({ gtin, weighing }: Item): string {
  if (weighing === undefined) return gtin;
  const { labelMinor, netG } = weighing;
  return [gtin, `${netG}g`, ...(labelMinor === undefined ? [] : [labelMinor])].join("-");
}

/** The item alone, of what says more. */
export function toItem({ gtin, weighing }: Item): Item {
  return weighing === undefined ? { gtin } : { gtin, weighing };
}

export function isNetWeight(netG: number): boolean {
  return Number.isSafeInteger(netG) && netG >= 1 && netG <= NET_G_MAX;
}
