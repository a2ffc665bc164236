/** A synthetic catalogue and planogram on a floor plan. */

import type { Facing, Product, ShopModel } from "@saunter/engine/shop-model";
import type { Random } from "@saunter/numerics/random";
import { CATEGORIES } from "./demand-facts.ts";
import { toWorld } from "./floor-plan.ts";
import type { FloorPlan, GondolaPlan } from "./floor-plan-types.ts";

/** Real planogram: facings of 1, 2, 3, 4, 6 plates: 14, 56, 35, 5, 1 of 113. */
const FACING_WIDTHS: readonly number[] = [14, 56, 35, 5, 0, 1];
/** Real shop: 68 of 111 placements have a shelf-mate within 10 g. */
const NEAR_EQUAL_SHARE = 0.52;
/** Real planogram: a product that stands in more than one place. */
const REPEATED_SHARE = 0.04;
/** Rows that name no product. */
const EMPTY_SHARE = 0.02;
/** Products of the catalogue that stand nowhere (real: 711 products, 113 placements). */
const UNPLACED_PER_FACING = 2;
/** Real placements: quartiles 73, 139, 390 g; 5th and 95th percentile 33 and 694 g. */
const WEIGHT_QUANTILES_G: readonly number[] = [30, 33, 73, 139, 390, 694, 1100];
const WEIGHT_SHARES: readonly number[] = [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1];

/** A UPC-A code: eleven digits of `index` and their check digit. */
export function makeBarcode(index: number): string {
  const digits = `8${String(index).padStart(10, "0")}`;
  let sum = 0;
  for (let i = 0; i < 11; i++) sum += Number(digits[i]) * (i % 2 === 0 ? 3 : 1);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}

function drawWeightG(random: Random): number {
  const at = random.next();
  let i = 1;
  while (WEIGHT_SHARES[i]! < at) i++;
  const low = WEIGHT_SHARES[i - 1]!;
  const share = (at - low) / (WEIGHT_SHARES[i]! - low);
  const from = Math.log(WEIGHT_QUANTILES_G[i - 1]!);
  return Math.exp(from + share * (Math.log(WEIGHT_QUANTILES_G[i]!) - from));
}

export function makeShop(floor: FloorPlan, random: Random): ShopModel {
  const products = new Map<string, Product>();
  const facings: Facing[] = [];
  const addProduct = (weightG: number): Product => {
    const index = 100000 + products.size * 7 + random.integer(0, 6);
    const product = {
      barcode: makeBarcode(index),
      name: `${CATEGORIES[products.size % CATEGORIES.length]} ${products.size + 1}`,
      weightG: Math.round(weightG * 10) / 10,
      price: random.integer(79, 899),
    };
    products.set(product.barcode, product);
    return product;
  };
  for (const plan of floor.gondolas) {
    for (let shelf = 1; shelf <= plan.shelfHeightsM.length; shelf++) {
      const mates: Product[] = [];
      for (const plates of splitShelf(plan.plateCount, random)) {
        const place = placeOf(plan, shelf, plates);
        if (random.chance(EMPTY_SHARE)) {
          facings.push({ gondola: plan.gondola, shelf, plates, barcode: null, place });
          continue;
        }
        let product: Product;
        if (products.size > 20 && random.chance(REPEATED_SHARE)) {
          product = random.pick([...products.values()]);
        } else if (mates.length > 0 && random.chance(NEAR_EQUAL_SHARE)) {
          product = addProduct(Math.max(30, random.pick(mates).weightG + random.normal(0, 3.5)));
        } else product = addProduct(drawWeightG(random));
        mates.push(product);
        facings.push({
          gondola: plan.gondola,
          shelf,
          plates,
          barcode: product.barcode,
          place,
        });
      }
    }
  }
  const unplaced = facings.length * UNPLACED_PER_FACING;
  for (let i = 0; i < unplaced; i++) addProduct(drawWeightG(random));
  return { facings, products };
}

/** Plates 1..`count` in runs of the real planogram's widths. */
function splitShelf(count: number, random: Random): number[][] {
  const runs: number[][] = [];
  let next = 1;
  while (next <= count) {
    const width = Math.min(random.weighted(FACING_WIDTHS) + 1, count - next + 1);
    runs.push(Array.from({ length: width }, (_, i) => next + i));
    next += width;
  }
  return runs;
}

function placeOf(plan: GondolaPlan, shelf: number, plates: readonly number[]) {
  const corner = toWorld(plan, (plates[0]! - 1) * plan.plateWidthM, 0);
  return {
    x: corner.x,
    y: corner.y,
    z: plan.shelfHeightsM[shelf - 1]!,
    yawRad: plan.yawRad,
    widthM: plates.length * plan.plateWidthM,
    depthM: plan.depthM,
  };
}

/** Share of placements with a shelf-mate of another product within `withinG` grams. */
export function shareWithNearMate(shop: ShopModel, withinG: number): number {
  const placed = shop.facings.filter((facing) => facing.barcode !== null);
  const near = placed.filter((facing) =>
    placed.some((other) => {
      if (other === facing || other.gondola !== facing.gondola) return false;
      if (other.shelf !== facing.shelf || other.barcode === facing.barcode) return false;
      const a = shop.products.get(facing.barcode!)!.weightG;
      const b = shop.products.get(other.barcode!)!.weightG;
      return Math.abs(a - b) <= withinG;
    }),
  );
  return near.length / Math.max(1, placed.length);
}
