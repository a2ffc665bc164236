import { describe, expect, it } from "vitest";
import {
  type Floor,
  findBounds,
  findMiddle,
  findPlace,
  nameProducts,
  shapeGondola,
} from "./floor-shape.ts";

const facing = (plates: number[], gtin: string | null) => ({
  facing: `1/1/${plates[0]}`,
  plates,
  gtin,
  name: gtin === null ? null : `p${gtin}`,
});
const gondola = (more: Partial<Floor["gondolas"][number]> = {}): Floor["gondolas"][number] => ({
  gondola: 1,
  xM: 1,
  yM: 2,
  yawRad: 0,
  depthM: 0.4,
  plateWidthM: 0.1,
  plateCount: 6,
  shelves: [
    {
      shelf: 1,
      heightM: 0.3,
      plateWidthM: 0.1,
      facings: [facing([1, 2], "01"), facing([3, 4, 5, 6], "02")],
    },
    { shelf: 2, heightM: 0.8, plateWidthM: 0.1, facings: [facing([1, 2, 3, 4, 5, 6], null)] },
  ],
  ...more,
});
const floorOf = (...gondolas: Floor["gondolas"]): Floor => ({ gondolas, gates: [] });

describe("a gondola's shape", () => {
  it("has its boards as strips, the lowest at the front, with seams between products", () => {
    const shape = shapeGondola(gondola());
    expect(shape.transform).toBe("translate(100 -200) rotate(0)");
    expect([shape.width, shape.depth].map(Math.round)).toEqual([60, 40]);
    expect(shape.boards).toMatchObject([
      { key: "1/1", y: -20, height: 20, facings: [{ name: "p01" }, { name: "p02" }] },
      { key: "1/2", y: -40, height: 20, facings: [] },
    ]);
    expect(shape.boards[0]!.seams[0]).toBeCloseTo(20);
    expect(shape.boards[0]!.seams).toHaveLength(1);
  });

  it("has seams where a shelf of wider plates has them", () => {
    const [narrow, wide] = gondola().shelves;
    const facings = [facing([1], "01"), facing([2, 3], "02")];
    const mixed = gondola({ shelves: [narrow!, { ...wide!, plateWidthM: 0.2, facings }] });
    const { boards } = shapeGondola(mixed);
    expect(boards[1]!.seams.map(Math.round)).toEqual([20]);
    expect(boards[1]!.facings.map(({ middle, width }) => [middle, width].map(Math.round))).toEqual([
      [10, 20],
      [40, 40],
    ]);
    const { x } = findPlace(floorOf(mixed), { gondola: 1, shelf: 2, plates: [3] })!;
    expect(Math.round(x)).toBe(150);
  });

  it("is turned the other way round on a screen, whose y goes down", () => {
    const turned = shapeGondola(gondola({ yawRad: Math.PI / 2 }));
    expect(turned.transform).toContain("rotate(-90)");
    // Its number stays before its front, which looks to the right now.
    const straight = shapeGondola(gondola());
    const origin = (shape: typeof straight) => shape.transform.match(/-?[\d.]+/g)!.map(Number);
    const [x, y] = origin(turned);
    expect(turned.before.x - x!).toBeCloseTo(14);
    expect(turned.before.y + y!).toBeCloseTo(turned.width / 2);
    expect(straight.before.x - origin(straight)[0]!).toBeCloseTo(straight.width / 2);
    expect(straight.before.y + origin(straight)[1]!).toBeCloseTo(-14);
  });

  it("knows when it stands on its head", () => {
    const turns = [0, Math.PI / 2, Math.PI, -3];
    const upsideDown = turns.map((yawRad) => shapeGondola(gondola({ yawRad })).isUpsideDown);
    expect(upsideDown).toEqual([false, false, true, true]);
  });

  it("has names in the middle of their plates", () => {
    const [facing] = shapeGondola(gondola()).boards[0]!.facings.slice(1);
    expect(facing!.middle).toBeCloseTo(40);
    expect(facing!.width).toBeCloseTo(40);
  });
});

describe("findPlace", () => {
  it("is the middle of the plates, on the board's strip", () => {
    const place = findPlace(floorOf(gondola()), { gondola: 1, shelf: 1, plates: [1, 2] })!;
    expect(place.x).toBeCloseTo(110);
    expect(place.y).toBeCloseTo(210);
    const upper = findPlace(floorOf(gondola()), { gondola: 1, shelf: 2, plates: [6] })!;
    expect(upper.x).toBeCloseTo(155);
    expect(upper.y).toBeCloseTo(230);
  });

  it("turns with the gondola", () => {
    const turned = floorOf(gondola({ yawRad: Math.PI }));
    const place = findPlace(turned, { gondola: 1, shelf: 1, plates: [1, 2] })!;
    expect(place.x).toBeCloseTo(90);
    expect(place.y).toBeCloseTo(190);
  });

  it("is the gondola's middle where no plates are named, and nowhere of one that is not there", () => {
    const place = findPlace(floorOf(gondola()), { gondola: 1, shelf: 1, plates: [] })!;
    expect(place.x).toBeCloseTo(130);
    expect(findPlace(floorOf(gondola()), { gondola: 9, shelf: 1, plates: [1] })).toBeNull();
  });
});

describe("findBounds", () => {
  it("has gondolas, who stands before them, and gates", () => {
    const gate = { gateId: "in", name: "In", direction: "in" as const };
    const corners = [
      { xM: -1, yM: 0 },
      { xM: 0, yM: 0 },
      { xM: 0, yM: 1 },
    ];
    const bounds = findBounds({ gondolas: [gondola()], gates: [{ ...gate, corners }] });
    expect(bounds).toEqual({ minX: -155, minY: -55, maxX: 215, maxY: 295 });
    expect(findMiddle(corners).y).toBeCloseTo(100 / 3);
  });

  it("is somewhere where there is nothing", () => {
    expect(findBounds(floorOf())).toEqual({ minX: 0, minY: 0, maxX: 600, maxY: 400 });
  });
});

describe("nameProducts", () => {
  it("knows what stands somewhere", () => {
    expect([...nameProducts(floorOf(gondola()))]).toEqual([
      ["01", "p01"],
      ["02", "p02"],
    ]);
  });
});
