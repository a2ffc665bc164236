import { type Gondola, placeWithin } from "@saunter/ui/review/gondola-plan";
import { describe, expect, it } from "vitest";
import { findMiddle, findNearest } from "./hand-distance.ts";

const gondola = (yawRad: number): Gondola => ({
  gondola: 1,
  xM: 2,
  yM: 3,
  yawRad,
  depthM: 0.4,
  plateWidthM: 0.1,
  plateCount: 6,
  shelves: [
    { shelf: 1, heightM: 0.5, plateWidthM: 0.1, facings: [] },
    { shelf: 2, heightM: null, plateWidthM: 0.1, facings: [] },
  ],
});

describe("the middle of plates", () => {
  it("is between the first and the last, above the board", () => {
    const [x, y, z] = findMiddle(gondola(0), 1, [3, 4])!;
    expect([x, y, z].map((value) => Math.round(value * 1000))).toEqual([2300, 3200, 600]);
    const plan = gondola(0);
    const wide = { ...plan, shelves: [{ ...plan.shelves[0]!, plateWidthM: 0.2 }] };
    expect(findMiddle(wide, 1, [2])![0]).toBeCloseTo(2.3);
  });

  it("turns with the gondola", () => {
    const { x, y } = placeWithin(gondola(Math.PI / 2), 0.3, 0.2);
    expect([x, y].map((value) => Math.round(value * 1000))).toEqual([1800, 3300]);
  });

  it("is not known of a board that is not on the plan, or has no height", () => {
    expect(findMiddle(gondola(0), 2, [1])).toBeNull();
    expect(findMiddle(gondola(0), 9, [1])).toBeNull();
    expect(findMiddle(gondola(0), 1, [])).toBeNull();
  });
});

describe("the nearest hand", () => {
  const far: [number, number, number] = [9, 0, 0];
  const positions = (shoppers: Parameters<typeof findNearest>[0]["shoppers"]) => ({
    happenedMs: 4000,
    startMs: 0,
    stepMs: 1000,
    shoppers,
  });
  const middle = [0, 0, 0] as const;

  it("is the nearest of both hands around that time, and whoever was nearest comes first", () => {
    const found = findNearest(
      positions([
        {
          shopperId: "a",
          body: [],
          rightWrist: [far, far, far, far, far],
          leftWrist: [[0, 0, 0], null, null, [0, 3, 0], [0, 0, 2]],
        },
        { shopperId: "b", body: [], leftWrist: [], rightWrist: [null, null, null, [1, 0, 0]] },
        { shopperId: "unseen", body: [], leftWrist: [null], rightWrist: [null] },
      ]),
      middle,
    );
    expect(found).toEqual([
      { shopperId: "b", distanceM: 1, afterMs: -1000 },
      { shopperId: "a", distanceM: 2, afterMs: 0 },
    ]);
  });
});
