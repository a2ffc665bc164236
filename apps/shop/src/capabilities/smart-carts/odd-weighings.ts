/** Weighings whose price or container the shop has reason to look at: a cart sends both. */
import { findValid } from "@saunter/commerce/tax/validity";
import type { TripLine } from "@saunter/protocol/smart-cart/trip";
import type { TripScene } from "./find-stakes.ts";
import type { TripRecord } from "./trip-records.ts";

/** A label charges so much less than the price of a kilogram, at most, without a look. */
const LABEL_SHARE_MIN = 0.75;
/** Heavier containers are looked at, grams. */
const CONTAINER_G_MAX = 300;

export function hasOddWeighing(
  { shop: { settings } }: Pick<TripScene, "shop">,
  { openedMs, trip }: Pick<TripRecord, "openedMs" | "trip">,
): boolean {
  const isOdd = ({ gtin, grossG, labelMinor, removed, weightG }: TripLine): boolean => {
    if (removed || weightG === null) return false;
    if (grossG !== null && grossG - weightG > CONTAINER_G_MAX) return true;
    const product = settings.products.get(gtin);
    const kilogramMinor =
      product?.priceOf === "kilogram"
        ? findValid(product.prices, openedMs)?.amountMinor
        : undefined;
    if (labelMinor === undefined || kilogramMinor === undefined) return false;
    return labelMinor < (LABEL_SHARE_MIN * kilogramMinor * weightG) / 1000;
  };
  return trip.lines.some(isOdd);
}
