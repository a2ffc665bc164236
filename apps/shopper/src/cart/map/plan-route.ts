/** The way through the shop to what is on a list. */
import { orderStops } from "./order-stops.ts";
import { findMiddle, type MapShelf, type Place, type ShopMap } from "./shop-map.ts";
import { createWalkways, findFreeCell, placeOf, reachFrom, traceWay } from "./walkways.ts";

export interface Route {
  /** In the order in which to go to them. */
  readonly shelves: readonly MapShelf[];
  /** Where one stands before each, and the way between them. */
  readonly stops: readonly Place[];
  readonly way: readonly Place[];
}

const NOWHERE: Route = { shelves: [], stops: [], way: [] };

/**
 * The shortest way past some shelves, from the first one on. Shelves that nobody can get to from there
 * are left out.
 */
export function planRoute(map: ShopMap, wanted: readonly MapShelf[]): Route {
  if (wanted.length === 0) return NOWHERE;
  const walkways = createWalkways(map);
  const cells = wanted.map((shelf) => findFreeCell(walkways, findStand(shelf)));
  const reaches = cells.map((cell) => reachFrom(walkways, cell));
  const reached = [...wanted.keys()].filter((at) => reaches[0]!.costs[cells[at]!]! >= 0);
  const distances = reached.map((from) => reached.map((to) => reaches[from]!.costs[cells[to]!]!));
  const order = orderStops(distances).map((at) => reached[at]!);
  const way = order.slice(1).flatMap((to, at) => traceWay(reaches[order[at]!]!, cells[to]!));
  return {
    shelves: order.map((at) => wanted[at]!),
    stops: order.map((at) => placeOf(walkways, cells[at]!)),
    way: way.map((cell) => placeOf(walkways, cell)),
  };
}

/** A step from the middle of a shelf's front, which is between its first two corners. */
const STEP_M = 0.5;

function findStand(shelf: MapShelf): Place {
  const [a, b] = shelf.outline;
  const middle = findMiddle(shelf);
  if (a === undefined || b === undefined) return middle;
  const front = { xM: (a.xM + b.xM) / 2, yM: (a.yM + b.yM) / 2 };
  const depthM = Math.hypot(front.xM - middle.xM, front.yM - middle.yM);
  const far = depthM === 0 ? 0 : STEP_M / depthM;
  return {
    xM: front.xM + (front.xM - middle.xM) * far,
    yM: front.yM + (front.yM - middle.yM) * far,
  };
}
