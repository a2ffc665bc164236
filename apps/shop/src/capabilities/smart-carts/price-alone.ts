/** A trip's bill by what the shop asks, whatever the cart has shown. */
import type { PricedBasket } from "@saunter/commerce/pricing/pricing-types";
import { priceSettled } from "../../domain/compose-receipt.ts";
import { priceAsShown } from "../../domain/price-as-shown.ts";
import type { Shop } from "../../domain/shop-context.ts";
import { listLines } from "../../domain/smart-cart-service.ts";
import { correctTrip } from "./correct-trip.ts";
import type { TripRecord } from "./trip-records.ts";

export type PricedTrip = PricedBasket & { readonly unpriced: string[] };

export function priceAlone(
  { nowMs, settings }: Pick<Shop, "nowMs" | "settings">,
  record: Pick<TripRecord, "corrections" | "openedMs" | "shown" | "trip">,
): PricedTrip {
  const trip = correctTrip(record);
  const { openedMs, shown = {} } = record;
  const facts = { currency: settings.currency, openedMs, isMember: false };
  const evidence = trip.lines
    .filter(({ lineId, removed }) => !removed && shown[lineId] !== undefined)
    .map(({ gtin, lineId }) => ({ gtin, shownPrice: shown[lineId]! }));
  const settled = listLines(trip).map((line) => ({ ...line, evidenceIds: [], probability: 1 }));
  const catalogue = priceAsShown(settings, facts, evidence, settled, nowMs());
  const { result, unpriced } = priceSettled(catalogue, facts, settled);
  return { ...result, unpriced: [...unpriced] };
}
