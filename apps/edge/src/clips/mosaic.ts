/**
 * The mosaic that people are shown as. Its cells are of one grid over the whole picture, and each is
 * covered whole or not at all: what is covered of a cell could else be told from its mean and what is
 * shown of it.
 */
import { type Disc, HEAD, type Mask, SHOWN } from "./body-regions.ts";
import { type ColourPicture, splitEvenly } from "./small-picture.ts";

/** Colours of cells are told in steps of so much: means of many pictures tell no more than of one. */
export const COLOUR_STEP = 16;

export interface Grid {
  /** Where columns begin, and the end of the last. */
  readonly lefts: Int32Array;
  readonly tops: Int32Array;
}

/** As many cells as there is room for, none of which is smaller than `cellPx` either way. */
export function makeGrid(widthPx: number, heightPx: number, cellPx: number): Grid {
  const split = (length: number): Int32Array =>
    splitEvenly(length, Math.max(1, Math.floor(length / cellPx)));
  return { lefts: split(widthPx), tops: split(heightPx) };
}

/**
 * Covers each cell of which something is to be covered by its mean colour, but for discs; those show
 * nothing of a cell that has something of a head. In place.
 */
export function coverCells(
  picture: ColourPicture,
  mask: Mask,
  { lefts, tops }: Grid,
  discs: readonly Disc[],
): void {
  for (let row = 0; row + 1 < tops.length; row++) {
    for (let column = 0; column + 1 < lefts.length; column++) {
      const cell = {
        ...{ left: lefts[column]!, right: lefts[column + 1]! },
        ...{ top: tops[row]!, bottom: tops[row + 1]! },
      };
      const most = findMost(mask, cell);
      if (most === SHOWN) continue;
      fillCell(picture, cell, most === HEAD ? [] : discs.filter((disc) => isNear(disc, cell)));
    }
  }
}

interface Cell {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function findMost({ widthPx, values }: Mask, { left, right, top, bottom }: Cell): number {
  let most = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) most = Math.max(most, values[y * widthPx + x]!);
  }
  return most;
}

function isNear({ xPx, yPx, radiusPx }: Disc, { left, right, top, bottom }: Cell): boolean {
  const offX = Math.max(left - xPx, 0, xPx - right);
  const offY = Math.max(top - yPx, 0, yPx - bottom);
  return offX * offX + offY * offY <= radiusPx * radiusPx;
}

function fillCell(
  { rgb, widthPx }: ColourPicture,
  { left, right, top, bottom }: Cell,
  discs: readonly Disc[],
): void {
  const sums = [0, 0, 0];
  for (let y = top; y < bottom; y++) {
    const end = (y * widthPx + right) * 3;
    for (let at = (y * widthPx + left) * 3; at < end; at += 3) {
      sums[0]! += rgb[at]!;
      sums[1]! += rgb[at + 1]!;
      sums[2]! += rgb[at + 2]!;
    }
  }
  const count = (right - left) * (bottom - top);
  const [red, green, blue] = sums.map((sum) => toStep(sum / count));
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      if (discs.some((disc) => isWithin(disc, x, y))) continue;
      const at = (y * widthPx + x) * 3;
      rgb[at] = red!;
      rgb[at + 1] = green!;
      rgb[at + 2] = blue!;
    }
  }
}

function isWithin({ xPx, yPx, radiusPx }: Disc, x: number, y: number): boolean {
  return (x - xPx) * (x - xPx) + (y - yPx) * (y - yPx) <= radiusPx * radiusPx;
}

function toStep(value: number): number {
  return Math.floor(value / COLOUR_STEP) * COLOUR_STEP + COLOUR_STEP / 2;
}
