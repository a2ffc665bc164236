/** What is at stake on a trip, in money: of what may be missing, and of what may be billed in vain. */
import { findValid } from "@saunter/commerce/tax/validity";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { CartStakes } from "@saunter/engine/smart-cart/decide-check";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import type { Shop } from "../../domain/shop-context.ts";
import type { TripRecord } from "./trip-records.ts";

/** What trips are looked at with. */
export interface TripScene {
  readonly shop: Pick<Shop, "nowMs" | "settings">;
  readonly model: Pick<ShopModel, "products">;
  readonly policy: Pick<SmartCartsConfig, "glanceCostShare">;
}

interface MeanPrices {
  readonly unitMinor: number;
  /** Of goods whose weight is known. */
  readonly minorPerG: number;
}

/** By the products that it is of: they are replaced as a whole where any changes. */
const means = new WeakMap<object, MeanPrices>();

export function findStakes(
  scene: TripScene,
  { openedMs, trip, weighed }: Pick<TripRecord, "openedMs" | "trip" | "weighed">,
): CartStakes {
  const { minorPerG, unitMinor } = findMeans(scene, openedMs);
  const unseenG = (weighed?.findings ?? [])
    .filter(({ kind }) => kind === "unscanned" || kind === "other-goods")
    .reduce((sum, { weightG }) => sum + Math.max(0, weightG ?? 0), 0);
  const confirmed = new Set(trip.confirmed?.map(({ lineId }) => lineId));
  const least = trip.lines
    .filter(({ lineId, removed }) => !removed && !confirmed.has(lineId))
    .toSorted((a, b) => a.inside - b.inside)[0];
  const billed =
    least === undefined ? 0 : least.quantity * (findPrice(scene, least.gtin, openedMs) ?? 0);
  return {
    missing: Math.max(unitMinor, unseenG * minorPerG),
    tooMuch: Math.max(unitMinor, billed),
    glance: scene.policy.glanceCostShare * unitMinor,
  };
}

function findMeans(scene: TripScene, nowMs: number): MeanPrices {
  const {
    model,
    shop: { settings },
  } = scene;
  const known = means.get(settings.products);
  if (known !== undefined) return known;
  let [minor, units, weighedMinor, weighedG] = [0, 0, 0, 0];
  for (const gtin of settings.products.keys()) {
    const price = findPrice(scene, gtin, nowMs);
    if (price === null) continue;
    minor += price;
    units++;
    const weightG = model.products.get(gtin)?.weightG ?? 0;
    if (!(weightG > 0)) continue;
    weighedMinor += price;
    weighedG += weightG;
  }
  const mean = {
    unitMinor: units === 0 ? 0 : minor / units,
    minorPerG: weighedG === 0 ? 0 : weighedMinor / weighedG,
  };
  means.set(settings.products, mean);
  return mean;
}

function findPrice({ shop: { settings } }: TripScene, gtin: string, atMs: number): number | null {
  const product = settings.products.get(gtin);
  return product === undefined ? null : (findValid(product.prices, atMs)?.amountMinor ?? null);
}
