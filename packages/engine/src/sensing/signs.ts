/**
 * Whether plates weigh the right way up. A cell that is mounted upside down reads less the more lies on it: what is
 * taken looks as if it were put back by somebody who had nothing, and receipts would be empty and sure.
 */
import type { UnitParameters } from "../parameters/units.ts";
import { formatShelfKey, type ShopIndex } from "../shop-index.ts";
import type { ShelfChange } from "./changes.ts";
import { isOfUnits } from "./whole-units.ts";

/** Plates of one facing, or a board, on which weights only rise. */
export interface SignFault {
  readonly code: "plates-sign";
  readonly message: string;
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
}

/** Changes of a facing that are those of some of its product's units. */
interface SignEvidence {
  readonly gondola: number;
  readonly shelf: number;
  readonly plates: readonly number[];
  increases: number;
  decreases: number;
  /** Before each increase it read less than nothing, by half a unit at least. */
  isBelow: boolean;
  /** Before the first increase it did not read half a unit: its zero may have been set with goods on it. */
  isFromNothing: boolean;
  /** Increases that are too far apart to be one filling of the shelf, and when the last of them was. */
  apart: number;
  sinceMs: number;
}

export interface SignWatch {
  readonly index: ShopIndex;
  readonly parameters: UnitParameters;
  readonly facings: Map<string, SignEvidence>;
}

export function createSignWatch(index: ShopIndex): SignWatch {
  return { index, parameters: index.parameters.units, facings: new Map() };
}

/**
 * Takes a change of a shelf. Returns whether weight came to plates that read nothing and from which nothing was ever
 * taken: it may have been taken from a cell that is upside down and was zeroed with goods on it.
 */
export function watchSign({ facings, index, parameters }: SignWatch, change: ShelfChange): boolean {
  const found = findFacing(index, change);
  if (found === null) return false;
  const { plates, weightG } = found;
  let changeG = 0;
  let besideG = 0;
  let beforeG = 0;
  for (const { plate, changeG: ownG, levelG } of change.plates) {
    if (change.board === undefined && !plates.includes(plate)) besideG += Math.abs(ownG);
    else {
      changeG += ownG;
      beforeG += levelG - ownG;
    }
  }
  const isAlone = Math.abs(changeG) >= parameters.aloneShare * (Math.abs(changeG) + besideG);
  if (!isAlone || !isOfUnits(changeG, weightG, parameters.nearLog)) return false;
  const { gondola, shelf } = change;
  const key = `${formatShelfKey(gondola, shelf)}/${plates.join()}`;
  let own = facings.get(key);
  if (own === undefined) {
    const counts = { increases: 0, decreases: 0 };
    const isFromNothing = changeG > 0 && beforeG < weightG / 2;
    own = {
      gondola,
      shelf,
      plates,
      ...counts,
      isBelow: true,
      isFromNothing,
      sinceMs: change.startMs,
      apart: 0,
    };
    facings.set(key, own);
  }
  if (changeG < 0) own.decreases++;
  else {
    own.increases++;
    if (beforeG > -weightG / 2) own.isBelow = false;
    // A shelf is filled in one go.
    if (own.apart === 0 || change.startMs - own.sinceMs > parameters.filledMs) {
      own.apart++;
      own.sinceMs = change.startMs;
    }
  }
  return own.isFromNothing && isRisingOnly(own);
}

/** What changed, and what one unit of it weighs; null where nothing is planned there. */
function findFacing(
  { facingsByShelf, shop }: ShopIndex,
  { board, gondola, plates, shelf }: ShelfChange,
): { readonly plates: readonly number[]; readonly weightG: number } | null {
  if (board !== undefined) {
    const { alongM, layout } = board;
    const spot = layout.spots.find(({ fromM, toM }) => alongM >= fromM && alongM < toM);
    const weightG = shop.products.get(spot?.barcode ?? "")?.weightG;
    return weightG === undefined ? null : { plates: layout.board.plates, weightG };
  }
  let most = plates[0]!;
  for (const one of plates) if (Math.abs(one.changeG) > Math.abs(most.changeG)) most = one;
  const facings = facingsByShelf.get(formatShelfKey(gondola, shelf)) ?? [];
  const facing = facings.find((one) => one.plates.includes(most.plate));
  const weightG = shop.products.get(facing?.barcode ?? "")?.weightG;
  return facing === undefined || weightG === undefined ? null : { plates: facing.plates, weightG };
}

/**
 * Facings on which weights have only risen so far, from below nothing, or again and again from nothing: nobody puts
 * back what nobody took. It is none any more once a weight falls there.
 */
export function listSignFaults({ facings, parameters }: SignWatch): SignFault[] {
  return [...facings.values()]
    .filter(
      (one) =>
        isRisingOnly(one) &&
        ((one.isBelow && one.increases >= parameters.changesLeast) ||
          (one.isFromNothing && one.apart >= parameters.fillingsLeast)),
    )
    .map(({ gondola, plates, shelf }) => ({
      code: "plates-sign",
      gondola,
      shelf,
      plates,
      message: `Gondola ${gondola}, shelf ${shelf}, plate ${plates.join(", ")} weighs upside down: it reads more whenever something is taken. Turn its cell, or make its scale negative, and zero it with nothing on it.`,
    }));
}

const isRisingOnly = ({ decreases, increases }: SignEvidence): boolean =>
  increases > 0 && decreases === 0;

/**
 * Whether nobody can tell yet: a facing reads less than nothing and rises, or nothing has been taken from a gondola
 * and facings rise from nothing, more than once: one may be put back that was taken before the start. A loaded plate
 * that is the right way up reads more than nothing whatever is put on it.
 */
function isSignUncertain({ facings, parameters }: SignWatch): boolean {
  const byGondola = Map.groupBy(facings.values(), ({ gondola }) => gondola);
  for (const own of byGondola.values()) {
    if (own.some((one) => isRisingOnly(one) && one.isBelow)) return true;
    if (own.some(({ decreases }) => decreases > 0)) continue;
    const rising = own.filter(({ isFromNothing }) => isFromNothing);
    const count = rising.reduce((sum, { increases }) => sum + increases, 0);
    if (count >= parameters.changesLeast) return true;
  }
  return false;
}

/** Why every receipt is reviewed while plates are upside down, or may be, and how likely one is right then at most. */
export function findSignReasons(watch: SignWatch | null): {
  readonly reasons: readonly string[];
  readonly probabilityMost: number;
} {
  if (watch === null) return { reasons: [], probabilityMost: 1 };
  const { rightProbability, uncertainProbability } = watch.parameters;
  if (listSignFaults(watch).length > 0) {
    return { reasons: ["a plate weighs upside down"], probabilityMost: rightProbability };
  }
  if (!isSignUncertain(watch)) return { reasons: [], probabilityMost: 1 };
  const ambiguous = "a plate may weigh upside down: weights there have only risen so far";
  return { reasons: [ambiguous], probabilityMost: uncertainProbability };
}
