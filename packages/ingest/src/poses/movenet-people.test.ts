import { describe, expect, it } from "vitest";
import { MULTIPOSE_STRIDE } from "./decode-movenet.ts";
import { findPeople, type MoveNetMaps, PEOPLE_MAX } from "./movenet-people.ts";

const ROWS = 10;
const COLUMNS = 20;
const CELLS = ROWS * COLUMNS;

/** Maps of nobody: every logarithm of odds is far below 0. */
function makeMaps(): MoveNetMaps {
  return {
    rows: ROWS,
    columns: COLUMNS,
    centres: new Float32Array(CELLS).fill(-20),
    boxSizes: new Float32Array(2 * CELLS),
    boxOffsets: new Float32Array(2 * CELLS),
    points: new Float32Array(17 * CELLS).fill(-20),
    pointSteps: new Float32Array(34 * CELLS),
    pointOffsets: new Float32Array(34 * CELLS),
  };
}

/** Somebody whose middle is in a cell, with a box of so many cells. */
function putMiddle(maps: MoveNetMaps, at: number, odds: number, sides: readonly number[]): void {
  maps.centres[at] = odds;
  for (const [axis, side] of sides.entries()) maps.boxSizes[axis * CELLS + at] = side;
}

const rowOf = (people: Float32Array, at: number): Float32Array =>
  people.subarray(at * MULTIPOSE_STRIDE, (at + 1) * MULTIPOSE_STRIDE);

describe("findPeople", () => {
  it("finds nobody in maps of nobody", () => {
    expect(findPeople(makeMaps(), 0.01)).toEqual(new Float32Array(PEOPLE_MAX * MULTIPOSE_STRIDE));
  });

  it("puts a point where its map is highest near to where its person thinks it to be", () => {
    const maps = makeMaps();
    const middle = 5 * COLUMNS + 10;
    putMiddle(maps, middle, 0, [8, 8]);
    // Point 9 is thought to be 2 cells up and 1 to the right.
    maps.pointSteps[18 * CELLS + middle] = -2;
    maps.pointSteps[19 * CELLS + middle] = 1;
    const [near, far, outside] = [3 * COLUMNS + 12, 8 * COLUMNS + 7, 3 * COLUMNS + 16];
    for (const at of [near, far]) maps.points[9 * CELLS + at] = 3;
    maps.points[9 * CELLS + outside] = 20;
    maps.pointOffsets[18 * CELLS + near] = 0.5;
    maps.pointOffsets[19 * CELLS + near] = 0.25;
    const row = rowOf(findPeople(maps, 0.01), 0);
    const spread = 0.300_048_828_125 * ROWS;
    const score = Math.exp(-1 / spread) / (1 + Math.exp(-3));
    expect(row[27]).toBeCloseTo((3 + 0.5) / ROWS, 6);
    expect(row[28]).toBeCloseTo((12 + 0.25) / COLUMNS, 6);
    expect(row[29]).toBeCloseTo(score, 6);
    // The box: 8 by 8 cells about its middle.
    const box = [1 / ROWS, 6 / COLUMNS, 9 / ROWS, 14 / COLUMNS];
    for (const [at, side] of box.entries()) expect(row[51 + at]).toBeCloseTo(side, 6);
    // The middle's score is a half; of the points one alone counts.
    expect(row[55]).toBeCloseTo(0.5 * score, 6);
  });

  it("takes one middle for each peak, the surest first, six at most", () => {
    const maps = makeMaps();
    for (let at = 0; at < 8; at++)
      putMiddle(maps, (at % 2 === 0 ? 1 : 7) * COLUMNS + 1 + 2 * at, -at / 10, [2, 2]);
    const people = findPeople(maps, 0.01);
    const lefts = Array.from({ length: PEOPLE_MAX }, (_, at) => rowOf(people, at)[52]! * COLUMNS);
    for (const [at, left] of lefts.entries()) expect(left).toBeCloseTo(2 * at, 4);
  });

  it("takes what is lower and within two cells of a peak for the same person", () => {
    const hasSecond = (cellsApart: number): boolean => {
      const maps = makeMaps();
      putMiddle(maps, 5 * COLUMNS + 5, 1, [2, 2]);
      putMiddle(maps, 5 * COLUMNS + 5 + cellsApart, 0.9, [2, 2]);
      return rowOf(findPeople(maps, 0.2), 1).some((value) => value !== 0);
    };
    expect([1, 2, 3].map(hasSecond)).toEqual([false, false, true]);
  });

  it("leaves out whoever has too low a score", () => {
    const maps = makeMaps();
    putMiddle(maps, 2 * COLUMNS + 3, 1, [2, 2]);
    putMiddle(maps, 7 * COLUMNS + 12, -2, [2, 2]);
    const people = findPeople(maps, 0.2);
    expect(rowOf(people, 0).some((value) => value !== 0)).toBe(true);
    expect(rowOf(people, 1).every((value) => value === 0)).toBe(true);
  });
});
