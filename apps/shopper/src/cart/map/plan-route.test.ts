import { expect, it } from "vitest";
import { planRoute } from "./plan-route.ts";
import { isWithin, type MapShelf } from "./shop-map.ts";

/** A shelf with its front at the bottom. */
function shelf(gondola: number, xM: number, yM: number, widthM = 4, depthM = 1): MapShelf {
  const corner = (alongM: number, intoM: number) => ({ xM: xM + alongM, yM: yM + intoM });
  const outline = [corner(0, 0), corner(widthM, 0), corner(widthM, depthM), corner(0, depthM)];
  return { gondola, name: null, outline };
}

it("goes past all shelves in turn, however they are listed, and through none of them", () => {
  const shelves = [0, 3, 6, 9].map((yM, at) => shelf(at, 0, yM));
  const [first, second, third, fourth] = shelves as [MapShelf, MapShelf, MapShelf, MapShelf];
  const { shelves: inTurn, way } = planRoute({ gondolas: shelves }, [first, fourth, second, third]);
  expect(inTurn.map(({ gondola }) => gondola)).toEqual([0, 1, 2, 3]);
  expect(way.length).toBeGreaterThan(10);
  for (const place of way) expect(shelves.some((one) => isWithin(one, place))).toBe(false);
});

it("the way is one line: each place is a cell away from the one before it", () => {
  const shelves = [shelf(1, 0, 0), shelf(2, 6, 5), shelf(3, 0, 8)];
  const { way } = planRoute({ gondolas: shelves }, shelves);
  const stepsM = way
    .slice(1)
    .map(({ xM, yM }, at) => Math.hypot(xM - way[at]!.xM, yM - way[at]!.yM));
  expect(Math.max(...stepsM)).toBeLessThan(0.25 * Math.SQRT2 + 1e-9);
});

it("stands before a shelf's front, not behind it", () => {
  const one = shelf(1, 0, 0);
  const { stops } = planRoute({ gondolas: [one] }, [one]);
  expect(stops[0]!.yM).toBeLessThan(0);
  expect(stops[0]!.yM).toBeGreaterThan(-1);
});

it("leaves out what is walled in, and goes nowhere without a wish", () => {
  const box = [shelf(1, 0, 0, 5, 0.5), shelf(2, 0, 4.5, 5, 0.5), shelf(3, 0, 0, 0.5, 5)];
  const wall = shelf(4, 4.5, 0, 0.5, 5);
  const inner = shelf(5, 2, 2.5, 1, 0.5);
  const map = { gondolas: [...box, wall, inner] };
  expect(planRoute(map, [box[0]!, inner]).shelves).toEqual([box[0]]);
  expect(planRoute(map, [])).toEqual({ shelves: [], stops: [], way: [] });
});
