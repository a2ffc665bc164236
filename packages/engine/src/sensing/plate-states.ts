/** The state of the plates at this moment, for views of the shelves: nothing is changed. */
import type { Finding } from "../engine-types.ts";
import { formatPlateKey, type ShopModel } from "../shop-model.ts";
import type { GondolaBoards } from "./board-types.ts";
import { countBins, describePlate, type GondolaFrontEnd } from "./front-end.ts";

/** By gondola. */
export interface PlateScene {
  readonly frontEnds: ReadonlyMap<number, GondolaFrontEnd>;
  readonly boards: ReadonlyMap<number, GondolaBoards>;
}

/** What is to send, beside what does. */
interface AwaitedScene extends PlateScene {
  readonly awaited: ReadonlySet<number>;
  readonly index: { readonly shop: Pick<ShopModel, "facings"> };
}

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

/** Plates of a shelf that exist, in order, each board as its first one; none without readings of it. */
export function listPlateStates(
  { frontEnds, boards }: PlateScene,
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
export function listDisturbedShelves({ frontEnds, boards }: PlateScene): ShelfName[] {
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

/** Plates, and cells of boards, that read nothing, always the same, or only noise. */
export function findSickPlates({ awaited, boards, frontEnds, index }: AwaitedScene): Finding[] {
  const findings: Finding[] = [];
  const planned = new Set(
    index.shop.facings
      .filter(({ gondola }) => awaited.has(gondola))
      .flatMap(({ gondola, plates, shelf }) =>
        plates.map((plate) => formatPlateKey(gondola, shelf, plate)),
      ),
  );
  for (const frontEnd of frontEnds.values()) {
    const { gondola } = frontEnd;
    const own = boards.get(gondola);
    for (let shelf = 1; shelf < frontEnd.shelfCount; shelf++) {
      // A board's sum is no sensor: what is wrong with it is wrong with one of its cells.
      if (own?.bySumRow.has(shelf)) continue;
      const board = own?.layouts.find(({ cellRow }) => cellRow === shelf)?.board;
      for (let plate = 1; plate < frontEnd.plateCount; plate++) {
        const isPlanned =
          awaited.has(gondola) &&
          (board === undefined
            ? planned.has(formatPlateKey(gondola, shelf, plate))
            : plate <= board.cells.length);
        const problem = findPlateProblem(frontEnd, shelf * frontEnd.plateCount + plate, isPlanned);
        if (problem === null) continue;
        findings.push({
          kind: problem.kind,
          message: `${describePlate(frontEnd, shelf, plate)} ${problem.says}`,
          gondola,
          shelf: board?.shelf ?? shelf,
          plates: board?.plates ?? [plate],
          barcode: null,
        });
      }
    }
  }
  return findings;
}

/**
 * What is wrong with a plate, as its readings say; null where nothing is.
 *
 * @param isPlanned it must be there, whether or not it has ever read
 */
export function findPlateProblem(
  frontEnd: GondolaFrontEnd,
  cell: number,
  isPlanned = false,
): { kind: "plate-dead" | "plate-noisy"; says: string } | null {
  const { deadMs, stuckMs, noisyG } = frontEnd.parameters;
  const isMissing = frontEnd.missingBins[cell]! >= countBins(frontEnd, deadMs);
  // A plate that never moved at all does not exist: it reads a constant or nothing.
  if (frontEnd.moved[cell]! === 0) {
    return isPlanned && isMissing ? { kind: "plate-dead", says: "has never read" } : null;
  }
  if (isMissing) {
    return { kind: "plate-dead", says: "has stopped reading" };
  }
  if (frontEnd.sameBins[cell]! >= countBins(frontEnd, stuckMs)) {
    return { kind: "plate-dead", says: "reads the same all the time: it is stuck" };
  }
  if (frontEnd.noise[cell]! > noisyG) {
    const spreadG = Math.round(frontEnd.noise[cell]!);
    return { kind: "plate-noisy", says: `is noisy: its readings spread by ${spreadG} g at rest` };
  }
  return null;
}
