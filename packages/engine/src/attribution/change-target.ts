/** Where hands had to reach for a change, or for a block of it. */
import type { Block, ShelfChange } from "../sensing/changes.ts";
import { findPlace, type ShopIndex } from "../shop-index.ts";
import type { ReachTarget } from "./reach.ts";

/** Where all of a change lies. */
export function findChangeTarget(index: ShopIndex, change: ShelfChange): ReachTarget | null {
  if (change.board === undefined) return findTarget(index, change, { plates: change.plates });
  const { alongM, errorM, layout } = change.board;
  const spot = { ...layout.spots[0]!, fromM: 0, toM: layout.widthM };
  return findTarget(index, change, { plates: change.plates, spot, alongM, errorM });
}

/** Where a block of a change lies; null where the positions of its shelf are not known. */
export function findTarget(
  index: ShopIndex,
  change: ShelfChange,
  block: Pick<Block, "spot" | "alongM" | "errorM"> & {
    readonly plates: readonly Pick<Block["plates"][number], "plate" | "changeG">[];
  },
): ReachTarget | null {
  if (block.spot !== undefined) return findSpotTarget(index, change, block);
  let weight = 0;
  let centre = 0;
  for (const plate of block.plates) {
    weight += Math.abs(plate.changeG);
    centre += Math.abs(plate.changeG) * plate.plate;
  }
  centre /= weight;
  const plate = Math.round(centre);
  const place = findPlace(index, change.gondola, change.shelf, plate);
  if (place === null) return null;
  const offM = (centre - plate) * place.widthM;
  return {
    place: {
      ...place,
      x: place.x + Math.cos(place.yawRad) * offM,
      y: place.y + Math.sin(place.yawRad) * offM,
    },
    halfWidthM: block.plates.length * place.widthM * index.parameters.reach.targetWidthShare,
  };
}

/** Where on a board: as far as its cells locate it, within the facing that it is taken for. */
function findSpotTarget(
  index: ShopIndex,
  { gondola, shelf, board }: ShelfChange,
  {
    spot,
    alongM = Number.NaN,
    errorM = Number.POSITIVE_INFINITY,
  }: Pick<Block, "spot" | "alongM" | "errorM">,
): ReachTarget | null {
  const place = findPlace(index, gondola, shelf, board!.layout.board.plates[0]!);
  if (place === null) return null;
  const { fromM, toM } = spot!;
  const isKnown = Number.isFinite(alongM);
  const offM =
    (isKnown ? Math.min(toM, Math.max(fromM, alongM)) : (fromM + toM) / 2) - place.widthM / 2;
  const halfM = (toM - fromM) / 2;
  return {
    place: {
      ...place,
      x: place.x + Math.cos(place.yawRad) * offM,
      y: place.y + Math.sin(place.yawRad) * offM,
    },
    halfWidthM: isKnown ? Math.min(halfM, Math.max(place.widthM / 4, errorM)) : halfM,
  };
}
