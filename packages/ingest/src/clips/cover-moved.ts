/** Covers what moved in a picture and is nobody who was found: it may be somebody who was not. */

import type { Moved } from "./background-image.ts";
import { COVERED, type Mask, SHOWN } from "./body-regions.ts";
import { findLevel } from "./mosaic-cells.ts";

/** The head of who was not found is taken to be so wide, beside the shorter side of what moved. */
const HEAD_OF_MOVED = 0.6;
/** And no wider than this: nearer than half a metre to a usual camera. */
export const UNFOUND_HEAD_PX_MAX = 80;

/** Pixels that are covered already stay as they are. */
export function coverMoved(mask: Mask, moved: Moved): void {
  const { values, levels } = mask;
  if (moved.isAll) {
    const level = findLevel(UNFOUND_HEAD_PX_MAX);
    for (let at = 0; at < values.length; at++) coverPixel(values, levels, at, level);
    return;
  }
  if (!moved.blocks.includes(1)) return;
  const blockLevels = findBlockLevels(mask, moved);
  forEachPixel(mask, moved, (at, block) => {
    const level = blockLevels[block]!;
    if (level > 0) coverPixel(values, levels, at, level - 1);
  });
}

function coverPixel(values: Uint8Array, levels: Uint8Array, at: number, level: number): void {
  if (values[at]! < COVERED) values[at] = COVERED;
  if (levels[at]! < level) levels[at] = level;
}

function forEachPixel(
  { widthPx, heightPx }: Mask,
  { columns, rows }: Moved,
  visit: (at: number, block: number) => void,
): void {
  const columnOf = new Int32Array(widthPx);
  for (let x = 0; x < widthPx; x++)
    columnOf[x] = Math.min(columns - 1, Math.floor((x * columns) / widthPx));
  for (let y = 0; y < heightPx; y++) {
    const first = Math.min(rows - 1, Math.floor((y * rows) / heightPx)) * columns;
    for (let x = 0; x < widthPx; x++) visit(y * widthPx + x, first + columnOf[x]!);
  }
}

/** Of each block that shows something moved beside who was found: how coarse it is covered, plus one. */
function findBlockLevels(mask: Mask, moved: Moved): Uint8Array {
  const { columns, rows, blocks } = moved;
  const open = new Uint8Array(blocks.length);
  forEachPixel(mask, moved, (at, block) => {
    if (blocks[block] === 1 && mask.values[at] === SHOWN) open[block] = 1;
  });
  const levels = new Uint8Array(blocks.length);
  const blockPx = mask.widthPx / columns;
  for (let start = 0; start < open.length; start++) {
    if (open[start] === 0) continue;
    const patch = takePatch(open, columns, rows, start);
    const headPx = HEAD_OF_MOVED * blockPx * measureShorter(patch, columns);
    const level = 1 + findLevel(Math.min(UNFOUND_HEAD_PX_MAX, headPx));
    for (const block of patch) levels[block] = level;
  }
  return levels;
}

/** Blocks that hang together with one, which are open no more. */
function takePatch(open: Uint8Array, columns: number, rows: number, start: number): number[] {
  open[start] = 0;
  const patch = [start];
  const take = (block: number): void => {
    if (open[block] === 0) return;
    open[block] = 0;
    patch.push(block);
  };
  for (const block of patch) {
    const x = block % columns;
    if (x > 0) take(block - 1);
    if (x + 1 < columns) take(block + 1);
    if (block >= columns) take(block - columns);
    if (block < columns * (rows - 1)) take(block + columns);
  }
  return patch;
}

/** The shorter side of the box around them, blocks. */
function measureShorter(patch: readonly number[], columns: number): number {
  let [left, right, top, bottom] = [Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY, 0];
  for (const block of patch) {
    const [x, y] = [block % columns, Math.floor(block / columns)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return Math.min(right - left, bottom - top) + 1;
}
