/** A trip's bill by what the shop asks, whatever the cart has shown. */
import type { PricedBasket } from "@saunter/commerce/pricing/pricing-types";
import { priceSettled } from "../../domain/compose-receipt.ts";
import type { Shop } from "../../domain/shop-context.ts";
import { listLines } from "../../domain/smart-cart-service.ts";
import { correctTrip } from "./correct-trip.ts";
import type { TripRecord } from "./trip-records.ts";

export type PricedTrip = PricedBasket & { readonly unpriced: string[] };

export function priceAlone(
  { settings }: Pick<Shop, "settings">,
  record: Pick<TripRecord, "corrections" | "openedMs" | "trip">,
): PricedTrip {
  const trip = correctTrip(record);
  const facts = { currency: settings.currency, openedMs: record.openedMs, isMember: false };
  const settled = listLines(trip).map((line) => ({ ...line, evidenceIds: [], probability: 1 }));
  const { result, unpriced } = priceSettled(settings, facts, settled);
  return { ...result, unpriced: [...unpriced] };
}
