/** How plates are at this moment, for whoever looks at the shelves: nothing is changed. */
import type { Engine } from "./engine.ts";
import { findPlateProblem } from "./findings.ts";

export interface PlateState {
  readonly plate: number;
  /** The level at which it rests, grams; NaN until it is known. */
  readonly levelG: number;
  /** Spread of its readings at rest, grams. */
  readonly noiseG: number;
  /** Whether it has left its level, and has not come to rest yet. */
  readonly isDisturbed: boolean;
  /** What is wrong with it, in words: "has stopped reading"; null where nothing is. */
  readonly problem: string | null;
}

export interface ShelfName {
  readonly gondola: number;
  readonly shelf: number;
}

/** Plates of a shelf that exist, in order; none where nothing was heard of it. */
export function listPlateStates(
  { frontEnds }: Pick<Engine, "frontEnds">,
  { gondola, shelf }: ShelfName,
): PlateState[] {
  const frontEnd = frontEnds.get(gondola);
  if (frontEnd === undefined || shelf < 1 || shelf >= frontEnd.shelfCount) return [];
  const states: PlateState[] = [];
  for (let plate = 1; plate < frontEnd.plateCount; plate++) {
    const cell = shelf * frontEnd.plateCount + plate;
    if (frontEnd.moved[cell] === 0) continue;
    states.push({
      plate,
      levelG: frontEnd.level[cell]!,
      noiseG: frontEnd.noise[cell]!,
      isDisturbed: frontEnd.disturbedAt[cell] !== -1,
      problem: findPlateProblem(frontEnd, cell)?.says ?? null,
    });
  }
  return states;
}

/** Shelves of which some plate is disturbed now. */
export function listDisturbedShelves({ frontEnds }: Pick<Engine, "frontEnds">): ShelfName[] {
  const shelves: ShelfName[] = [];
  for (const { gondola, shelfCount, plateCount, disturbedAt } of frontEnds.values()) {
    for (let shelf = 1; shelf < shelfCount; shelf++) {
      const end = (shelf + 1) * plateCount;
      let cell = shelf * plateCount + 1;
      while (cell < end && disturbedAt[cell] === -1) cell++;
      if (cell < end) shelves.push({ gondola, shelf });
    }
  }
  return shelves;
}
