/** A shop of an aisle: three to five gondolas, and a planogram whose neighbours weigh nearly the same. */

import type { Facing, Product, ShopModel } from "@saunter/engine/shop-model";
import type { Random } from "@saunter/numerics/random";
import { makeBarcode } from "./catalogue.ts";
import { CATEGORIES } from "./demand-facts.ts";
import { toWorld } from "./floor-plan.ts";
import type { FloorPlan, GondolaPlan } from "./floor-plan-types.ts";

const PLATE_WIDTH_M = 0.1016;
const GAP_M = 0.08;
/** Gondolas stand in a row while it is no longer than this, the others across the aisle. */
const ROW_M = 4.4;
const SHELVES = 6;
const WEIGHT_MIN_G = 25;
const WEIGHT_MAX_G = 1500;
/** How often a product weighs nearly what a shelf-mate does, and how nearly, as log10 of shares. */
const NEAR_SHARE = 0.5;
const NEAR_LOG_MIN = -2.6;
const NEAR_LOG_MAX = -1.3;
/** Facings of one, two, three and four plates. */
const WIDTHS: readonly number[] = [0.2, 0.48, 0.25, 0.07];
const REPEATED_SHARE = 0.04;
/** Products of the catalogue that stand nowhere, by facing. */
const UNPLACED_PER_FACING = 0.5;

export function makeSmallFloor(random: Random): FloorPlan {
  const count = random.integer(3, 5);
  const aisleM = random.uniform(1.7, 2.5);
  const gondolas: GondolaPlan[] = [];
  let alongM = 0;
  let acrossM = random.uniform(0, 0.5);
  for (let i = 0; i < count; i++) {
    const plateCount = random.integer(9, 12);
    const widthM = plateCount * PLATE_WIDTH_M;
    const isAcross = alongM + widthM > ROW_M || (i === count - 1 && random.chance(0.3));
    gondolas.push({
      gondola: i + 1,
      x: isAcross ? acrossM + widthM : alongM,
      y: isAcross ? -aisleM : 0,
      yawRad: isAcross ? Math.PI : 0,
      depthM: random.uniform(0.36, 0.48),
      plateWidthM: PLATE_WIDTH_M,
      plateCount,
      shelfHeightsM: drawHeights(random),
      shapePlates: plateCount + 1,
      shapeShelves: SHELVES + 1,
      absentReads: "nan",
      aisle: 0,
    });
    if (isAcross) acrossM += widthM + GAP_M;
    else alongM += widthM + GAP_M;
  }
  const middleM = -aisleM / 2;
  const side = random.chance(0.5);
  const doors = [
    { x: -0.9, y: middleM },
    { x: ROW_M + 0.9, y: middleM },
  ] as const;
  const [entrance, exit] = side ? doors : [doors[0], doors[0]];
  return { gondolas, entrance, exit, passageX: -0.8 };
}

function drawHeights(random: Random): number[] {
  const lowestM = random.uniform(0.2, 0.4);
  const stepM = random.uniform(0.22, 0.27);
  return Array.from({ length: SHELVES }, (_, k) => lowestM + k * stepM + random.normal(0, 0.01));
}

/** Log-normal about 170 g: quartiles of the real placements are 73, 139 and 390 g. */
function drawWeightG(random: Random): number {
  const weightG = Math.exp(random.normal(Math.log(170), 0.95));
  return Math.min(WEIGHT_MAX_G, Math.max(WEIGHT_MIN_G, weightG));
}

function drawNearG(mateG: number, random: Random): number {
  const share = 10 ** random.uniform(NEAR_LOG_MIN, NEAR_LOG_MAX);
  const weightG = mateG * (1 + (random.chance(0.5) ? share : -share));
  return Math.min(WEIGHT_MAX_G, Math.max(WEIGHT_MIN_G, weightG));
}

export function makeSmallShop(floor: FloorPlan, random: Random): ShopModel {
  const products = new Map<string, Product>();
  const facings: Facing[] = [];
  const addProduct = (weightG: number): Product => {
    const number = products.size + 1;
    const product = {
      barcode: makeBarcode(200_000 + 7 * number + random.integer(0, 6)),
      name: `${CATEGORIES[number % CATEGORIES.length]} ${number}`,
      weightG: Math.round(weightG * 10) / 10,
      price: random.integer(79, 899),
    };
    products.set(product.barcode, product);
    return product;
  };
  const choose = (mates: readonly Product[]): Product => {
    const isRepeated = products.size > 20 && random.chance(REPEATED_SHARE);
    if (isRepeated) return random.pick([...products.values()]);
    const isNear = mates.length > 0 && random.chance(NEAR_SHARE);
    return addProduct(isNear ? drawNearG(random.pick(mates).weightG, random) : drawWeightG(random));
  };
  for (const plan of floor.gondolas) {
    for (let shelf = 1; shelf <= plan.shelfHeightsM.length; shelf++) {
      const mates: Product[] = [];
      for (let first = 1; first <= plan.plateCount; ) {
        const width = Math.min(random.weighted(WIDTHS) + 1, plan.plateCount - first + 1);
        const plates = Array.from({ length: width }, (_, k) => first + k);
        const product = choose(mates);
        mates.push(product);
        const place = placeOf(plan, shelf, plates);
        facings.push({ gondola: plan.gondola, shelf, plates, barcode: product.barcode, place });
        first += width;
      }
    }
  }
  const unplaced = Math.round(facings.length * UNPLACED_PER_FACING);
  for (let k = 0; k < unplaced; k++) addProduct(drawWeightG(random));
  return { facings, products };
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
