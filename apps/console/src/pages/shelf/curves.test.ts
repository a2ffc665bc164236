import { describe, expect, it } from "vitest";
import { createCurves, findRange, SHOWN_MS } from "./curves.ts";

const piece = (startMs: number, ...values: (number | null)[][]) => ({
  startMs,
  stepMs: 100,
  plates: values.map((gramsG, at) => ({ plate: at + 1, gramsG })),
});

describe("curves", () => {
  it("grow by what comes, plate by plate", () => {
    const curves = createCurves();
    curves.add(piece(1000, [1, 2], [5, null]));
    curves.add(piece(1200, [3], [7]));
    expect(curves.read(1)).toEqual([
      [1, 1.1, 1.2],
      [1, 2, 3],
    ]);
    expect(curves.read(2)[1]).toEqual([5, null, 7]);
  });

  it("take what is there already once", () => {
    const curves = createCurves();
    curves.add(piece(1000, [1, 2, 3]));
    curves.add(piece(1100, [2, 3, 4]));
    expect(curves.read(1)[1]).toEqual([1, 2, 3, 4]);
  });

  it("have nothing of a plate while it is not reported", () => {
    const curves = createCurves();
    curves.add(piece(1000, [1, 2]));
    curves.add(piece(1200, [3], [9]));
    expect(curves.read(2)[1]).toEqual([null, null, 9]);
    expect(curves.read(3)[1]).toEqual([null, null, null]);
  });

  it("forget what is older than is shown, and all when a clock was set back", () => {
    const curves = createCurves();
    curves.add(piece(1000, [1]));
    curves.add(piece(1000 + SHOWN_MS, [2]));
    expect(curves.read(1)[1]).toEqual([1, 2]);
    curves.add(piece(1100 + SHOWN_MS, [3]));
    expect(curves.read(1)[1]).toEqual([2, 3]);
    curves.add(piece(500, [8]));
    expect(curves.read(1)).toEqual([[0.5], [8]]);
  });
});

describe("findRange", () => {
  it("is as wide as the noise needs, and has all that was read", () => {
    expect(findRange([100, null, 101], 100, 0.5)).toEqual([88, 112]);
    expect(findRange([100, 101], 100, 4)).toEqual([68, 132]);
    expect(findRange([100, 420], 100, 1)).toEqual([88, 420]);
    expect(findRange([null, 50], null, 1)).toEqual([38, 62]);
    expect(findRange([], null, 1)).toEqual([-12, 12]);
  });
});
