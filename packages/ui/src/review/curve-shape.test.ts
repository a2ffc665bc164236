import { describe, expect, it } from "vitest";
import { drawCurve, shapeCurve } from "./curve-shape.ts";

const curve = (...grams: (number | null)[][]) => ({
  plates: grams.map((gramsG, at) => ({ plate: at + 3, gramsG })),
});

describe("the shape of a curve", () => {
  it("is how far plates are from how they stood before, alone and together", () => {
    const shape = shapeCurve(
      curve(
        [100, 101, 100, 100, 40, 40, 40, 40, 40, 40],
        [500, 500, 500, 500, 440, 440, 440, 440, 440, 440],
      ),
    );
    expect(shape.plates[1]).toMatchObject({ plate: 4, deltas: { 0: 0, 9: -60 } });
    expect(shape.total[9]).toBe(-121);
    expect(shape.changeG).toBe(-121);
    expect([shape.leastG, shape.mostG]).toEqual([-121, 0]);
  });

  it("shows no small range: what is quiet looks quiet", () => {
    const { leastG, mostG } = shapeCurve(curve([100, 100, 101, 100]));
    expect(mostG - leastG).toBe(60);
  });

  it("has a gap where a plate read nothing, and says nothing where nothing is known", () => {
    expect(shapeCurve(curve([1, null, 1], [1, 1, 1])).total).toEqual([0, null, 0]);
    expect(shapeCurve(curve([null, null]))).toMatchObject({ total: [null, null], changeG: null });
    expect(shapeCurve({ plates: [] })).toMatchObject({ total: [], changeG: null });
  });
});

describe("a drawn curve", () => {
  it("starts again after a gap", () => {
    const path = drawCurve(
      [1, 2, null, 3],
      (step) => step,
      (grams) => 10 * grams,
    );
    expect(path).toBe("M0.0 10.0L1.0 20.0M3.0 30.0");
  });
});
