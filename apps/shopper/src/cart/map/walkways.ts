/** Where people can walk between shelves, and how far it is: a grid of cells over the floor. */
import { findBounds, isWithin, type Place, type ShopMap } from "./shop-map.ts";

export interface Walkways {
  readonly columns: number;
  readonly rows: number;
  readonly minXM: number;
  readonly minYM: number;
  readonly cellM: number;
  /** By cell: 1 where a shelf stands. */
  readonly blocked: Uint8Array;
}

/** From one cell to all others. */
export interface Reach {
  /** In tenths of a cell's side; -1: nobody gets there. */
  readonly costs: Int32Array;
  /** By cell: the one before it on the way. */
  readonly before: Int32Array;
}

/** Half of what a cart is wide; larger where a shop is, so that a tablet stays quick. */
const CELL_M_MIN = 0.25;
const CELLS_MAX = 100_000;
/** Of a step along a side and across a corner, in tenths of a side; across both, where both are free. */
const STRAIGHT_COST = 10;
const DIAGONAL_COST = 14;

export function createWalkways(map: ShopMap): Walkways {
  const { minXM, minYM, maxXM, maxYM } = findBounds(map);
  const cellM = Math.max(CELL_M_MIN, Math.sqrt(((maxXM - minXM) * (maxYM - minYM)) / CELLS_MAX));
  const columns = Math.max(1, Math.ceil((maxXM - minXM) / cellM));
  const rows = Math.max(1, Math.ceil((maxYM - minYM) / cellM));
  const blocked = new Uint8Array(columns * rows);
  const walkways = { columns, rows, minXM, minYM, cellM, blocked };
  for (let cell = 0; cell < blocked.length; cell++) {
    const place = placeOf(walkways, cell);
    if (map.gondolas.some((shelf) => isWithin(shelf, place))) blocked[cell] = 1;
  }
  return walkways;
}

/** Middle of a cell. */
export function placeOf({ columns, minXM, minYM, cellM }: Walkways, cell: number): Place {
  return {
    xM: minXM + ((cell % columns) + 0.5) * cellM,
    yM: minYM + (Math.floor(cell / columns) + 0.5) * cellM,
  };
}

/** The free cell that is nearest to a place; -1 where none is free. */
export function findFreeCell(walkways: Walkways, { xM, yM }: Place): number {
  let best = -1;
  let bestM = Number.POSITIVE_INFINITY;
  for (const [cell, isBlocked] of walkways.blocked.entries()) {
    if (isBlocked === 1) continue;
    const place = placeOf(walkways, cell);
    const awayM = Math.hypot(place.xM - xM, place.yM - yM);
    if (awayM >= bestM) continue;
    best = cell;
    bestM = awayM;
  }
  return best;
}

/** Shortest ways from a cell (Dijkstra; costs are small integers, so that a list for each is the queue, as Dial has it). */
export function reachFrom(walkways: Walkways, from: number): Reach {
  const costs = new Int32Array(walkways.blocked.length).fill(-1);
  const before = new Int32Array(walkways.blocked.length).fill(-1);
  const queue: number[][] = [[from]];
  costs[from] = 0;
  for (let cost = 0; cost < queue.length; cost++) {
    for (const cell of queue[cost] ?? []) {
      if (costs[cell] !== cost) continue;
      for (const [next, stepCost] of listSteps(walkways, cell)) {
        const nextCost = cost + stepCost;
        if (costs[next]! >= 0 && costs[next]! <= nextCost) continue;
        costs[next] = nextCost;
        before[next] = cell;
        queue[nextCost] = queue[nextCost] ?? [];
        queue[nextCost].push(next);
      }
    }
  }
  return { costs, before };
}

function listSteps({ columns, rows, blocked }: Walkways, cell: number): [number, number][] {
  const [x, y] = [cell % columns, Math.floor(cell / columns)];
  const isFree = (toX: number, toY: number): boolean =>
    toX >= 0 && toX < columns && toY >= 0 && toY < rows && blocked[toY * columns + toX] === 0;
  const steps: [number, number][] = [];
  for (const dy of [-1, 0, 1]) {
    for (const dx of [-1, 0, 1]) {
      const isDiagonal = dx !== 0 && dy !== 0;
      if ((dx === 0 && dy === 0) || !isFree(x + dx, y + dy)) continue;
      // No cart squeezes past the corner of a shelf.
      if (isDiagonal && !(isFree(x + dx, y) && isFree(x, y + dy))) continue;
      steps.push([(y + dy) * columns + x + dx, isDiagonal ? DIAGONAL_COST : STRAIGHT_COST]);
    }
  }
  return steps;
}

/** The cells from where `reach` begins to one of them, both included; empty where nobody gets there. */
export function traceWay({ costs, before }: Reach, to: number): number[] {
  if (costs[to] === -1) return [];
  const way: number[] = [];
  for (let cell = to; cell !== -1; cell = before[cell]!) way.push(cell);
  return way.reverse();
}
