/**
 * What tells products apart in a crop of a few hundred pixels: which colours there are, soft-binned in
 * CIE L*a*b*; where they are, coarsely; and which way edges run (after Dalal and Triggs 2005). What is
 * in the middle counts more: the hand is there.
 */
import { toLab } from "../poses/lab-colour.ts";
import type { HandCrop } from "./hand-crop.ts";

/** Side of a scaled crop, pixels. */
const GRID = 24;
const LIGHT_BINS = 6;
const COLOUR_BINS = 7;
/** a* and b* beyond this fall into the outermost bins. */
const COLOUR_MAX = 60;
const HISTOGRAM = LIGHT_BINS * COLOUR_BINS * COLOUR_BINS;
const CELLS = 3;
const LAYOUT = CELLS * CELLS * 4;
const DIRECTIONS = 8;
const EDGE_CELLS = 2;
const EDGES = EDGE_CELLS * EDGE_CELLS * DIRECTIONS;
export const FEATURE_COUNT = HISTOGRAM + LAYOUT + EDGES;

/** Weight of a pixel: a sixteenth at the middle of an edge. */
const MIDDLE = Float64Array.from({ length: GRID * GRID }, (_, at) => {
  const x = ((at % GRID) + 0.5) / GRID - 0.5;
  const y = (Math.floor(at / GRID) + 0.5) / GRID - 0.5;
  return Math.exp(-(x * x + y * y) / 0.09);
});

/** Colours to five bits each, looked up: the cube root is dear. */
const LEVELS = 32;
let table: Float32Array | null = null;

function getTable(): Float32Array {
  if (table !== null) return table;
  table = new Float32Array(LEVELS ** 3 * 3);
  for (let at = 0; at < LEVELS ** 3; at++) {
    const [red, green, blue] = [at >> 10, (at >> 5) & 31, at & 31].map((one) => one * 8 + 4);
    table.set(toLab(red!, green!, blue!), at * 3);
  }
  return table;
}

const lab = new Float32Array(GRID * GRID * 3);

/** Writes FEATURE_COUNT numbers from `at` on. */
export function writeFeatures(crop: HandCrop, out: Float32Array, at: number): void {
  resample(crop);
  out.fill(0, at, at + FEATURE_COUNT);
  addColours(out, at);
  addLayout(out, at + HISTOGRAM);
  addEdges(out, at + HISTOGRAM + LAYOUT);
}

function resample({ sidePx, rgb }: HandCrop): void {
  const known = getTable();
  for (let row = 0; row < GRID; row++) {
    const y = Math.min(sidePx - 1, Math.floor(((row + 0.5) * sidePx) / GRID));
    for (let column = 0; column < GRID; column++) {
      const x = Math.min(sidePx - 1, Math.floor(((column + 0.5) * sidePx) / GRID));
      const from = (y * sidePx + x) * 3;
      const level =
        ((rgb[from]! >> 3) << 10) | ((rgb[from + 1]! >> 3) << 5) | (rgb[from + 2]! >> 3);
      const to = (row * GRID + column) * 3;
      for (let axis = 0; axis < 3; axis++) lab[to + axis] = known[level * 3 + axis]!;
    }
  }
}

/** Where on an axis of bins a value lies: between the middles of the two bins that share it. */
function place(value: number, low: number, high: number, bins: number): number {
  return Math.max(0, Math.min(bins - 1, ((value - low) / (high - low)) * bins - 0.5));
}

function addColours(out: Float32Array, from: number): void {
  let sum = 0;
  for (let at = 0; at < GRID * GRID; at++) {
    const weight = MIDDLE[at]!;
    sum += weight;
    const light = place(lab[3 * at]!, 0, 100, LIGHT_BINS);
    const red = place(lab[3 * at + 1]!, -COLOUR_MAX, COLOUR_MAX, COLOUR_BINS);
    const yellow = place(lab[3 * at + 2]!, -COLOUR_MAX, COLOUR_MAX, COLOUR_BINS);
    for (let corner = 0; corner < 8; corner++) {
      const share =
        shareOf(light, corner & 1) * shareOf(red, (corner >> 1) & 1) * shareOf(yellow, corner >> 2);
      if (share === 0) continue;
      const bin =
        ((Math.floor(light) + (corner & 1)) * COLOUR_BINS +
          (Math.floor(red) + ((corner >> 1) & 1))) *
          COLOUR_BINS +
        (Math.floor(yellow) + (corner >> 2));
      out[from + bin]! += weight * share;
    }
  }
  // Square roots: small areas of a rare colour tell more than their share (Hellinger's distance).
  for (let bin = from; bin < from + HISTOGRAM; bin++) out[bin] = 2 * Math.sqrt(out[bin]! / sum);
}

function shareOf(placed: number, upper: number): number {
  const over = placed - Math.floor(placed);
  return upper === 1 ? over : 1 - over;
}

function addLayout(out: Float32Array, from: number): void {
  const counts = new Float64Array(CELLS * CELLS);
  const squares = new Float64Array(CELLS * CELLS);
  for (let at = 0; at < GRID * GRID; at++) {
    const row = Math.floor((Math.floor(at / GRID) * CELLS) / GRID);
    const cell = row * CELLS + Math.floor(((at % GRID) * CELLS) / GRID);
    counts[cell]!++;
    for (let axis = 0; axis < 3; axis++) out[from + 4 * cell + axis]! += lab[3 * at + axis]!;
    squares[cell]! += lab[3 * at]! ** 2;
  }
  for (const [cell, count] of counts.entries()) {
    const to = from + 4 * cell;
    const lightMean = out[to]! / count;
    const spread = Math.sqrt(Math.max(0, squares[cell]! / count - lightMean ** 2));
    out[to] = (lightMean - 50) / 40;
    out[to + 1] = out[to + 1]! / count / 30;
    out[to + 2] = out[to + 2]! / count / 30;
    out[to + 3] = spread / 20;
  }
}

function addEdges(out: Float32Array, from: number): void {
  let sum = 1e-6;
  for (let row = 1; row < GRID - 1; row++) {
    for (let column = 1; column < GRID - 1; column++) {
      const at = row * GRID + column;
      const dx = lab[3 * (at + 1)]! - lab[3 * (at - 1)]!;
      const dy = lab[3 * (at + GRID)]! - lab[3 * (at - GRID)]!;
      const size = Math.hypot(dx, dy) * MIDDLE[at]!;
      if (size === 0) continue;
      // Which of both sides is the lighter does not matter.
      const turn = (Math.atan2(dy, dx) / Math.PI + 1) % 1;
      const direction = turn * DIRECTIONS;
      const low = Math.floor(direction) % DIRECTIONS;
      const over = direction - Math.floor(direction);
      const cell = (row < GRID / 2 ? 0 : EDGE_CELLS) + (column < GRID / 2 ? 0 : 1);
      const to = from + cell * DIRECTIONS;
      out[to + low]! += size * (1 - over);
      out[to + ((low + 1) % DIRECTIONS)]! += size * over;
      sum += size;
    }
  }
  for (let at = from; at < from + EDGES; at++) out[at] = 2 * Math.sqrt(out[at]! / sum);
}
