/** What an honest shopper does, with their mistakes. */
import type { Product } from "@saunter/engine/shop-model";
import { QUANTITY_PER_LINE } from "../demand-facts.ts";
import {
  drawProduct,
  type Good,
  makeGood,
  planOwn,
  planPress,
  planPut,
  planRemoval,
  planScan,
  planTake,
  type TripWorld,
} from "./trip-world.ts";

/** Division of the scale by which loose goods are weighed, grams. */
const DIVISION_G = 5;
const PIECE_G = { median: 600, logSpread: 0.6 } as const;

/** @returns when it is said, where it is said at once */
export function planOwnThing(world: TripWorld, fromMs: number): number {
  const { manners, random } = world.options;
  const things = random.chance(manners.ownSeveral) ? 2 : 1;
  for (let thing = 0; thing < things; thing++) {
    const weightG = 700 * Math.exp(random.normal(0, 0.8));
    planPut(world, fromMs + 1500 * thing, { barcode: null, weightG, lineId: null });
  }
  if (random.chance(manners.saysOwn)) planOwn(world, fromMs + random.uniform(2000, 6000));
  return fromMs + 7000;
}

/** A line's goods. @returns when the last of them lies */
export function planItem(world: TripWorld, fromMs: number): number {
  const { manners, random } = world.options;
  const product = drawProduct(world);
  if (random.chance(manners.loose)) return planLoose(world, product, fromMs);
  const units = 1 + random.weighted(QUANTITY_PER_LINE);
  if (units > 1 && random.chance(manners.counts)) return planCounted(world, product, units, fromMs);
  let atMs = fromMs;
  for (let unit = 0; unit < units; unit++) {
    const good = makeGood(world, product);
    if (random.chance(manners.forgetsScan)) {
      planPut(world, atMs, good);
      atMs += 2500;
      continue;
    }
    if (random.chance(manners.putFirst)) {
      planPut(world, atMs, good);
      atMs += 1200 + random.exponential(1200);
      planScan(world, atMs, product.barcode, [good]);
      atMs += 800;
      continue;
    }
    planScan(world, atMs, product.barcode, [good]);
    if (random.chance(manners.scansTwice)) planScanTwice(world, atMs + 900, product.barcode);
    const carriedMs = random.chance(manners.carries) ? random.uniform(4000, 20_000) : 0;
    const putMs = atMs + 700 + random.exponential(900) + carriedMs;
    atMs = planPut(world, putMs, good) + 600;
  }
  return atMs;
}

/** Several of one product by one scan: "×6". They are put in one by one, or all at once. */
function planCounted(world: TripWorld, product: Product, units: number, fromMs: number): number {
  const { random } = world.options;
  const goods = Array.from({ length: units }, () => makeGood(world, product));
  planScan(world, fromMs, product.barcode, goods);
  const apartMs = random.chance(0.5) ? 150 : 1600;
  let atMs = fromMs + 1000 + random.exponential(900);
  for (const good of goods) atMs = planPut(world, atMs, good) + apartMs - 800;
  return atMs + 1400;
}

/** Loose goods, weighed at a station: the label has their weight. */
function planLoose(world: TripWorld, { barcode }: Product, fromMs: number): number {
  const good = makeLoose(world, barcode);
  planScan(world, fromMs, barcode, [good], readLabelG(good));
  return planPut(world, fromMs + 900 + world.options.random.exponential(900), good) + 600;
}

export function makeLoose({ options: { random } }: TripWorld, barcode: string): Good {
  const weightG = PIECE_G.median * Math.exp(random.normal(0, PIECE_G.logSpread));
  return { barcode, weightG, lineId: null };
}

export function readLabelG({ weightG }: Good): number {
  return Math.max(DIVISION_G, DIVISION_G * Math.round(weightG / DIVISION_G));
}

/** Most see it, and take the line off. */
function planScanTwice(world: TripWorld, atMs: number, barcode: string): void {
  const extra: Good = { barcode, weightG: 0, lineId: null };
  planScan(world, atMs, barcode, [extra]);
  const { random } = world.options;
  if (random.chance(0.6)) planRemoval(world, atMs + random.uniform(2000, 5000), extra);
}

/** Something is taken out for good, and most take its line off. */
export function planTakeOut(world: TripWorld, fromMs: number): number {
  const { manners, random } = world.options;
  planTake(world, fromMs, () => {
    const good = pickSingle(world);
    if (good !== null && random.chance(manners.removesLine)) {
      planRemoval(world, fromMs + 1500 + random.exponential(1500), good);
    }
    return good;
  });
  return fromMs + 4000;
}

/** Something is taken out and put back, elsewhere in the cart. */
export function planRearrange(world: TripWorld, fromMs: number): number {
  const backMs = fromMs + world.options.random.uniform(1500, 7000);
  planTake(world, fromMs, () => {
    const good = pickSingle(world);
    if (good !== null) planPut(world, backMs, good);
    return good;
  });
  return backMs + 1500;
}

/** Of the goods with a line of their own. */
function pickSingle({ goods, lines, options }: TripWorld): Good | null {
  const inside = goods.filter(({ lineId }) => lineId !== null && lines.get(lineId)?.quantity === 1);
  return inside.length === 0 ? null : options.random.pick(inside);
}

/** Hands and arms on the cart, a bag on its edge, a child that climbs in. They are gone before the lane. */
export function planForces(world: TripWorld, fromMs: number, untilMs: number): void {
  const { manners, random } = world.options;
  const press = (forceG: number, forMs: number, isStill = false): void => {
    const atMs = random.uniform(fromMs, untilMs);
    planPress(world, atMs, forceG, Math.min(forMs, untilMs - atMs), isStill);
  };
  const leans = random.poisson(manners.leans);
  for (let lean = 0; lean < leans; lean++) {
    press(random.exponential(1500), 500 + random.exponential(6000));
  }
  if (random.chance(manners.rests)) {
    press(random.uniform(100, 800), random.uniform(5000, 40_000), true);
  }
  if (random.chance(manners.children)) {
    press(random.uniform(8000, 20_000), random.uniform(5000, 60_000));
  }
}
