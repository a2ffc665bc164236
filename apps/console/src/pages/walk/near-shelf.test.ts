import { describe, expect, it } from "vitest";
import type { Floor } from "../floor/floor-shape.ts";
import { findGateAt, findGoal, findMiddleBefore, findNear } from "./near-shelf.ts";

const gondola = (number: number, xM: number, yM: number, yawRad: number) => ({
  gondola: number,
  xM,
  yM,
  yawRad,
  depthM: 0.4,
  plateWidthM: 0.1,
  plateCount: 10,
  shelves: [],
});

/** Two back to back, as an island. */
const FLOOR: Floor = {
  gondolas: [gondola(1, 0, 0, 0), gondola(2, 1, 0.8, Math.PI)],
  gates: [
    {
      gateId: "in",
      name: "Entrance",
      direction: "in",
      corners: [
        { xM: -2, yM: -2 },
        { xM: -1, yM: -2 },
        { xM: -1, yM: -1 },
        { xM: -2, yM: -1 },
      ],
    },
  ],
};

describe("the shelf that somebody stands before", () => {
  it.each([
    ["before its front", { x: 50, y: -40 }, 1],
    ["beside its front", { x: 120, y: -40 }, 1],
    ["on the other side of the island", { x: 50, y: 120 }, 2],
  ])("is found %s", (_where, at, found) => {
    expect(findNear(FLOOR, at)?.gondola).toBe(found);
  });

  it("is none where none is near", () => {
    expect(findNear(FLOOR, { x: 50, y: -126 })).toBeNull();
    expect(findNear(FLOOR, { x: -150, y: -50 })).toBeNull();
  });
});

it("leads whoever taps a shelf before it, on its side of the island", () => {
  expect(findGoal(FLOOR, { x: 30, y: 35 })).toMatchObject({ x: 30, y: -50 });
  const { x, y } = findGoal(FLOOR, { x: 30, y: 45 });
  expect([x, y]).toEqual([expect.closeTo(30), expect.closeTo(130)]);
  expect(findGoal(FLOOR, { x: -30, y: 45 })).toEqual({ x: -30, y: 45 });
  expect(findMiddleBefore(FLOOR.gondolas[0]!)).toEqual({ x: 50, y: -50 });
});

it("knows a gate by a place within it", () => {
  expect(findGateAt(FLOOR, { x: -150, y: -150 })?.gateId).toBe("in");
  expect(findGateAt(FLOOR, { x: -50, y: -150 })).toBeNull();
});
