/** Cells of a mosaic in several sizes, of which each larger one is made of whole smaller ones. */
import { splitEvenly } from "./small-image.ts";

/** No cell is smaller, pixels of the small picture: a head so wide is 2 m from a usual camera. */
export const CELL_PX_MIN = 20;
/** Each size is twice the one before, and the largest is more than any small picture is high. */
export const LEVELS = 5;

/** The level whose cells are at least as wide and as high as a head of that width. */
export function findLevel(headPx: number): number {
  let level = 0;
  while (level < LEVELS - 1 && CELL_PX_MIN * 2 ** level < headPx) level++;
  return level;
}

/** Where columns and rows of cells begin, and the end of the last. */
export interface Grid {
  readonly lefts: Int32Array;
  readonly tops: Int32Array;
}

/**
 * Grids by level, from the finest. A cell of level n is at least `CELL_PX_MIN` times two to the n wide
 * and high, or as wide or high as the whole picture, and each lies within one of the next level.
 */
export function makeGrids(widthPx: number, heightPx: number): Grid[] {
  const split = (lengthPx: number): Int32Array =>
    splitEvenly(lengthPx, Math.max(1, Math.floor(lengthPx / CELL_PX_MIN)));
  const grids: Grid[] = [{ lefts: split(widthPx), tops: split(heightPx) }];
  while (grids.length < LEVELS) {
    const { lefts, tops } = grids.at(-1)!;
    grids.push({ lefts: joinPairs(lefts), tops: joinPairs(tops) });
  }
  return grids;
}

/** Two and two parts, and three where one would be left alone. */
function joinPairs(starts: Int32Array): Int32Array {
  const parts = starts.length - 1;
  return splitEvenly(parts, Math.max(1, parts >> 1)).map((at) => starts[at]!);
}
