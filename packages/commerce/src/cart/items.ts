/**
 * What a line counts: units of a product, or weighings of goods that are sold by weight. Each weighing is one item, with
 * a price that is rounded by itself; weighings of the same weight are several of the same item.
 */
import { LABEL_MINOR_MAX, NET_G_MAX } from "@saunter/protocol/limits";

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

/** What a line of a smart cart sells. */
export function toSold({
  gtin,
  labelMinor,
  weightG,
}: {
  readonly gtin: string;
  readonly weightG: number | null;
  readonly labelMinor?: number;
}): Item {
  if (weightG === null) return { gtin };
  return { gtin, weighing: { netG: weightG, ...(labelMinor === undefined ? {} : { labelMinor }) } };
}

/** Whether a weighing can be one. */
export function isWeighing({ labelMinor = 0, netG }: Weighing): boolean {
  const isLabel =
    Number.isSafeInteger(labelMinor) && labelMinor >= 0 && labelMinor <= LABEL_MINOR_MAX;
  return isLabel && isNetWeight(netG);
}

export function isNetWeight(netG: number): boolean {
  return Number.isSafeInteger(netG) && netG >= 1 && netG <= NET_G_MAX;
}
