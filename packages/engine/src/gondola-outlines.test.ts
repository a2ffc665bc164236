import { describe, expect, it } from "vitest";
import { findShelfPitch, outlineGondolas } from "./gondola-outlines.ts";
import type { Facing, PlatePlace } from "./shop-model.ts";

const place = (x: number, y: number, z: number, yawRad: number, widthM: number): PlatePlace => ({
  x,
  y,
  z,
  yawRad,
  widthM,
  depthM: 0.4,
});

const outline = (...facings: Facing[]) => outlineGondolas({ facings, products: new Map() });

describe("outlineGondolas", () => {
  it("finds the front left corner behind the first plate that is known", () => {
    const [plan] = outline({
      gondola: 3,
      shelf: 2,
      plates: [4, 5],
      barcode: "1",
      place: place(1.3, 2, 0.75, 0, 0.2),
    });
    expect(plan).toMatchObject({ gondola: 3, y: 2, depthM: 0.4, plateWidthM: 0.1, plateCount: 5 });
    expect(plan!.x).toBeCloseTo(1);
    expect(plan!.shelfHeightsM).toEqual([Number.NaN, 0.75]);
  });

  it("goes back along a gondola that is turned", () => {
    const [plan] = outline({
      gondola: 1,
      shelf: 1,
      plates: [3],
      barcode: null,
      place: place(0, 0, 0.3, -Math.PI / 2, 0.1),
    });
    expect(plan!.x).toBeCloseTo(0);
    expect(plan!.y).toBeCloseTo(0.2);
  });

  it("is as wide as its usual plates say, and knows shelves of other plates", () => {
    const row = (shelf: number, plates: number[], widthM: number): Facing => ({
      gondola: 1,
      shelf,
      plates,
      barcode: "1",
      place: place((plates[0]! - 1) * (widthM / plates.length), 0, shelf, 0, widthM),
    });
    const facings = [row(1, [23, 24], 0.1), row(2, [11, 12], 0.2), row(3, [5, 6], 0.4)];
    const pitches = [
      { shelf: 1, plateWidthM: 0.05 },
      { shelf: 3, plateWidthM: 0.2 },
    ];
    const fixtures = [{ gondola: 1, kind: "shelf" as const, pitches }];
    const [plan] = outlineGondolas({ facings, products: new Map(), fixtures });
    expect(plan).toMatchObject({ plateWidthM: 0.1, plateCount: 12 });
    expect(plan!.x).toBeCloseTo(0);
    expect([1, 2, 3].map((shelf) => findShelfPitch(plan!, shelf))).toEqual([0.05, 0.1, 0.2]);
  });

  it("is in order, and leaves out what says nothing of its place", () => {
    const at = (gondola: number, known: PlatePlace | null): Facing => ({
      gondola,
      shelf: 1,
      plates: [1],
      barcode: "1",
      place: known,
    });
    const somewhere = place(0, 0, 0.3, 0, 0.1);
    const plans = outline(at(2, somewhere), at(7, null), at(1, somewhere), {
      ...at(4, somewhere),
      plates: [],
    });
    expect(plans.map(({ gondola }) => gondola)).toEqual([1, 2]);
  });
});
