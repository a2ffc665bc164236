/** Worlds of smart carts, drawn at random: scales, wheels, floors, catalogues and manners. */
import type { Product } from "@saunter/engine/shop-model";
import type { Random } from "@saunter/numerics/random";
import { makeShop } from "../catalogue.ts";
import { drawLog } from "../draw-physics.ts";
import { makeFloorPlan } from "../floor-plan.ts";
import { type CartManners, USUAL_MANNERS } from "./cart-habits.ts";
import { type CartPhysics, changeCartPhysics } from "./cart-physics.ts";

/** Worlds that are alike in one thing: each can be left out of what is fitted. */
export const CART_FAMILIES = [
  /** Even floors, careful shoppers. */
  "usual",
  /** Rough and sloping floors. */
  "rough",
  /** Slow, noisy scales that drift, as beside fridges. */
  "poor-scale",
  /** Hands, children and bags on the cart. */
  "crowded",
  /** A catalogue whose weights are often wrong or missing. */
  "poor-catalogue",
  /** Shoppers who forget, put first, carry, rearrange and change their minds. */
  "careless",
] as const;

export type CartFamily = (typeof CART_FAMILIES)[number];

export interface CartWorld {
  readonly family: CartFamily;
  readonly physics: CartPhysics;
  readonly manners: CartManners;
  readonly products: readonly Product[];
  /** What items of a product weigh on average, by barcode. */
  readonly meansG: ReadonlyMap<string, number>;
}

/** Rates of an HX711 and of common amplifiers; the slow ones are the commonest. */
const RATES_HZ = [10, 10, 10, 20, 40, 80] as const;

/** @param family of these worlds; drawn as well where left out */
export function drawCartWorld(
  random: Random,
  family: CartFamily = random.fork("family").pick(CART_FAMILIES),
): CartWorld {
  const floor = makeFloorPlan({ gondolas: random.integer(2, 6), shelves: 5, plates: 8 });
  const physics = drawCartPhysics(random, family);
  const manners = drawCartManners(random, family);
  const catalogue = [...makeShop(floor, random.fork("catalogue")).products.values()];
  return { family, physics, manners, ...weighProducts(catalogue, physics, random.fork("weights")) };
}

/** What products weigh, and what the catalogue says of it. */
function weighProducts(
  catalogue: readonly Product[],
  physics: CartPhysics,
  random: Random,
): Pick<CartWorld, "meansG" | "products"> {
  const isLearnt = random.chance(physics.learntWeights);
  const meansG = new Map<string, number>();
  const products = catalogue.map((product): Product => {
    const { barcode, weightG } = product;
    const isWrong = random.chance(physics.wrongWeights);
    const off = isWrong
      ? random.pick([-1, 1]) * random.uniform(0.05, 0.1)
      : random.normal(0, physics.productWeightSpread);
    const meanG = weightG * (1 + off);
    meansG.set(barcode, meanG);
    const isMissing = random.chance(physics.missingWeights);
    if (isLearnt) {
      const weightSpreadG = physics.itemWeightSpread * meanG;
      return { ...product, weightG: meanG * (1 + random.normal(0, 0.003)), weightSpreadG };
    }
    return isMissing ? { ...product, weightG: Number.NaN } : product;
  });
  return { products, meansG };
}

function drawCartPhysics(random: Random, family: CartFamily): CartPhysics {
  const isRough = family === "rough";
  const isPoor = family === "poor-scale";
  const isCrowded = family === "crowded";
  const isWrong = family === "poor-catalogue";
  return changeCartPhysics({
    sampleRateHz: isPoor ? 10 : random.pick(RATES_HZ),
    noiseG: drawLog(random, isPoor ? 1 : 0.3, isPoor ? 2.5 : 1.5),
    spikesPerMinute: random.uniform(0, isPoor ? 12 : 8),
    gainSpread: drawLog(random, 0.001, isPoor ? 0.012 : 0.005),
    driftGPerMin: drawLog(random, isPoor ? 1 : 0.1, isPoor ? 4 : 1.2),
    shakeShare: drawLog(random, isRough ? 0.03 : 0.005, isRough ? 0.15 : 0.06),
    jointsPerS: drawLog(random, 0.5, 10),
    jointShare: drawLog(random, 0.03, 0.5),
    slopeShare: drawLog(random, isRough ? 0.001 : 0.0002, isRough ? 0.003 : 0.001),
    ringHz: random.uniform(4, 14),
    ringDecayS: drawLog(random, 0.08, 0.4),
    emptyG: drawLog(random, 2000, 12_000),
    moveMedianS: drawLog(random, 0.15, 0.4),
    pressShare: isCrowded ? random.uniform(0.3, 0.6) : random.uniform(0.1, 0.3),
    pressMeanG: drawLog(random, 200, isCrowded ? 2000 : 1000),
    itemWeightSpread: drawLog(random, 0.008, 0.025),
    productWeightSpread: drawLog(random, 0.004, 0.012),
    wrongWeights: isWrong ? random.uniform(0.1, 0.3) : random.uniform(0, 0.05),
    missingWeights: isWrong ? random.uniform(0.02, 0.1) : random.uniform(0, 0.01),
    learntWeights: isWrong ? 0 : 0.5,
    // Some press as steadily as things lie.
    ...(random.chance(0.2)
      ? { tremorG: 0, tremorShare: 0 }
      : { tremorG: drawLog(random, 1, 10), tremorShare: drawLog(random, 0.005, 0.04) }),
  });
}

function drawCartManners(random: Random, family: CartFamily): CartManners {
  const { children, forgetsScan, leans, loose, rearranges, rests, scansTwice, takesOut } =
    USUAL_MANNERS;
  const slips = family === "careless" ? 3 : 1;
  const hands = family === "crowded" ? 3 : 1;
  return {
    itemsScale: random.uniform(1, 3),
    putFirst: drawLog(random, 0.03, family === "careless" ? 0.5 : 0.2),
    forgetsScan: slips * forgetsScan * drawLog(random, 0.5, 2),
    scansTwice: slips * scansTwice * drawLog(random, 0.5, 2),
    takesOut: slips * takesOut * drawLog(random, 0.5, 2),
    removesLine: random.uniform(0.7, 0.95),
    carries: drawLog(random, 0.01, 0.1),
    ownThings: random.uniform(0.1, 0.6),
    ownSeveral: random.uniform(0, 0.3),
    ownLater: drawLog(random, 0.005, 0.04),
    saysOwn: random.uniform(0.6, 0.95),
    rearranges: slips * rearranges * drawLog(random, 0.5, 2),
    loose: loose * drawLog(random, 0.3, 2),
    counts: random.uniform(0, 0.6),
    leans: hands * leans * drawLog(random, 0.4, 1.5),
    rests: hands * rests * drawLog(random, 0.4, 2),
    children: hands * children * drawLog(random, 0.4, 2),
    answers: random.uniform(0.8, 1),
    ownRolled: random.uniform(0, 0.25),
    answersWrong: drawLog(random, 0.003, 0.03),
    denies: random.uniform(0, 0.6),
  };
}
