/** Whose hand came how near to the plates. Metres. */
import { type Gondola, placeWithin } from "@saunter/ui/review/gondola-plan";
import type { Positions } from "./review-types.ts";

export type Point3 = readonly [x: number, y: number, z: number];

/** Items stand on the plates: a hand takes them so far above. */
const ABOVE_M = 0.1;
/** A hand is there before the plate has settled, and after. */
const AROUND_MS = 1500;

/** Middle of the plates, where a hand takes from; null where the plates are not on the plan. */
export function findMiddle(
  gondola: Gondola,
  shelf: number,
  plates: readonly number[],
): Point3 | null {
  const board = gondola.shelves.find((one) => one.shelf === shelf);
  if (board?.heightM == null || plates.length === 0) return null;
  const alongM = ((Math.min(...plates) - 1 + Math.max(...plates)) / 2) * board.plateWidthM;
  const { x, y } = placeWithin(gondola, alongM, gondola.depthM / 2);
  return [x, y, board.heightM + ABOVE_M];
}

export interface Nearest {
  readonly shopperId: string;
  readonly distanceM: number;
  /** From when it happened. */
  readonly afterMs: number;
}

/** Of each shopper the nearest that a hand came around that time, the nearest first. */
export function findNearest(positions: Positions, middle: Point3): Nearest[] {
  const { happenedMs, startMs, stepMs, shoppers } = positions;
  const nearest = shoppers.flatMap(({ shopperId, leftWrist, rightWrist }): Nearest[] => {
    let best: Nearest | null = null;
    for (const wrist of [leftWrist, rightWrist]) {
      for (const [step, place] of wrist.entries()) {
        const afterMs = startMs + step * stepMs - happenedMs;
        if (place === null || Math.abs(afterMs) > AROUND_MS) continue;
        const distanceM = Math.hypot(...place.map((value, axis) => value - middle[axis]!));
        if (best === null || distanceM < best.distanceM) best = { shopperId, distanceM, afterMs };
      }
    }
    return best === null ? [] : [best];
  });
  return nearest.sort((a, b) => a.distanceM - b.distanceM);
}
