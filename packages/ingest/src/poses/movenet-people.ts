/**
 * Whom MoveNet's convolutions mean (Google 2021, "Next-generation pose detection with MoveNet"; after
 * Zhou, Wang and Krähenbühl, "Objects as points", 2019): middles of people are the peaks of one map; from
 * each, its points are where their own maps are highest near to where that middle thinks them to be.
 */
import { logistic } from "@saunter/numerics/statistics";
import { MULTIPOSE_STRIDE } from "./decode-movenet.ts";
import type { HeadName } from "./movenet-to-onnx.ts";

/** Planes of `rows` by `columns`, one after the other. */
export interface MoveNetMaps extends Readonly<Record<HeadName, Float32Array>> {
  readonly rows: number;
  readonly columns: number;
}

/** Largest number of people reported, the surest first. */
export const PEOPLE_MAX = 6;
const POINTS = 17;
/** Number of cells to each side among which a centre is the highest. */
const PEAK_CELLS = 2;
/** How far a point may be from where it is thought to be: variance, as a share of the shorter side. */
const SPREAD_SHARE = 0.300_048_828_125;
/** Points of a lower score do not count for their person's. */
const COUNTED_SCORE_MIN = 0.126_953_125;

interface Middle {
  readonly row: number;
  readonly column: number;
  readonly score: number;
  /** In cells; the points are looked for within. */
  readonly box: readonly [top: number, left: number, bottom: number, right: number];
}

/**
 * As the model's own graph puts it out: [PEOPLE_MAX, 56], each row 17 times y, x and score, a box (top,
 * left, bottom, right) and the person's score; places as shares of the input. Rows of people whose
 * middle has a lower score than `scoreMin` are left zero.
 */
export function findPeople(maps: MoveNetMaps, scoreMin: number): Float32Array {
  const people = new Float32Array(PEOPLE_MAX * MULTIPOSE_STRIDE);
  const middles = findMiddles(maps);
  for (const [at, middle] of middles.entries()) {
    if (middle.score < scoreMin) break;
    const row = people.subarray(at * MULTIPOSE_STRIDE, (at + 1) * MULTIPOSE_STRIDE);
    let [sum, counted] = [0, 0];
    for (let point = 0; point < POINTS; point++) {
      const score = placePoint(maps, middles, middle, point, row.subarray(3 * point));
      if (score <= COUNTED_SCORE_MIN) continue;
      sum += score;
      counted++;
    }
    const sides = [maps.rows, maps.columns];
    row.set(
      middle.box.map((side, index) => Math.min(1, side / sides[index % 2]!)),
      3 * POINTS,
    );
    row[MULTIPOSE_STRIDE - 1] = (middle.score * sum) / Math.max(1, counted);
  }
  return people;
}

function findMiddles({ centres, boxSizes, boxOffsets, rows, columns }: MoveNetMaps): Middle[] {
  const peaks = listPeaks(centres, rows, columns);
  peaks.sort((a, b) => centres[b]! - centres[a]! || a - b);
  const cells = rows * columns;
  return peaks.slice(0, PEOPLE_MAX).map((at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const halves = [0, 1].map((axis) => Math.max(0, boxSizes[axis * cells + at]!) / 2);
    const [y, x] = [row + boxOffsets[at]!, column + boxOffsets[cells + at]!];
    const clip = (value: number, limit: number): number => Math.max(0, Math.min(limit, value));
    return {
      row,
      column,
      score: logistic(centres[at]!),
      box: [
        ...[clip(y - halves[0]!, rows), clip(x - halves[1]!, columns)],
        ...[clip(y + halves[0]!, rows), clip(x + halves[1]!, columns)],
      ] as unknown as Middle["box"],
    };
  });
}

/** Cells that are as high as the highest around them. */
function listPeaks(values: Float32Array, rows: number, columns: number): number[] {
  const peaks: number[] = [];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      if (isPeak(values, rows, columns, row, column)) peaks.push(row * columns + column);
  return peaks;
}

function isPeak(
  values: Float32Array,
  rows: number,
  columns: number,
  row: number,
  column: number,
): boolean {
  const value = values[row * columns + column]!;
  const bottom = Math.min(rows - 1, row + PEAK_CELLS);
  const right = Math.min(columns - 1, column + PEAK_CELLS);
  for (let y = Math.max(0, row - PEAK_CELLS); y <= bottom; y++)
    for (let x = Math.max(0, column - PEAK_CELLS); x <= right; x++)
      if (values[y * columns + x]! > value) return false;
  return true;
}

/** Writes y, x and score of a point; returns the score. */
function placePoint(
  maps: MoveNetMaps,
  middles: readonly Middle[],
  middle: Middle,
  point: number,
  into: Float32Array,
): number {
  const { rows, columns, pointOffsets } = maps;
  const [top, left, bottom, right] = middle.box;
  let [best, bestRow, bestColumn] = [0, 0, 0];
  for (let row = Math.ceil(top); row < bottom; row++) {
    for (let column = Math.ceil(left); column < right; column++) {
      const value = weighPoint(maps, middle, point, row, column);
      if (value > best) [best, bestRow, bestColumn] = [value, row, column];
    }
  }
  const cells = rows * columns;
  const at = bestRow * columns + bestColumn;
  into[0] = (bestRow + pointOffsets[2 * point * cells + at]!) / rows;
  into[1] = (bestColumn + pointOffsets[(2 * point + 1) * cells + at]!) / columns;
  // The cell may be another's point, who thinks it to be nearer.
  for (const other of middles) {
    const [otherTop, otherLeft, otherBottom, otherRight] = other.box;
    const isWithin =
      bestRow >= otherTop &&
      bestRow < otherBottom &&
      bestColumn >= otherLeft &&
      bestColumn < otherRight;
    if (isWithin) best = Math.max(best, weighPoint(maps, other, point, bestRow, bestColumn));
  }
  into[2] = best;
  return best;
}

function weighPoint(
  { points, pointSteps, rows, columns }: MoveNetMaps,
  middle: Middle,
  point: number,
  row: number,
  column: number,
): number {
  const cells = rows * columns;
  const from = middle.row * columns + middle.column;
  const offY = row - middle.row - pointSteps[2 * point * cells + from]!;
  const offX = column - middle.column - pointSteps[(2 * point + 1) * cells + from]!;
  const spread = SPREAD_SHARE * Math.min(rows, columns);
  const near = Math.exp(-(offY * offY + offX * offX) / spread);
  return near * logistic(points[point * cells + row * columns + column]!);
}
