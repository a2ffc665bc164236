import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findScaleFault, roundToDivision, weighProduce } from "./produce.ts";

const SCALE = { divisionG: 5, capacityG: 15_000 };

describe("goods by weight", () => {
  it("weigh multiples of the division, halves away from zero", () => {
    expect(roundToDivision(1002.4, 5)).toBe(1000);
    expect(roundToDivision(1002.5, 5)).toBe(1005);
    expect(roundToDivision(-2.5, 5)).toBe(-5);
    expect(roundToDivision(0.25, 0.1)).toBeCloseTo(0.3, 9);
  });

  it("are priced by what lies still, less the container", () => {
    expect(weighProduce([1251, 1252, 1251.5], 149, SCALE)).toEqual({ isPriced: true, netG: 1100 });
  });

  it("are never priced while the scale moves, reads nothing, or reads once", () => {
    const unstable = { isPriced: false, fault: "unstable" };
    expect(weighProduce([1250, 1255.1], 0, SCALE)).toEqual(unstable);
    expect(weighProduce([1250, Number.NaN], 0, SCALE)).toEqual(unstable);
    expect(weighProduce([1250], 0, SCALE)).toEqual(unstable);
  });

  it("are not priced below 20 divisions, without goods, or above the capacity and 9 divisions", () => {
    const tooLight = { isPriced: false, fault: "too-light" };
    expect(weighProduce([95, 95], 0, SCALE)).toEqual(tooLight);
    expect(weighProduce([500, 500], 500, SCALE)).toEqual(tooLight);
    expect(weighProduce([15_045, 15_045], 0, SCALE)).toEqual({ isPriced: true, netG: 15_045 });
    expect(weighProduce([15_050, 15_050], 0, SCALE)).toEqual({
      isPriced: false,
      fault: "overloaded",
    });
  });

  it("are priced within half a division of what they weigh, whatever the noise of a still scale", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 200, max: 14_000, noNaN: true }),
        fc.constantFrom(1, 2, 5),
        fc.array(fc.double({ min: -0.4, max: 0.4, noNaN: true }), { minLength: 2, maxLength: 30 }),
        (trueG, divisionG, noises) => {
          const samplesG = noises.map((noise) => trueG + noise * divisionG);
          const weight = weighProduce(samplesG, 0, { divisionG, capacityG: 15_000 });
          if (!weight.isPriced) throw new Error(`not priced: ${weight.fault}`);
          expect(Math.abs(weight.netG - trueG)).toBeLessThanOrEqual(0.9 * divisionG + 1e-6);
          expect(weight.netG % divisionG).toBe(0);
        },
      ),
    );
  });

  it("need a scale of class III", () => {
    expect(findScaleFault(SCALE)).toBeNull();
    expect(findScaleFault({ divisionG: 2, capacityG: 6000 })).toBeNull();
    expect(findScaleFault({ divisionG: 3, capacityG: 6000 })).toMatch(/1, 2 or 5/);
    expect(findScaleFault({ divisionG: 5, capacityG: 2000 })).toMatch(/500 to 10,000/);
    expect(findScaleFault({ divisionG: 1, capacityG: 15_000 })).toMatch(/100 to 10,000/);
  });
});
