/** How plates are at this moment, for whoever looks at the shelves: nothing is changed. */
import type { Engine } from "./engine.ts";
import { findPlateProblem } from "./findings.ts";
import type { GondolaFrontEnd } from "./front-end.ts";

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

/** Plates of a shelf that exist, in order, each board as its first one; none where nothing was heard of it. */
export function listPlateStates(
  { frontEnds, boards }: Pick<Engine, "frontEnds" | "boards">,
  { gondola, shelf }: ShelfName,
): PlateState[] {
  const frontEnd = frontEnds.get(gondola);
  const own = boards.get(gondola);
  const shelfCount = own?.shelfCount ?? frontEnd?.shelfCount ?? 0;
  if (frontEnd === undefined || shelf < 1 || shelf >= shelfCount) return [];
  const states: PlateState[] = [];
  for (let plate = 1; plate < frontEnd.plateCount; plate++) {
    const cell = shelf * frontEnd.plateCount + plate;
    if (frontEnd.moved[cell] !== 0) states.push(readState(frontEnd, cell, plate));
  }
  for (const { board, sumRow, cellRow } of own?.layouts ?? []) {
    if (board.shelf !== shelf) continue;
    const sum = sumRow * frontEnd.plateCount + 1;
    if (frontEnd.moved[sum] === 0) continue;
    const sick = board.cells
      .map((_, at) => findPlateProblem(frontEnd, cellRow * frontEnd.plateCount + at + 1))
      .find((problem) => problem !== null);
    states.push({ ...readState(frontEnd, sum, board.plates[0]!), problem: sick?.says ?? null });
  }
  return states.sort((a, b) => a.plate - b.plate);
}

function readState(frontEnd: GondolaFrontEnd, cell: number, plate: number): PlateState {
  return {
    plate,
    levelG: frontEnd.level[cell]!,
    noiseG: frontEnd.noise[cell]!,
    isDisturbed: frontEnd.disturbedAt[cell] !== -1,
    problem: findPlateProblem(frontEnd, cell)?.says ?? null,
  };
}

/** Shelves of which some plate is disturbed now. */
export function listDisturbedShelves({
  frontEnds,
  boards,
}: Pick<Engine, "frontEnds" | "boards">): ShelfName[] {
  const shelves: ShelfName[] = [];
  for (const { gondola, shelfCount, plateCount, disturbedAt } of frontEnds.values()) {
    const own = boards.get(gondola);
    const disturbed = new Set<number>();
    for (let row = 1; row < shelfCount; row++) {
      const end = (row + 1) * plateCount;
      let cell = row * plateCount + 1;
      while (cell < end && disturbedAt[cell] === -1) cell++;
      if (cell === end) continue;
      const isCells = own !== undefined && row >= own.shelfCount && !own.bySumRow.has(row);
      if (!isCells) disturbed.add(own?.bySumRow.get(row)?.board.shelf ?? row);
    }
    for (const shelf of [...disturbed].sort((a, b) => a - b)) shelves.push({ gondola, shelf });
  }
  return shelves;
}
