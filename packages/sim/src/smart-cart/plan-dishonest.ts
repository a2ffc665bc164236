/** What a dishonest shopper does. */
import type { DishonestHabit } from "./cart-habits.ts";
import { makeLoose, planItem, readLabelG } from "./plan-honest.ts";
import {
  drawProduct,
  makeGood,
  planOwn,
  planPress,
  planPut,
  planRemoval,
  planScan,
  planTake,
  type TripWorld,
} from "./trip-world.ts";

/** @returns when it is done */
export function planDishonest(world: TripWorld, habit: DishonestHabit, atMs: number): number {
  const { products, random } = world.options;
  const product = drawProduct(world);
  const good = makeGood(world, product);
  const cheaper = products.filter(({ price }) => price < product.price);
  const dearer = products.filter(({ price }) => price > product.price);
  switch (habit) {
    case "unscanned":
    case "while-rolling":
      planPut(world, atMs, good);
      return atMs + 3000;
    case "two-for-one": {
      planScan(world, atMs, product.barcode, [good]);
      planPut(world, atMs + 1200, good);
      const apartMs = random.chance(0.5) ? 100 : random.uniform(700, 2500);
      planPut(world, atMs + 1200 + apartMs, makeGood(world, product));
      return atMs + 5000;
    }
    case "cheaper-label":
      if (cheaper.length === 0) return planItem(world, atMs);
      planScan(world, atMs, random.pick(cheaper).barcode, [good]);
      planPut(world, atMs + 1500, good);
      return atMs + 4000;
    case "cheaper-produce": {
      if (cheaper.length === 0) return planItem(world, atMs);
      const loose = makeLoose(world, product.barcode);
      planScan(world, atMs, random.pick(cheaper).barcode, [loose], readLabelG(loose));
      planPut(world, atMs + 1500, loose);
      return atMs + 4000;
    }
    case "swap": {
      if (dearer.length === 0) return planItem(world, atMs);
      planScan(world, atMs, product.barcode, [good]);
      planPut(world, atMs + 1200, good);
      const swapMs = atMs + random.uniform(4000, 9000);
      planTake(world, swapMs, () => good);
      planPut(world, swapMs + random.uniform(200, 1500), makeGood(world, random.pick(dearer)));
      return swapMs + 4000;
    }
    case "said-own":
      planPut(world, atMs, good);
      planOwn(world, atMs + 2500);
      return atMs + 5000;
    case "leaning":
      planPress(world, atMs, random.uniform(800, 4000), random.uniform(2500, 6000));
      planPut(world, atMs + 1200, good);
      return atMs + 8000;
    case "removed-line":
      planScan(world, atMs, product.barcode, [good]);
      planPut(world, atMs + 1200, good);
      planRemoval(world, atMs + random.uniform(4000, 9000), good);
      return atMs + 10_000;
    default:
      return habit satisfies never;
  }
}
