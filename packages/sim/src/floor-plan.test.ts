import { createRandom } from "@saunter/numerics/random";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeBarcode, makeShop, shareWithNearMate } from "./catalogue.ts";
import {
  countPlates,
  findWay,
  makeFloorPlan,
  makeFloorPlanOf,
  makeNanoFloorPlan,
  toWorld,
} from "./floor-plan.ts";
import { findFreeShare } from "./obstacles.ts";

describe("floor plans", () => {
  it("have the real shop's five gondolas, the fifth turned to the left", () => {
    const floor = makeNanoFloorPlan();
    expect(countPlates(floor)).toBe(6 * (12 + 9 + 12 + 9) + 5 * 9);
    const fifth = floor.gondolas[4]!;
    // ../shared/data/nanostore/store: plates of gondola 5 run along -y, its depth along +x.
    const plate3 = toWorld(fifth, 2 * fifth.plateWidthM, 0);
    expect(plate3.x).toBeCloseTo(4.3176, 4);
    expect(plate3.y).toBeCloseTo(-0.5461, 4);
    expect(toWorld(fifth, 0, -0.5).x).toBeCloseTo(3.8176, 4);
  });

  it("have the size that is asked for, and ways between aisles", () => {
    const floor = makeFloorPlan({ gondolas: 20, shelves: 6, plates: 10 });
    expect(countPlates(floor)).toBe(1200);
    const last = floor.gondolas.at(-1)!;
    expect(last.aisle).toBe(1);
    const from = { x: 1, y: -1 };
    const to = toWorld(last, 0.3, -0.6);
    expect(findWay(floor, from, 0, to, 0)).toEqual([to]);
    expect(findWay(floor, from, 0, to, 1)).toHaveLength(3);
  });

  it("come back from a planogram that was laid on them", () => {
    const floor = makeNanoFloorPlan();
    const shop = makeShop(floor, createRandom(1));
    const again = makeFloorPlanOf(shop);
    again.gondolas.forEach((plan, i) => {
      const before = floor.gondolas[i]!;
      expect(plan.x).toBeCloseTo(before.x, 9);
      expect(plan.y).toBeCloseTo(before.y, 9);
      expect(plan.plateCount).toBe(before.plateCount);
      expect(plan.plateWidthM).toBeCloseTo(before.plateWidthM, 9);
      expect(plan.shelfHeightsM).toEqual(before.shelfHeightsM);
      expect(plan.aisle).toBe(0);
    });
    const bare = { facings: [{ ...shop.facings[0]!, place: null }], products: shop.products };
    expect(() => makeFloorPlanOf(bare)).toThrow(RangeError);
    const upper = shop.facings.filter((facing) => facing.shelf > 1);
    const guessed = makeFloorPlanOf({ facings: upper, products: shop.products });
    expect(guessed.gondolas[0]!.shelfHeightsM[0]).toBe(0.27);
  });
});

describe("a floor of several aisles under a planogram", () => {
  const planned = makeFloorPlan({ gondolas: 8, shelves: 1, plates: 6, perRow: 2 });
  const shop = makeShop(planned, createRandom(1));
  const doors = { entrance: { x: -1.5, y: -6 }, exit: { x: -1.5, y: 0 } };
  const floor = makeFloorPlanOf(shop, doors);

  it("has gondolas that face each other in one aisle, and those behind them in another", () => {
    expect(planned.gondolas.map(({ aisle }) => aisle)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
    expect(floor.gondolas.map(({ aisle }) => aisle)).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  it("has doors where they are said to be, and a passage that is free", () => {
    expect(floor).toMatchObject(doors);
    const from = { x: floor.passageX, y: 3 };
    expect(findFreeShare(floor, from, { x: floor.passageX, y: -9 })).toBe(1);
  });

  it("has ways from the doors that lead through no gondola", () => {
    const { doorAisle = 0 } = floor;
    for (const door of [doors.entrance, doors.exit]) {
      for (const plan of floor.gondolas) {
        let at = door;
        for (const leg of findWay(floor, at, doorAisle, toWorld(plan, 0.3, -0.5), plan.aisle)) {
          expect(findFreeShare(floor, at, leg)).toBe(1);
          at = leg;
        }
      }
    }
  });

  it("has ways from shelf to shelf that lead through no gondola", () => {
    for (const a of floor.gondolas) {
      for (const b of floor.gondolas) {
        let at = toWorld(a, 0.3, -0.5);
        for (const leg of findWay(floor, at, a.aisle, toWorld(b, 0.3, -0.5), b.aisle)) {
          expect(findFreeShare(floor, at, leg)).toBe(1);
          at = leg;
        }
      }
    }
  });
});

describe("catalogue", () => {
  it("puts every plate into one facing, with real weights and near-equal shelf-mates", () => {
    let near = 0;
    for (let seed = 1; seed <= 8; seed++) {
      const floor = makeNanoFloorPlan();
      const shop = makeShop(floor, createRandom(seed));
      const plates = shop.facings.flatMap((f) =>
        f.plates.map((p) => `${f.gondola}/${f.shelf}/${p}`),
      );
      expect(new Set(plates).size).toBe(countPlates(floor));
      expect(plates).toHaveLength(countPlates(floor));
      for (const { weightG, name } of shop.products.values()) {
        expect(weightG).toBeGreaterThanOrEqual(30);
        expect(weightG).toBeLessThanOrEqual(1120);
        expect(name).not.toBe("");
      }
      near += shareWithNearMate(shop, 10) / 8;
    }
    // Real shop: 68 of 111.
    expect(near).toBeGreaterThan(0.55);
    expect(near).toBeLessThan(0.72);
  });

  it("makes UPC-A codes with a right check digit", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999_999 }), (index) => {
        const code = makeBarcode(index);
        expect(code).toMatch(/^\d{12}$/);
        const digits = [...code].map(Number);
        const sum = digits.reduce((s, digit, i) => s + digit * (i % 2 === 0 ? 3 : 1), 0);
        expect(sum % 10).toBe(0);
      }),
    );
  });
});
