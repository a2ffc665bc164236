import { takeValues } from "@saunter/numerics/parameter-table";
import { describe, expect, it } from "vitest";
import { TREMOR } from "../parameters/tremor.ts";
import { rateTremor } from "./tremor.ts";

const PARAMETERS = takeValues(TREMOR);
const rest = (spreadG: number, bins = 20) => ({ bins, spreadG, noiseG: 0.5 });
const rate = (spreadG: number, forceG: number, bins?: number): number =>
  rateTremor(rest(spreadG, bins), forceG, PARAMETERS);

describe("a plate between two steps", () => {
  it("speaks for a hand where it trembles as forces do, and against one where it lies still", () => {
    // Three per cent of 200 g.
    expect(rate(6, 200)).toBeGreaterThan(2);
    expect(rate(0.5, 200)).toBeLessThan(-1);
  });

  it("is judged by the size of the force: a light one is lost in the noise", () => {
    expect(Math.abs(rate(0.5, 5))).toBeLessThan(0.2);
    expect(rate(0.5, 50)).toBeGreaterThan(rate(0.5, 500));
    expect(rate(3, -100)).toBeCloseTo(rate(3, 100), 12);
  });

  it("never says more than the shares allow of plates that are disturbed, and of hands that are steady", () => {
    for (const spreadG of [0.01, 0.1, 1, 10, 100, 1000]) {
      for (const forceG of [1, 30, 300, 3000]) {
        const ratio = rate(spreadG, forceG);
        expect(ratio).toBeLessThanOrEqual(Math.log((1 - PARAMETERS.steady) / PARAMETERS.disturbed));
        expect(ratio).toBeGreaterThanOrEqual(
          Math.log(PARAMETERS.steady / (1 - PARAMETERS.disturbed)),
        );
      }
    }
  });

  it("tells nothing by a few bins, the less the fewer, and nothing where it has no noise", () => {
    expect(rate(6, 200, 4)).toBe(0);
    expect(rate(3, 200, 5)).toBeLessThan(rate(3, 200, 50));
    expect(rateTremor({ bins: 20, spreadG: 0, noiseG: 0.5 }, 200, PARAMETERS)).toBe(0);
    expect(rateTremor({ bins: 20, spreadG: 1, noiseG: 0 }, 200, PARAMETERS)).toBe(0);
  });
});
