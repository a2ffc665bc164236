/** Worlds of smart carts, drawn at random: scales, wheels, floors, catalogues and manners. */
import type { Product } from "@saunter/engine/shop-model";
import type { Random } from "@saunter/numerics/random";
import { makeShop } from "../catalogue.ts";
import { drawLog } from "../draw-physics.ts";
import { makeFloorPlan } from "../floor-plan.ts";
import { type CartManners, USUAL_MANNERS } from "./cart-habits.ts";
import { type CartPhysics, changeCartPhysics } from "./cart-physics.ts";

export interface CartWorld {
  readonly physics: CartPhysics;
  readonly manners: CartManners;
  readonly products: readonly Product[];
}

/** Rates of an HX711 and of common amplifiers; the slow ones are the commonest. */
const RATES_HZ = [10, 10, 10, 20, 40, 80] as const;

export function drawCartWorld(random: Random): CartWorld {
  const floor = makeFloorPlan({ gondolas: random.integer(2, 6), shelves: 5, plates: 8 });
  return {
    physics: drawCartPhysics(random),
    manners: drawCartManners(random),
    products: [...makeShop(floor, random.fork("catalogue")).products.values()],
  };
}

function drawCartPhysics(random: Random): CartPhysics {
  return changeCartPhysics({
    sampleRateHz: random.pick(RATES_HZ),
    noiseG: drawLog(random, 0.3, 2),
    spikesPerMinute: random.uniform(0, 10),
    gainSpread: drawLog(random, 0.001, 0.006),
    driftGPerMin: drawLog(random, 0.2, 2),
    shakeShare: drawLog(random, 0.005, 0.1),
    jointsPerS: drawLog(random, 0.5, 10),
    jointShare: drawLog(random, 0.03, 0.5),
    slopeShare: drawLog(random, 0.0002, 0.002),
    ringHz: random.uniform(4, 14),
    ringDecayS: drawLog(random, 0.08, 0.4),
    emptyG: drawLog(random, 2000, 12_000),
    moveMedianS: drawLog(random, 0.15, 0.4),
    pressShare: random.uniform(0.1, 0.4),
    pressMeanG: drawLog(random, 200, 1200),
    itemWeightSpread: drawLog(random, 0.008, 0.025),
    productWeightSpread: drawLog(random, 0.004, 0.012),
  });
}

function drawCartManners(random: Random): CartManners {
  const { forgetsScan, leans, scansTwice, takesOut } = USUAL_MANNERS;
  return {
    itemsScale: random.uniform(1, 3),
    putFirst: drawLog(random, 0.03, 0.3),
    forgetsScan: forgetsScan * drawLog(random, 0.5, 2),
    scansTwice: scansTwice * drawLog(random, 0.5, 2),
    takesOut: takesOut * drawLog(random, 0.5, 2),
    removesLine: random.uniform(0.7, 0.95),
    carries: drawLog(random, 0.01, 0.1),
    ownThings: random.uniform(0.1, 0.6),
    ownLater: drawLog(random, 0.005, 0.04),
    saysOwn: random.uniform(0.6, 0.95),
    leans: leans * drawLog(random, 0.4, 2),
    answers: random.uniform(0.8, 1),
  };
}
