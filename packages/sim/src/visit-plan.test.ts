import type { Observation } from "@saunter/engine/observation";
import type { ShopModel } from "@saunter/engine/shop-model";
import { createRandom } from "@saunter/numerics/random";
import { describe, expect, it } from "vitest";
import { DEFAULT_PHYSICS } from "./physics.ts";
import { makeSmallFloor, makeSmallShop } from "./small-shop.ts";
import type { VisitPlan } from "./visit-plan.ts";
import { simulateVisit } from "./worlds.ts";

const floor = makeSmallFloor(createRandom(4));
const shop = makeSmallShop(floor, createRandom(5));

/** Two products that are far apart change places. */
const placed = shop.facings.filter(({ barcode }) => barcode !== null);
const [first, last] = [placed[0]!, placed.at(-1)!];
const swapped: ShopModel = {
  ...shop,
  facings: shop.facings.map((one) => {
    if (one === first) return { ...one, barcode: last.barcode };
    return one === last ? { ...one, barcode: first.barcode } : one;
  }),
};
const MOVED = new Set([first.barcode, last.barcode]);

function run(given: ShopModel, seed: number, plan?: VisitPlan) {
  const visit = simulateVisit({
    ...{ world: "measured", mix: "everyday", seed, physics: DEFAULT_PHYSICS },
    given: { shop: given, floor },
    ...(plan === undefined ? {} : { plan }),
  });
  const frames: Observation[] = [];
  for (const one of visit.observations()) if (one.kind === "joints") frames.push(one);
  const { receipts, events } = visit.truth();
  const carts = receipts.map(({ targetId, products }) => [targetId, products] as const);
  return { frames, events, carts: new Map(carts), plan: visit.plan() };
}

const SEEDS = Array.from({ length: 12 }, (_, at) => at + 1);
const pairs = SEEDS.map((seed) => {
  const before = run(shop, seed);
  return { before, followed: run(swapped, seed, before.plan), drawn: run(swapped, seed) };
});

const countSame = (of: "followed" | "drawn"): number =>
  pairs.flatMap((pair) =>
    [...pair.before.carts].filter(
      ([id, products]) => JSON.stringify(pair[of].carts.get(id)) === JSON.stringify(products),
    ),
  ).length;

describe("a plan that is followed with another planogram", () => {
  it("has people leave with what they left with before, wherever that stands", () => {
    const people = pairs.reduce((sum, { before }) => sum + before.carts.size, 0);
    expect(people).toBeGreaterThan(20);
    expect(countSame("followed")).toBeGreaterThanOrEqual(0.9 * people);
    expect(countSame("followed")).toBeGreaterThan(countSame("drawn"));
  });

  it("is the same visit, frame for frame, where nobody goes to what was moved", () => {
    const apart = pairs.filter(({ before }) =>
      before.plan.every(({ actions }) =>
        actions.every(({ choices }) => choices.every((one) => !MOVED.has(one?.barcode ?? ""))),
      ),
    );
    expect(apart.length).toBeGreaterThan(0);
    for (const { before, followed } of apart) {
      expect(followed.frames).toEqual(before.frames);
      expect(followed.events).toEqual(before.events);
    }
  });

  it("comes back into step after a longer way", () => {
    const times = pairs.flatMap(({ before, followed }) =>
      before.plan.flatMap(({ actions }, shopper) =>
        actions.map(
          ({ beginMs }, at) => [beginMs, followed.plan[shopper]!.actions[at]!.beginMs] as const,
        ),
      ),
    );
    const inStep = times.filter(([planned, followed]) => planned === followed);
    expect(inStep.length).toBeGreaterThan(0.85 * times.length);
    expect(times.every(([planned, followed]) => followed >= planned)).toBe(true);
  });
});
