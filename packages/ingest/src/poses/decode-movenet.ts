/**
 * What MoveNet's models put out: MultiPose [1, people, 56], each row 17 times y, x and score, a box and
 * the person's score; SinglePose [1, 1, 17, 3], the same without a box. Places are shares of the input.
 */
import { KEYPOINT_STRIDE, KEYPOINTS, type Keypoints } from "./body-keypoints.ts";
import { type Letterbox, toImageX, toImageY } from "./letterbox.ts";

/** Values of one person of MultiPose. */
export const MULTIPOSE_STRIDE = KEYPOINTS * 3 + 5;
/** Of a lower score nobody is taken to be there. */
export const PERSON_SCORE_MIN = 0.2;

/** Everybody whose score suffices, in pixels of the picture. @param values of all, row by row */
export function decodeMultiPose(values: ArrayLike<number>, letterbox: Letterbox): Keypoints[] {
  const people: Keypoints[] = [];
  for (let at = 0; at + MULTIPOSE_STRIDE <= values.length; at += MULTIPOSE_STRIDE) {
    if (!(values[at + MULTIPOSE_STRIDE - 1]! >= PERSON_SCORE_MIN)) continue;
    people.push(readKeypoints(values, at, letterbox));
  }
  return people;
}

/** The one person; nobody where the points' scores are too low on average. */
export function decodeSinglePose(values: ArrayLike<number>, letterbox: Letterbox): Keypoints[] {
  const keypoints = readKeypoints(values, 0, letterbox);
  let sum = 0;
  for (let point = 0; point < KEYPOINTS; point++) sum += keypoints[point * KEYPOINT_STRIDE + 2]!;
  return sum / KEYPOINTS >= PERSON_SCORE_MIN ? [keypoints] : [];
}

function readKeypoints(values: ArrayLike<number>, from: number, letterbox: Letterbox): Keypoints {
  const { widthPx, heightPx } = letterbox.input;
  const keypoints = new Float64Array(KEYPOINTS * KEYPOINT_STRIDE);
  for (let point = 0; point < KEYPOINTS; point++) {
    const at = from + 3 * point;
    const into = point * KEYPOINT_STRIDE;
    keypoints[into] = toImageX(letterbox, values[at + 1]! * widthPx);
    keypoints[into + 1] = toImageY(letterbox, values[at]! * heightPx);
    keypoints[into + 2] = values[at + 2]!;
  }
  return keypoints;
}
