/** Gondolas as things that nobody walks through. Metres, world axes. */
import type { FloorPlan, GondolaPlan, Point } from "./floor-plan-types.ts";

/** Nobody comes nearer to a gondola than this. */
export const BODY_RADIUS_M = 0.22;

interface Local {
  readonly along: number;
  readonly into: number;
}

/** The other way round of `toWorld`. */
function toLocal({ x, y, yawRad }: GondolaPlan, at: Point): Local {
  const c = Math.cos(yawRad);
  const s = Math.sin(yawRad);
  return { along: (at.x - x) * c + (at.y - y) * s, into: (at.y - y) * c - (at.x - x) * s };
}

function fromLocal({ x, y, yawRad }: GondolaPlan, along: number, into: number): Point {
  const c = Math.cos(yawRad);
  const s = Math.sin(yawRad);
  return { x: x + along * c - into * s, y: y + along * s + into * c };
}

/** Where a way enters a span, and where it leaves it, as shares of the way; null: it is beside it. */
function cutSpan(from: number, step: number, least: number, most: number): [number, number] | null {
  if (step === 0) return from > least && from < most ? [-Infinity, Infinity] : null;
  const a = (least - from) / step;
  const b = (most - from) / step;
  return a < b ? [a, b] : [b, a];
}

/**
 * How much of the straight way from one place to another can be walked before a gondola is in the
 * way: 1 is all of it. Whoever stands too near already can walk away from it.
 */
export function findFreeShare(
  floor: Pick<FloorPlan, "gondolas">,
  from: Point,
  to: Point,
  radiusM = BODY_RADIUS_M,
): number {
  let free = 1;
  for (const plan of floor.gondolas) {
    const a = toLocal(plan, from);
    const b = toLocal(plan, to);
    const widthM = plan.plateCount * plan.plateWidthM;
    const along = cutSpan(a.along, b.along - a.along, -radiusM, widthM + radiusM);
    const into = cutSpan(a.into, b.into - a.into, -radiusM, plan.depthM + radiusM);
    if (along === null || into === null) continue;
    const enters = Math.max(along[0], into[0]);
    const leaves = Math.min(along[1], into[1]);
    if (enters >= leaves || leaves <= 0) continue;
    if (enters >= 0) free = Math.min(free, enters);
    // Inside already: only deeper is not allowed.
    else if (findDepth(plan, b, radiusM) > findDepth(plan, a, radiusM)) free = 0;
  }
  return free;
}

/** How far a place is within a gondola's reach, from its nearest side. */
function findDepth(plan: GondolaPlan, { along, into }: Local, radiusM: number): number {
  const widthM = plan.plateCount * plan.plateWidthM;
  return Math.min(
    along + radiusM,
    widthM + radiusM - along,
    into + radiusM,
    plan.depthM + radiusM - into,
  );
}

/** Further than this from a side one is out of the gondola's reach. */
const OUT_M = BODY_RADIUS_M + 0.03;

/** The nearest place where somebody can stand: the place itself, or beside the gondolas it is within. */
export function stepOut({ gondolas }: Pick<FloorPlan, "gondolas">, at: Point): Point {
  const isFree = (place: Point): boolean =>
    gondolas.every((plan) => findDepth(plan, toLocal(plan, place), BODY_RADIUS_M) <= 0);
  if (isFree(at)) return at;
  const sides = gondolas.flatMap((plan) => {
    const { along, into } = toLocal(plan, at);
    const widthM = plan.plateCount * plan.plateWidthM;
    return [
      fromLocal(plan, along, -OUT_M),
      fromLocal(plan, along, plan.depthM + OUT_M),
      fromLocal(plan, -OUT_M, into),
      fromLocal(plan, widthM + OUT_M, into),
    ];
  });
  const farOf = ({ x, y }: Point): number => Math.hypot(x - at.x, y - at.y);
  return sides.filter(isFree).sort((a, b) => farOf(a) - farOf(b))[0] ?? at;
}

/** Distance from all gondolas from which nothing is in the way. */
const BESIDE_M = 0.8;

/**
 * A way that leads through no gondola: straight, or around all of them on one side, whichever is
 * shorter. Where even that is not free, it is the straight one.
 */
export function findFreeWay(
  floor: Pick<FloorPlan, "gondolas">,
  from: Point,
  to: Point,
): readonly Point[] {
  const xs = floor.gondolas.flatMap((plan) => listCorners(plan).map(({ x }) => x));
  const around = [Math.min(...xs) - BESIDE_M, Math.max(...xs) + BESIDE_M].map((x) => [
    { x, y: from.y },
    { x, y: to.y },
    to,
  ]);
  const ways = [[to], ...around].filter((way) => isFreeWay(floor, from, way));
  const lengthOf = (way: readonly Point[]): number => measureWay(from, way);
  return ways.sort((a, b) => lengthOf(a) - lengthOf(b))[0] ?? [to];
}

function isFreeWay(floor: Pick<FloorPlan, "gondolas">, from: Point, way: readonly Point[]) {
  return way.every((to, at) => findFreeShare(floor, at === 0 ? from : way[at - 1]!, to) === 1);
}

function measureWay(from: Point, way: readonly Point[]): number {
  return way.reduce((length, to, at) => {
    const before = at === 0 ? from : way[at - 1]!;
    return length + Math.hypot(to.x - before.x, to.y - before.y);
  }, 0);
}

/** Of a gondola, seen from above. */
export function listCorners(plan: GondolaPlan): Point[] {
  const widthM = plan.plateCount * plan.plateWidthM;
  const at = (along: number, into: number): Point => fromLocal(plan, along, into);
  return [at(0, 0), at(widthM, 0), at(widthM, plan.depthM), at(0, plan.depthM)];
}

/** A way that goes on along whatever is in the way, as a hand along a wall: null where none does. */
export function slide(floor: Pick<FloorPlan, "gondolas">, from: Point, step: Point): Point | null {
  const at = (dx: number, dy: number): Point => ({ x: from.x + dx, y: from.y + dy });
  const ways = [at(step.x, step.y), ...listSides(floor, step).map(({ x, y }) => at(x, y))];
  for (const to of ways) {
    const share = findFreeShare(floor, from, to);
    const distance = Math.hypot(to.x - from.x, to.y - from.y) * share;
    if (distance < SLIDE_M_MIN) continue;
    return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
  }
  return null;
}

/** A shorter way is standing still. */
const SLIDE_M_MIN = 0.01;

/** What is left of a step along the sides of gondolas, the most first. */
function listSides({ gondolas }: Pick<FloorPlan, "gondolas">, step: Point): Point[] {
  const turns = new Set(gondolas.map(({ yawRad }) => yawRad));
  const sides = [...turns].flatMap((yawRad) => [
    { x: Math.cos(yawRad), y: Math.sin(yawRad) },
    { x: -Math.sin(yawRad), y: Math.cos(yawRad) },
  ]);
  return sides
    .map((side) => {
      const length = step.x * side.x + step.y * side.y;
      return { x: length * side.x, y: length * side.y };
    })
    .sort((a, b) => Math.hypot(b.x, b.y) - Math.hypot(a.x, a.y));
}
