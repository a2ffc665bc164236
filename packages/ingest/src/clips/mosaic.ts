/**
 * The mosaic that people are shown as. Each cell is covered whole or not at all: what is covered of a
 * cell could else be told from its mean and what is shown of it.
 */

import type { ColourImage } from "../cameras/colour-image.ts";
import { type Disc, HEAD, type Mask, SHOWN } from "./body-regions.ts";
import type { Grid } from "./mosaic-cells.ts";

/** Step to which cells' colours are rounded, so that the mean of many pictures reveals no more than one picture. */
export const COLOUR_STEP = 16;

/**
 * Covers each cell of which something is to be covered by its mean colour, in cells as coarse as that
 * wants, but for discs; those show nothing of a cell that has something of a head. In place.
 *
 * @param grids by level, as `makeGrids` has them
 */
export function coverCells(
  image: ColourImage,
  mask: Mask,
  grids: readonly Grid[],
  discs: readonly Disc[],
): void {
  const isDone = new Uint8Array(mask.values.length);
  const finest = sumUpCells(mask, grids[0]!);
  for (let level = grids.length - 1; level >= 0; level--) {
    const { lefts, tops } = grids[level]!;
    for (let row = 0; row + 1 < tops.length; row++) {
      for (let column = 0; column + 1 < lefts.length; column++) {
        const cell = {
          left: lefts[column]!,
          right: lefts[column + 1]!,
          top: tops[row]!,
          bottom: tops[row + 1]!,
        };
        // What is done was done in a larger cell, of which this one is a part.
        if (isDone[cell.top * mask.widthPx + cell.left] === 1) continue;
        const most = findMost(finest, cell, level);
        if (most === SHOWN) continue;
        const shown = most === HEAD ? [] : discs.filter((disc) => isNear(disc, cell));
        fillCell(image, isDone, cell, shown);
      }
    }
  }
}

interface Cell {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What is in each of the finest cells: the most that is to be covered, and how coarse that wants to be. */
interface FinestCells {
  readonly columns: number;
  readonly mosts: Uint8Array;
  readonly levels: Uint8Array;
  /** Of each pixel at which a cell begins or the last one ends: which column, or which row. */
  readonly columnAt: Int32Array;
  readonly rowAt: Int32Array;
}

/** All larger cells are made of these: pixels are processed once, not once a level. */
function sumUpCells({ widthPx, values, levels }: Mask, { lefts, tops }: Grid): FinestCells {
  const columns = lefts.length - 1;
  const cells = {
    columns,
    mosts: new Uint8Array(columns * (tops.length - 1)),
    levels: new Uint8Array(columns * (tops.length - 1)),
    columnAt: countStarts(lefts),
    rowAt: countStarts(tops),
  };
  for (let row = 0; row + 1 < tops.length; row++) {
    for (let y = tops[row]!; y < tops[row + 1]!; y++) {
      for (let column = 0; column < columns; column++) {
        const cell = row * columns + column;
        const end = y * widthPx + lefts[column + 1]!;
        for (let at = y * widthPx + lefts[column]!; at < end; at++) {
          if (values[at] === SHOWN) continue;
          if (values[at]! > cells.mosts[cell]!) cells.mosts[cell] = values[at]!;
          if (levels[at]! > cells.levels[cell]!) cells.levels[cell] = levels[at]!;
        }
      }
    }
  }
  return cells;
}

function countStarts(starts: Int32Array): Int32Array {
  const counts = new Int32Array(starts.at(-1)! + 1);
  for (let at = 0; at < starts.length; at++) counts[starts[at]!] = at;
  return counts;
}

/** `SHOWN` where nothing in the cell wants one so coarse; else the most that is in it. */
function findMost(finest: FinestCells, { left, right, top, bottom }: Cell, level: number): number {
  const { columns, mosts, levels, columnAt, rowAt } = finest;
  let most = SHOWN;
  let isWanted = false;
  for (let row = rowAt[top]!; row < rowAt[bottom]!; row++) {
    for (let column = columnAt[left]!; column < columnAt[right]!; column++) {
      const cell = row * columns + column;
      if (mosts[cell] === SHOWN) continue;
      if (mosts[cell]! > most) most = mosts[cell]!;
      if (levels[cell]! >= level) isWanted = true;
    }
  }
  return isWanted ? most : SHOWN;
}

function isNear({ xPx, yPx, radiusPx }: Disc, { left, right, top, bottom }: Cell): boolean {
  const offX = Math.max(left - xPx, 0, xPx - right);
  const offY = Math.max(top - yPx, 0, yPx - bottom);
  return offX * offX + offY * offY <= radiusPx * radiusPx;
}

function fillCell(
  { rgb, widthPx }: ColourImage,
  isDone: Uint8Array,
  { left, right, top, bottom }: Cell,
  discs: readonly Disc[],
): void {
  let red = 0;
  let green = 0;
  let blue = 0;
  for (let y = top; y < bottom; y++) {
    const end = (y * widthPx + right) * 3;
    for (let at = (y * widthPx + left) * 3; at < end; at += 3) {
      red += rgb[at]!;
      green += rgb[at + 1]!;
      blue += rgb[at + 2]!;
    }
  }
  const count = (right - left) * (bottom - top);
  const colour = [toStep(red / count), toStep(green / count), toStep(blue / count)];
  for (let y = top; y < bottom; y++) {
    isDone.fill(1, y * widthPx + left, y * widthPx + right);
    for (let x = left; x < right; x++) {
      if (discs.length > 0 && discs.some((disc) => isWithin(disc, x, y))) continue;
      const at = (y * widthPx + x) * 3;
      rgb[at] = colour[0]!;
      rgb[at + 1] = colour[1]!;
      rgb[at + 2] = colour[2]!;
    }
  }
}

function isWithin({ xPx, yPx, radiusPx }: Disc, x: number, y: number): boolean {
  return (x - xPx) * (x - xPx) + (y - yPx) * (y - yPx) <= radiusPx * radiusPx;
}

function toStep(value: number): number {
  return Math.floor(value / COLOUR_STEP) * COLOUR_STEP + COLOUR_STEP / 2;
}
