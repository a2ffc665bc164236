import { describe, expect, it } from "vitest";
import { DEFAULT_SMART_CART } from "../parameters/smart-cart.ts";
import { weighRest } from "./forces.ts";

const weigh = (spreadG: number, forceG: number): number =>
  weighRest(
    DEFAULT_SMART_CART,
    { levelG: 0, levelErrorG: 0, points: 6, spreadG, noiseG: 0.6 },
    forceG,
  );

describe("what a tray at rest spreads by", () => {
  it("speaks for a hand where it trembles, and against one where it is still", () => {
    for (const forceG of [200, 1000, 5000]) {
      const { tremorG, tremorShare } = DEFAULT_SMART_CART;
      expect(weigh(tremorG + tremorShare * forceG, forceG)).toBeGreaterThan(
        weigh(tremorG + tremorShare * forceG, 0) + 2,
      );
      expect(weigh(0.6, 0)).toBeGreaterThan(weigh(0.6, forceG) + 1);
    }
  });

  it("is never certain: a tray may be touched, and a bag on the edge is still", () => {
    for (const spreadG of [0, 1e-9, 0.6, 6, 600, 1e6]) {
      for (const forceG of [0, 1, 300, 1e5]) {
        expect(weigh(spreadG, forceG)).toBeGreaterThanOrEqual(-4);
        expect(weigh(spreadG, forceG)).toBeLessThanOrEqual(0);
      }
    }
  });
});
