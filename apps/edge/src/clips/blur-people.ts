/**
 * A frame made small, in which people are a mosaic but for their hands and what those hold. What moved and
 * is nobody who was found is covered, too: privacy does not hang on the pose model's finding everybody.
 */
import type { PoseSighting } from "@saunter/perception/fusion/pose-sighting";
import {
  COVERED,
  coverBody,
  type Disc,
  findHands,
  type Mask,
  measureHeadPx,
  scaleSighting,
} from "./body-regions.ts";
import { coverCells, makeGrid } from "./mosaic.ts";
import {
  type ColourPicture,
  findSmallSize,
  type PictureSize,
  shrinkColour,
} from "./small-picture.ts";
import { createUsualPicture, type Moved } from "./usual-picture.ts";

/** No cell is smaller, pixels of the small picture: a head so wide is 2 m from a usual camera. */
export const CELL_PX_MIN = 20;
/** Of what moved and is nobody found the head is taken to be so wide, beside its shorter side. */
const HEAD_OF_MOVED = 0.6;
/** And no wider than this: nearer than 0.7 m to a usual camera. */
const MOVED_CELL_PX_MAX = 60;

export interface PeopleBlur {
  readonly size: PictureSize;
  /**
   * Writes the blurred picture into `into`, three bytes a pixel of `size`. Returns the wrists that
   * are seen in it, and the side of its cells.
   *
   * @param poses all who were found in the frame, however unsure, in its pixels
   */
  blur(frame: TimedPicture, poses: readonly PoseSighting[], into: Uint8Array): Blurred;
}

export interface TimedPicture extends ColourPicture {
  readonly timestampMs: number;
}

export interface Blurred {
  readonly hands: readonly Disc[];
  readonly cellPx: number;
}

/** Of one camera. `usualAfterMs`: as `createUsualPicture` has it. */
export function createPeopleBlur(
  frame: PictureSize,
  widthPxMax: number,
  usualAfterMs?: number,
): PeopleBlur {
  const size = findSmallSize(frame, widthPxMax);
  const { widthPx, heightPx } = size;
  const mask: Mask = { ...size, values: new Uint8Array(widthPx * heightPx) };
  const usual = createUsualPicture(size, usualAfterMs);
  return {
    size,
    blur: (picture, poses, into) => {
      shrinkColour(picture, size, into);
      const small = { ...size, rgb: into };
      const scale = [widthPx / picture.widthPx, heightPx / picture.heightPx] as const;
      const people = poses.map((pose) => scaleSighting(pose, ...scale));
      const headsPx = people.map(measureHeadPx);
      mask.values.fill(0);
      for (const [at, person] of people.entries()) coverBody(mask, person, headsPx[at]!);
      const moved = usual.see(small, mask.values, picture.timestampMs);
      const unfound = coverMoved(mask, moved);
      const cellPx = Math.ceil(Math.max(CELL_PX_MIN, unfound, ...headsPx));
      const hands = people.flatMap((person, at) => findHands(person, headsPx[at]!));
      coverCells(small, mask, makeGrid(widthPx, heightPx, cellPx), hands);
      return { hands, cellPx };
    },
  };
}

/** Covers what moved. Returns how large cells have to be for who was not found, as far as there is any. */
function coverMoved(mask: Mask, { isAll, blocks, columns, rows }: Moved): number {
  const { widthPx, heightPx, values } = mask;
  if (isAll) {
    for (let at = 0; at < values.length; at++) values[at] = Math.max(values[at]!, COVERED);
    return MOVED_CELL_PX_MAX;
  }
  const unfound = new Uint8Array(blocks.length);
  for (let y = 0; y < heightPx; y++) {
    const row = Math.min(rows - 1, Math.floor((y * rows) / heightPx)) * columns;
    for (let x = 0; x < widthPx; x++) {
      const block = row + Math.min(columns - 1, Math.floor((x * columns) / widthPx));
      const at = y * widthPx + x;
      if (blocks[block] === 0 || values[at] !== 0) continue;
      values[at] = COVERED;
      unfound[block] = 1;
    }
  }
  const sidePx = widthPx / columns;
  return Math.min(MOVED_CELL_PX_MAX, HEAD_OF_MOVED * sidePx * findWidest(unfound, columns, rows));
}

/** The shorter side of the largest patch of blocks that hang together, blocks. */
function findWidest(blocks: Uint8Array, columns: number, rows: number): number {
  const left = Uint8Array.from(blocks);
  let widest = 0;
  for (let start = 0; start < left.length; start++) {
    if (left[start] === 0) continue;
    left[start] = 0;
    const open = [start];
    let [minX, maxX, minY, maxY] = [columns, 0, rows, 0];
    while (open.length > 0) {
      const block = open.pop()!;
      const [x, y] = [block % columns, Math.floor(block / columns)];
      [minX, maxX] = [Math.min(minX, x), Math.max(maxX, x)];
      [minY, maxY] = [Math.min(minY, y), Math.max(maxY, y)];
      for (const [toX, toY] of [
        [x - 1, y],
        [x + 1, y],
        [x, y - 1],
        [x, y + 1],
      ] as const) {
        const to = toY * columns + toX;
        if (toX < 0 || toY < 0 || toX >= columns || toY >= rows || left[to] === 0) continue;
        left[to] = 0;
        open.push(to);
      }
    }
    widest = Math.max(widest, Math.min(maxX - minX, maxY - minY) + 1);
  }
  return widest;
}
