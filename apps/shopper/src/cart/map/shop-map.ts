/** The shop's map as it is drawn and walked: metres, on the shop's axes. */
import type { CartCatalogue, CartProduct } from "@saunter/protocol/smart-cart/trip";

export type ShopMap = NonNullable<CartCatalogue["map"]>;
export type MapShelf = ShopMap["gondolas"][number];
export interface Place {
  readonly xM: number;
  readonly yM: number;
}

export interface Bounds {
  readonly minXM: number;
  readonly minYM: number;
  readonly maxXM: number;
  readonly maxYM: number;
}

/** Floor around what stands on it, where people walk. */
const AROUND_M = 1.5;

export function findBounds({ gondolas }: ShopMap): Bounds {
  const corners = gondolas.flatMap(({ outline }) => outline);
  const xsM = corners.map(({ xM }) => xM);
  const ysM = corners.map(({ yM }) => yM);
  return {
    minXM: Math.min(...xsM) - AROUND_M,
    minYM: Math.min(...ysM) - AROUND_M,
    maxXM: Math.max(...xsM) + AROUND_M,
    maxYM: Math.max(...ysM) + AROUND_M,
  };
}

export function findMiddle({ outline }: MapShelf): Place {
  const sum = outline.reduce((so, { xM, yM }) => ({ xM: so.xM + xM, yM: so.yM + yM }), {
    xM: 0,
    yM: 0,
  });
  return { xM: sum.xM / outline.length, yM: sum.yM / outline.length };
}

/** Whether a place is within a shelf's outline: a ray from it crosses the edges an odd number of times. */
export function isWithin({ outline }: MapShelf, { xM, yM }: Place): boolean {
  let isInside = false;
  for (const [at, a] of outline.entries()) {
    const b = outline[(at + 1) % outline.length]!;
    if (a.yM > yM === b.yM > yM) continue;
    if (xM < a.xM + ((yM - a.yM) / (b.yM - a.yM)) * (b.xM - a.xM)) isInside = !isInside;
  }
  return isInside;
}

/** The shelf that a product stands on; null where the map does not have it. */
export function findShelf(map: ShopMap, product: CartProduct): MapShelf | null {
  for (const { gondola } of product.places) {
    const shelf = map.gondolas.find((one) => one.gondola === gondola);
    if (shelf !== undefined) return shelf;
  }
  return null;
}
