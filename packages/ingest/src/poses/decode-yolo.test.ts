import { describe, expect, it } from "vitest";
import { KEYPOINTS } from "./body-keypoints.ts";
import {
  BOX_SCORE_MIN,
  countCells,
  decodeYoloPose,
  decodeYolox,
  YOLO_POSE_VALUES,
} from "./decode-yolo.ts";
import { fitLetterbox } from "./letterbox.ts";

/** An input of 64 by 32 has 8 by 4 cells of 8 pixels, then 4 by 2 of 16, then 2 by 1 of 32. */
const INPUT = { widthPx: 64, heightPx: 32 };
const CELLS = 32 + 8 + 2;
/** The picture is twice as large. */
const letterbox = fitLetterbox({ widthPx: 128, heightPx: 64 }, INPUT);
const VALUES = 7;

function makeGrid(cells: Readonly<Record<number, readonly number[]>>): Float32Array {
  const values = new Float32Array(CELLS * VALUES);
  for (const [cell, row] of Object.entries(cells)) values.set(row, Number(cell) * VALUES);
  return values;
}

describe("countCells", () => {
  it("counts those of all three strides", () => {
    expect(countCells(INPUT)).toBe(CELLS);
    expect(countCells({ widthPx: 416, heightPx: 416 })).toBe(3549);
    expect(countCells({ widthPx: 640, heightPx: 640 })).toBe(8400);
  });
});

describe("decodeYolox", () => {
  it("finds the box that was put there by hand, in each stride", () => {
    const values = makeGrid({
      // Third row, sixth column of the first: its corner is 40, 16. The middle is 44, 18.
      21: [0.5, 0.25, Math.log(2), Math.log(1), 0.9, 0.8, 0],
      // Second row, third column of the second, corner 32, 16; middle 40, 24.
      [32 + 6]: [0.5, 0.5, 0, Math.log(0.5), 1, 0.5, 0],
      // Second column of the last, corner 32, 0; middle 32, 16.
      [32 + 8 + 1]: [0, 0.5, Math.log(0.25), 0, 0.8, 1, 0],
    });
    const boxes = decodeYolox(values, VALUES, letterbox);
    const expected = [
      // 16 by 8 pixels of the input about 44, 18, then twice as large and half a pixel off.
      { left: 71.5, right: 103.5, top: 27.5, bottom: 43.5, score: 0.72 },
      { left: 63.5, right: 95.5, top: 39.5, bottom: 55.5, score: 0.5 },
      { left: 55.5, right: 71.5, top: -0.5, bottom: 63.5, score: 0.8 },
    ];
    expect(boxes).toHaveLength(expected.length);
    for (const [at, box] of expected.entries())
      for (const [name, value] of Object.entries(box))
        expect(boxes[at]).toHaveProperty(name, expect.closeTo(value, 4));
  });

  it("takes people alone, whose score suffices", () => {
    const values = makeGrid({
      0: [0, 0, 0, 0, 1, 0, 1],
      1: [0, 0, 0, 0, 1, BOX_SCORE_MIN - 0.001, 0],
      2: [0, 0, 0, 0, 1, BOX_SCORE_MIN + 0.001, 0],
      3: [0, 0, 0, 0, Number.NaN, 1, 0],
    });
    expect(decodeYolox(values, VALUES, letterbox)).toHaveLength(1);
  });
});

describe("decodeYoloPose", () => {
  it("reads a person's points from their column", () => {
    const values = new Float32Array(YOLO_POSE_VALUES * CELLS);
    const column = [20, 16, 8, 24, 0.9];
    for (let point = 0; point < KEYPOINTS; point++) column.push(10 + point, 20, point / 20);
    for (const [at, value] of column.entries()) values[at * CELLS + 5] = value;
    const poses = decodeYoloPose(values, letterbox);
    expect(poses).toHaveLength(1);
    expect(poses[0]).toMatchObject({ left: 31.5, right: 47.5, top: 7.5, bottom: 55.5 });
    const { keypoints } = poses[0]!;
    expect([...keypoints.subarray(15, 17)]).toEqual([29.5, 39.5]);
    expect(keypoints[17]).toBeCloseTo(0.25, 6);
  });
});
