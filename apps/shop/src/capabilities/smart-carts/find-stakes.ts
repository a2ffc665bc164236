/** What is at stake on a trip, in money: of what may be missing, and of what may be billed in vain. */
import { findValid } from "@saunter/commerce/tax/validity";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { CartStakes } from "@saunter/engine/smart-cart/decide-check";
import type { SmartCartsConfig } from "../../config/smart-carts-config.ts";
import type { Shop } from "../../domain/shop-context.ts";
import { isOwnTooMuch } from "./own-things.ts";
import type { TripRecord } from "./trip-records.ts";

/** What trips are looked at with. */
export interface TripScene {
  readonly shop: Pick<Shop, "nowMs" | "settings">;
  readonly model: Pick<ShopModel, "products">;
  readonly policy: Pick<SmartCartsConfig, "glanceCostShare">;
}

/** Share of the goods of known weight that cost less a gram than dear goods. */
const DEAR_SHARE = 0.75;

interface PriceFigures {
  readonly unitMinor: number;
  /** Of goods whose weight is known. */
  readonly minorPerG: number;
  readonly dearMinorPerG: number;
}

/** By the products that it is of: they are replaced as a whole where any changes. */
const figures = new WeakMap<object, PriceFigures>();

export function findStakes(
  scene: TripScene,
  { openedMs, trip, weighed }: Pick<TripRecord, "openedMs" | "trip" | "weighed">,
): CartStakes {
  const { minorPerG, unitMinor } = findFigures(scene, openedMs);
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

/** Whether more lies in the cart as the shopper's own than is let through without a look. */
export function hasTooMuchOwn(
  scene: TripScene,
  { openedMs, weighed }: Pick<TripRecord, "openedMs" | "weighed">,
): boolean {
  const ownG = (weighed?.findings ?? [])
    .filter(({ kind }) => kind === "own")
    .reduce((sum, { weightG }) => sum + Math.max(0, weightG ?? 0), 0);
  const { dearMinorPerG, unitMinor } = findFigures(scene, openedMs);
  const glance = scene.policy.glanceCostShare * unitMinor;
  return ownG > 0 && isOwnTooMuch(ownG, { dearMinorPerG, glance });
}

function findFigures(scene: TripScene, nowMs: number): PriceFigures {
  const {
    model,
    shop: { settings },
  } = scene;
  const known = figures.get(settings.products);
  if (known !== undefined) return known;
  let [minor, units, weighedMinor, weighedG] = [0, 0, 0, 0];
  const perG: number[] = [];
  for (const gtin of settings.products.keys()) {
    const price = findPrice(scene, gtin, nowMs);
    if (price === null) continue;
    minor += price;
    units++;
    const weightG = model.products.get(gtin)?.weightG ?? 0;
    if (!(weightG > 0)) continue;
    weighedMinor += price;
    weighedG += weightG;
    perG.push(price / weightG);
  }
  const found = {
    unitMinor: units === 0 ? 0 : minor / units,
    minorPerG: weighedG === 0 ? 0 : weighedMinor / weighedG,
    dearMinorPerG: perG.sort((a, b) => a - b)[Math.floor(DEAR_SHARE * perG.length)] ?? 0,
  };
  figures.set(settings.products, found);
  return found;
}

function findPrice({ shop: { settings } }: TripScene, gtin: string, atMs: number): number | null {
  const product = settings.products.get(gtin);
  return product === undefined ? null : (findValid(product.prices, atMs)?.amountMinor ?? null);
}
