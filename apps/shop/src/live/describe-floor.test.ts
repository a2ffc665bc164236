import { makeFloorPlanOf, makeNanoFloorPlan } from "@saunter/sim/floor-plan";
import { createSimulation } from "@saunter/sim/simulate";
import { describe, expect, it } from "vitest";
import type { ShopConfig } from "../config/shop-config.ts";
import type { Door } from "../domain/door-watch.ts";
import { describeFloor } from "./describe-floor.ts";

const ZONE = {
  corners: [
    { x: 0, y: 0 },
    { x: 1, y: 0 },
    { x: 1, y: 1 },
  ],
};
const DOORS: readonly Door[] = [
  { gateId: "in", zone: ZONE, direction: "in" },
  { gateId: "side", zone: ZONE, direction: "both" },
];
const FLOOR = { gates: [{ id: "in", name: "Entrance", direction: "in", zone: ZONE.corners }] };
const CONFIG = { floor: FLOOR } as unknown as ShopConfig;
const { shop } = createSimulation({ seed: 1, scenario: "quiet", shoppers: 1 });

describe("describeFloor", () => {
  it("has gondolas and boards where they stand", () => {
    const { gondolas } = describeFloor(CONFIG, shop, DOORS, String);
    const plan = makeNanoFloorPlan();
    expect(gondolas.map(({ gondola }) => gondola)).toEqual([1, 2, 3, 4, 5]);
    for (const [at, { xM, yM, yawRad, shelves }] of gondolas.entries()) {
      const { x, y, yawRad: yaw, shelfHeightsM } = plan.gondolas[at]!;
      expect([xM - x, yM - y, yawRad - yaw].every((off) => Math.abs(off) < 1e-6)).toBe(true);
      expect(shelves.map(({ heightM }) => heightM)).toEqual(shelfHeightsM);
    }
    expect(makeFloorPlanOf(shop).gondolas).toHaveLength(5);
  });

  it("names what stands on each board", () => {
    const { gondolas } = describeFloor(CONFIG, shop, DOORS, String);
    const facings = gondolas.flatMap(({ shelves }) => shelves.flatMap((one) => one.facings));
    expect(facings).toHaveLength(shop.facings.length);
    for (const { gtin, name } of facings) {
      expect(name).toBe(gtin === null ? null : shop.products.get(gtin)!.name);
    }
  });

  it("names a product that the engine does not know as receipts do", () => {
    const stray = { ...shop, products: new Map() };
    const { gondolas } = describeFloor(CONFIG, stray, DOORS, (gtin) => `p ${gtin}`);
    expect(gondolas[0]!.shelves[0]!.facings[0]!.name).toMatch(/^p \d+$/);
  });

  it("has gates by the names of the configuration, and none that is anywhere", () => {
    const { gates } = describeFloor(CONFIG, shop, DOORS, String);
    expect(gates.map(({ name }) => name)).toEqual(["Entrance", "side"]);
    const anywhere: Door = { gateId: "door", zone: null, direction: "both" };
    expect(describeFloor(CONFIG, shop, [anywhere], String).gates).toEqual([]);
  });
});
