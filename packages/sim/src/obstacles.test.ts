import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeFloorPlan, toWorld } from "./floor-plan.ts";
import type { GondolaPlan, Point } from "./floor-plan-types.ts";
import { BODY_RADIUS_M, findFreeShare, findFreeWay, slide, stepOut } from "./obstacles.ts";

const [PLAN] = makeFloorPlan({ gondolas: 1, shelves: 1, plates: 10 }).gondolas as [GondolaPlan];
const floorOf = (yawRad: number) => ({ gondolas: [{ ...PLAN, x: 2, y: 1, yawRad }] });
const widthM = PLAN.plateCount * PLAN.plateWidthM;

/** Whether a place is within a gondola or nearer to it than a body is wide, looked at directly. */
function isBlocked(plan: GondolaPlan, at: Point): boolean {
  const dx = at.x - plan.x;
  const dy = at.y - plan.y;
  const along = dx * Math.cos(plan.yawRad) + dy * Math.sin(plan.yawRad);
  const into = dy * Math.cos(plan.yawRad) - dx * Math.sin(plan.yawRad);
  const isWithin = (value: number, most: number) =>
    value > -BODY_RADIUS_M + 1e-6 && value < most + BODY_RADIUS_M - 1e-6;
  return isWithin(along, plan.plateCount * plan.plateWidthM) && isWithin(into, plan.depthM);
}

describe("findFreeShare", () => {
  it("stops short of a gondola, whichever way it is turned", () => {
    for (const yawRad of [0, 1, Math.PI / 2, Math.PI, -2]) {
      const floor = floorOf(yawRad);
      const [plan] = floor.gondolas as [GondolaPlan];
      const from = toWorld(plan, widthM / 2, -1);
      const to = toWorld(plan, widthM / 2, 1);
      expect(2 * findFreeShare(floor, from, to)).toBeCloseTo(1 - BODY_RADIUS_M, 6);
      expect(findFreeShare(floor, from, toWorld(plan, widthM, -1))).toBe(1);
      expect(findFreeShare(floor, toWorld(plan, -1, 2), toWorld(plan, 3, 2))).toBe(1);
    }
  });

  it("lets whoever stands too near go away, and no nearer", () => {
    const floor = floorOf(0);
    const [plan] = floor.gondolas as [GondolaPlan];
    const near = toWorld(plan, 0.5, -0.1);
    expect(findFreeShare(floor, near, toWorld(plan, 0.5, -0.5))).toBe(1);
    expect(findFreeShare(floor, near, toWorld(plan, 0.5, 0))).toBe(0);
  });

  it("leads nowhere into a gondola", () => {
    const place = fc.record({
      x: fc.double({ min: 0, max: 5, noNaN: true }),
      y: fc.double({ min: -1, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(place, place, fc.double({ min: -4, max: 4, noNaN: true }), (from, to, yawRad) => {
        const floor = floorOf(yawRad);
        const [plan] = floor.gondolas as [GondolaPlan];
        fc.pre(!isBlocked(plan, from));
        const at = (share: number): Point => ({
          x: from.x + share * (to.x - from.x),
          y: from.y + share * (to.y - from.y),
        });
        const free = findFreeShare(floor, from, to);
        for (let step = 0; step <= 20; step++) {
          expect(isBlocked(plan, at((free * step) / 20))).toBe(false);
        }
      }),
    );
  });
});

describe("findFreeWay", () => {
  const floor = makeFloorPlan({ gondolas: 8, shelves: 1, plates: 6, perRow: 2 });

  it("is straight where it can be", () => {
    expect(findFreeWay(floor, { x: 0.3, y: -1 }, { x: 1, y: -1.4 })).toEqual([{ x: 1, y: -1.4 }]);
  });

  it("leads around, on the shorter side, and through nothing", () => {
    for (const a of floor.gondolas) {
      for (const b of floor.gondolas) {
        let at = toWorld(a, 0.3, -0.5);
        for (const leg of findFreeWay(floor, at, toWorld(b, 0.3, -0.5))) {
          expect(findFreeShare(floor, at, leg)).toBe(1);
          at = leg;
        }
      }
    }
    const [first] = findFreeWay(floor, { x: 1, y: -1 }, { x: 1, y: -4.6 });
    expect(first!.x).toBeGreaterThan(1);
  });

  it("is straight where there is no other", () => {
    const inside = { x: 0.3, y: 0.2 };
    expect(findFreeWay(floor, { x: 0.3, y: -1 }, inside)).toEqual([inside]);
  });
});

describe("slide", () => {
  it("goes where it is told while nothing is in the way", () => {
    expect(slide(floorOf(0), { x: 0, y: 0 }, { x: 0.5, y: 0.2 })).toEqual({ x: 0.5, y: 0.2 });
  });

  it("goes along a gondola's side, and stands still before it", () => {
    const floor = floorOf(0);
    const [plan] = floor.gondolas as [GondolaPlan];
    const before = toWorld(plan, 0.5, -BODY_RADIUS_M);
    const along = slide(floor, before, { x: 0.3, y: 0.3 })!;
    expect(along.x).toBeCloseTo(before.x + 0.3, 6);
    expect(along.y).toBeCloseTo(before.y, 6);
    expect(slide(floor, before, { x: 0, y: 0.3 })).toBeNull();
  });
});

describe("stepOut", () => {
  const { gondolas } = makeFloorPlan({ gondolas: 4, shelves: 1, plates: 6, perRow: 2 });

  it("leaves a free place as it is, and leads out of any other, not far", () => {
    const coordinate = fc.double({ min: -2, max: 5, noNaN: true });
    fc.assert(
      fc.property(coordinate, coordinate, (x, y) => {
        const out = stepOut({ gondolas }, { x, y });
        if (!gondolas.some((plan) => isBlocked(plan, { x, y }))) {
          expect(Math.hypot(out.x - x, out.y - y)).toBeLessThan(0.04);
        }
        expect(gondolas.some((plan) => isBlocked(plan, out))).toBe(false);
        expect(Math.hypot(out.x - x, out.y - y)).toBeLessThan(1);
      }),
    );
  });
});
