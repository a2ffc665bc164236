/** Where gondolas, shelves and plates stand, and how one walks between them. Metres, world axes. */

import {
  findShelfPitch,
  type GondolaOutline,
  outlineGondolas,
} from "@saunter/engine/gondola-outlines";
import type { ShopModel } from "@saunter/engine/shop-model";
import type { FloorPlan, GondolaPlan, Point } from "./floor-plan-types.ts";
import { findFreeShare, listCorners } from "./obstacles.ts";
import { DEFAULT_PHYSICS } from "./physics.ts";

const PLATE_WIDTH_M = 0.1016;

/** ../shared/data/nanostore/store: heights of the real boards. */
const NANO_SHELVES_M: readonly (readonly number[])[] = [
  [0.27, 0.565, 0.79, 0.995, 1.235, 1.535],
  [0.27, 0.53, 0.78, 1.01, 1.287, 1.49],
  [0.27, 0.53, 0.85, 1.087, 1.317, 1.54],
  [0.27, 0.53, 0.85, 1.087, 1.317, 1.54],
  [0.406, 0.648, 0.914, 1.189, 1.488],
];
const NANO_PLATES: readonly number[] = [12, 9, 12, 9, 9];
const NANO_X_M: readonly number[] = [0.025, 1.244, 2.159, 3.378, 4.3176];

/** The real shop: gondolas 1 to 4 side by side, gondola 5 turned by -90 degrees at their right. */
export function makeNanoFloorPlan(): FloorPlan {
  const gondolas = NANO_PLATES.map((plateCount, i): GondolaPlan => {
    const turned = i === 4;
    return {
      gondola: i + 1,
      x: NANO_X_M[i]!,
      y: turned ? -0.3429 : 0,
      yawRad: turned ? -Math.PI / 2 : 0,
      depthM: turned ? 0.787 : 0.4064,
      plateWidthM: PLATE_WIDTH_M,
      plateCount,
      shelfHeightsM: NANO_SHELVES_M[i]!,
      shapePlates: i === 0 ? 15 : 13,
      shapeShelves: 7,
      absentReads: i === 0 ? "nan" : "constant",
      aisle: 0,
    };
  });
  return { gondolas, entrance: { x: 0.9, y: -2.4 }, passageX: 0 };
}

/**
 * Any size: rows of at most `perRow` gondolas, two rows facing each aisle, shelves 0.25 m apart.
 * 1,200 plates: `makeFloorPlan({ gondolas: 20, shelves: 6, plates: 10 })`.
 */
export function makeFloorPlan(size: {
  readonly gondolas: number;
  readonly shelves: number;
  readonly plates: number;
  readonly perRow?: number;
}): FloorPlan {
  const perRow = size.perRow ?? 5;
  const widthM = size.plates * PLATE_WIDTH_M + 0.1;
  const aisleM = 2.4;
  const gondolas = Array.from({ length: size.gondolas }, (_, i): GondolaPlan => {
    const row = Math.floor(i / perRow);
    const aisle = Math.floor(row / 2);
    const inRow = i % perRow;
    const faces = row % 2 === 0;
    const aisleY = -aisle * (aisleM + 1);
    return {
      gondola: i + 1,
      x: faces ? inRow * widthM : (inRow + 1) * widthM - 0.1,
      y: faces ? aisleY : aisleY - aisleM,
      yawRad: faces ? 0 : Math.PI,
      depthM: 0.4064,
      plateWidthM: PLATE_WIDTH_M,
      plateCount: size.plates,
      shelfHeightsM: Array.from({ length: size.shelves }, (_unused, s) => 0.27 + 0.25 * s),
      shapePlates: size.plates + 1,
      shapeShelves: size.shelves + 1,
      absentReads: "nan",
      aisle,
    };
  });
  return { gondolas, entrance: { x: -1.5, y: -1.2 }, passageX: -0.8 };
}

export interface Doors {
  readonly entrance: Point;
  readonly exit: Point;
}

/** Doors in the cross passage are in no aisle. */
const NO_AISLE = -1;
/** The cross passage is so far to the left of all gondolas. */
const PASSAGE_M = 0.8;

/**
 * The floor under a given planogram: boards and plates from facings that say where they are.
 * Gondolas that are seen from one another's front stand in one aisle.
 */
export function makeFloorPlanOf(shop: ShopModel, doors?: Doors): FloorPlan {
  const alone = outlineGondolas(shop).map((outline): GondolaPlan => {
    const boards = (shop.boards ?? []).filter(({ gondola }) => gondola === outline.gondola);
    return { ...makeGondolaOf(outline), ...(boards.length === 0 ? {} : { boards }) };
  });
  if (alone.length === 0) throw new RangeError("no facing of the planogram has a place");
  const gondolas = findAisles(alone);
  const left = Math.min(...gondolas.flatMap((plan) => listCorners(plan).map(({ x }) => x)));
  const first = Math.min(...gondolas.map((plan) => plan.x));
  const hasAisles = gondolas.some(({ aisle }) => aisle > 0);
  return {
    gondolas,
    ...(doors ?? { entrance: { x: first + 0.9, y: -2.4 } }),
    ...(doors !== undefined && hasAisles ? { doorAisle: NO_AISLE } : {}),
    passageX: hasAisles ? left - PASSAGE_M : first,
  };
}

function findAisles(gondolas: readonly GondolaPlan[]): GondolaPlan[] {
  const before = gondolas.map((plan) =>
    toWorld(plan, (plan.plateCount * plan.plateWidthM) / 2, -DEFAULT_PHYSICS.reach.standBeforeM),
  );
  const aisles = gondolas.map((_, at) => at);
  for (let a = 0; a < gondolas.length; a++) {
    for (let b = a + 1; b < gondolas.length; b++) {
      if (aisles[a] === aisles[b]) continue;
      if (findFreeShare({ gondolas }, before[a]!, before[b]!, 0) < 1) continue;
      const [kept, joined] = [Math.min(aisles[a]!, aisles[b]!), Math.max(aisles[a]!, aisles[b]!)];
      for (let at = 0; at < aisles.length; at++) if (aisles[at] === joined) aisles[at] = kept;
    }
  }
  const order = [...new Set(aisles)];
  return gondolas.map((plan, at) => ({ ...plan, aisle: order.indexOf(aisles[at]!) }));
}

function makeGondolaOf(outline: GondolaOutline): GondolaPlan {
  const { gondola, pitches, plateWidthM: usualM, shelfHeightsM } = outline;
  // Places are counted on the shelf of the narrowest plates.
  const plateWidthM = Math.min(usualM, ...(pitches ?? []).map((one) => one.plateWidthM));
  const plateCount = Math.round((outline.plateCount * usualM) / plateWidthM);
  const shelves = shelfHeightsM.map((_, at) => at + 1);
  return {
    ...outline,
    plateCount,
    plateWidthM,
    ...(pitches === undefined
      ? {}
      : {
          pitches: shelves.map((shelf) => ({ shelf, plateWidthM: findShelfPitch(outline, shelf) })),
        }),
    shelfHeightsM: shelfHeightsM.map((height, at) =>
      Number.isNaN(height) ? 0.27 + 0.25 * at : height,
    ),
    shapePlates: gondola === 1 ? Math.max(15, plateCount + 1) : Math.max(13, plateCount + 1),
    shapeShelves: Math.max(7, shelfHeightsM.length + 1),
    absentReads: gondola === 1 ? "nan" : "constant",
    aisle: 0,
  };
}

/** World position of a point `along` the front and `into` the shelf (negative: before it). */
export function toWorld(plan: GondolaPlan, along: number, into: number): Point {
  const c = Math.cos(plan.yawRad);
  const s = Math.sin(plan.yawRad);
  return { x: plan.x + along * c - into * s, y: plan.y + along * s + into * c };
}

/** Way from one place to another: straight within an aisle, else through the cross passage. */
export function findWay(
  floor: FloorPlan,
  from: Point,
  fromAisle: number,
  to: Point,
  toAisle: number,
): Point[] {
  if (fromAisle === toAisle) return [to];
  return [{ x: floor.passageX, y: from.y }, { x: floor.passageX, y: to.y }, to];
}

export function countPlates(floor: FloorPlan): number {
  return floor.gondolas.reduce((sum, p) => sum + p.plateCount * p.shelfHeightsM.length, 0);
}
