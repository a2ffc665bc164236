/**
 * What detectors of the YOLO family put out for a grid of cells with strides of 8, 16 and 32 pixels of
 * the input: YOLOX (Ge and others 2021) boxes of many classes, YOLO-pose (Maji and others 2022, as
 * Ultralytics exports it) people with their 17 points.
 */
import { KEYPOINT_STRIDE, KEYPOINTS, type Keypoints } from "./body-keypoints.ts";
import type { FoundBox } from "./found-box.ts";
import { type Letterbox, type Size, toImageX, toImageY } from "./letterbox.ts";

const STRIDES = [8, 16, 32];
/** Values of a cell of YOLOX before its classes: a box, and whether there is anything. */
export const YOLOX_BOX_VALUES = 5;
/** Of those of COCO, as all YOLOX models that are handed out are trained on. */
const PERSON_CLASS = 0;
/** Of a lower score a box is of nobody. */
export const BOX_SCORE_MIN = 0.4;
/** Values of a cell of YOLO-pose: a box, its score, x, y and score of each point. */
export const YOLO_POSE_VALUES = 5 + KEYPOINTS * 3;

export function countCells({ widthPx, heightPx }: Size): number {
  const counts = STRIDES.map(
    (stride) => Math.floor(widthPx / stride) * Math.floor(heightPx / stride),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/**
 * Boxes of people. @param values [cells, valuesPerCell]: the middle of the box beside the cell's corner
 * and the logarithm of its sides, in strides; then scores of 0 to 1
 */
export function decodeYolox(
  values: ArrayLike<number>,
  valuesPerCell: number,
  letterbox: Letterbox,
): FoundBox[] {
  const { widthPx, heightPx } = letterbox.input;
  const boxes: FoundBox[] = [];
  let at = 0;
  for (const stride of STRIDES) {
    const columns = Math.floor(widthPx / stride);
    const cells = columns * Math.floor(heightPx / stride);
    for (let cell = 0; cell < cells; cell++, at += valuesPerCell) {
      const score = values[at + 4]! * values[at + YOLOX_BOX_VALUES + PERSON_CLASS]!;
      if (!(score >= BOX_SCORE_MIN)) continue;
      const x = (values[at]! + (cell % columns)) * stride;
      const y = (values[at + 1]! + Math.floor(cell / columns)) * stride;
      const [width, height] = [
        Math.exp(values[at + 2]!) * stride,
        Math.exp(values[at + 3]!) * stride,
      ];
      boxes.push(makeBox({ x, y, width, height, score }, letterbox));
    }
  }
  return boxes;
}

export interface FoundPose extends FoundBox {
  readonly keypoints: Keypoints;
}

/** People. @param values [YOLO_POSE_VALUES, cells], in pixels of the input */
export function decodeYoloPose(values: ArrayLike<number>, letterbox: Letterbox): FoundPose[] {
  const cells = Math.floor(values.length / YOLO_POSE_VALUES);
  const poses: FoundPose[] = [];
  for (let cell = 0; cell < cells; cell++) {
    const read = (at: number): number => values[at * cells + cell]!;
    const score = read(4);
    if (!(score >= BOX_SCORE_MIN)) continue;
    const [x, y, width, height] = [read(0), read(1), read(2), read(3)];
    const keypoints = new Float64Array(KEYPOINTS * KEYPOINT_STRIDE);
    for (let point = 0; point < KEYPOINTS; point++) {
      const [from, into] = [5 + 3 * point, point * KEYPOINT_STRIDE];
      keypoints[into] = toImageX(letterbox, read(from));
      keypoints[into + 1] = toImageY(letterbox, read(from + 1));
      keypoints[into + 2] = read(from + 2);
    }
    poses.push({ ...makeBox({ x, y, width, height, score }, letterbox), keypoints });
  }
  return poses;
}

interface MiddledBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly score: number;
}

function makeBox({ x, y, width, height, score }: MiddledBox, letterbox: Letterbox): FoundBox {
  return {
    left: toImageX(letterbox, x - width / 2),
    top: toImageY(letterbox, y - height / 2),
    right: toImageX(letterbox, x + width / 2),
    bottom: toImageY(letterbox, y + height / 2),
    score,
  };
}
