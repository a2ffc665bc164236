import { describe, expect, it } from "vitest";
import { DEFAULT_SMART_CART } from "../parameters/smart-cart.ts";
import { weighRest } from "./touches.ts";

const weigh = (spreadG: number, touchG: number): number =>
  weighRest(
    DEFAULT_SMART_CART,
    { levelG: 0, levelErrorG: 0, points: 6, spreadG, noiseG: 0.6 },
    touchG,
  );

describe("what a tray at rest spreads by", () => {
  it("speaks for a hand where it trembles, and against one where it is still", () => {
    for (const touchG of [200, 1000, 5000]) {
      const { tremorG, tremorShare } = DEFAULT_SMART_CART;
      expect(weigh(tremorG + tremorShare * touchG, touchG)).toBeGreaterThan(
        weigh(tremorG + tremorShare * touchG, 0) + 2,
      );
      expect(weigh(0.6, 0)).toBeGreaterThan(weigh(0.6, touchG) + 1);
    }
  });

  it("is never certain: a tray may be touched, and a bag on the edge is still", () => {
    for (const spreadG of [0, 1e-9, 0.6, 6, 600, 1e6]) {
      for (const touchG of [0, 1, 300, 1e5]) {
        expect(weigh(spreadG, touchG)).toBeGreaterThanOrEqual(-4);
        expect(weigh(spreadG, touchG)).toBeLessThanOrEqual(0);
      }
    }
  });
});
