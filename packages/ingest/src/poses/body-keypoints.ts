/**
 * The 17 points of a body that pose models tell of (COCO, Lin and others 2014), and the joints that are
 * kept of them. Those of the face go into where the head is and are forgotten there and then; hips serve
 * to find the clothing, knees and ankles nothing.
 */

import { JOINT_NAMES, type JointName } from "@saunter/engine/observation";
import { DETECTION_STRIDE, JOINTS } from "@saunter/vision/fusion/pose-detection";

export const KEYPOINTS = 17;
/** Values of each: x and y in pixels of the picture, and a score of 0 to 1. */
export const KEYPOINT_STRIDE = 3;
export const NOSE = 0;
export const LEFT_SHOULDER = 5;
export const RIGHT_SHOULDER = 6;
export const LEFT_HIP = 11;
export const RIGHT_HIP = 12;
/** Nose, eyes and ears. */
const FACE_POINTS = 5;
/** Of a lower score a point is not taken to be seen. */
export const KEYPOINT_SCORE_MIN = 0.25;

/** One person, `KEYPOINT_STRIDE` values for each point. */
export type Keypoints = Float64Array;

const SAME_POINT: Partial<Record<JointName, number>> = {
  l_shoulder: LEFT_SHOULDER,
  r_shoulder: RIGHT_SHOULDER,
  l_elbow: 7,
  r_elbow: 8,
  l_wrist: 9,
  r_wrist: 10,
};

export function isSeen(keypoints: Keypoints, point: number): boolean {
  return keypoints[point * KEYPOINT_STRIDE + 2]! >= KEYPOINT_SCORE_MIN;
}

/** In the order of `JOINT_NAMES`, x, y and score; NaN where a joint is not seen. */
export function mapJoints(keypoints: Keypoints): Float64Array {
  const joints = new Float64Array(JOINTS * DETECTION_STRIDE).fill(Number.NaN);
  for (const [joint, name] of JOINT_NAMES.entries()) {
    const into = joints.subarray(joint * DETECTION_STRIDE, (joint + 1) * DETECTION_STRIDE);
    const point = SAME_POINT[name];
    if (name === "head") placeHead(keypoints, into);
    else if (name === "neck") placeNeck(keypoints, into);
    else if (point !== undefined && isSeen(keypoints, point))
      into.set(keypoints.subarray(point * KEYPOINT_STRIDE, (point + 1) * KEYPOINT_STRIDE));
  }
  return joints;
}

/** The mean of what is seen of the face, each point by its score. */
function placeHead(keypoints: Keypoints, into: Float64Array): void {
  let [weight, x, y, squares] = [0, 0, 0, 0];
  for (let point = 0; point < FACE_POINTS; point++) {
    if (!isSeen(keypoints, point)) continue;
    const at = point * KEYPOINT_STRIDE;
    const score = keypoints[at + 2]!;
    weight += score;
    squares += score * score;
    x += score * keypoints[at]!;
    y += score * keypoints[at + 1]!;
  }
  if (weight > 0) into.set([x / weight, y / weight, squares / weight]);
}

/** The middle of the shoulders, where both are seen. */
function placeNeck(keypoints: Keypoints, into: Float64Array): void {
  if (!isSeen(keypoints, LEFT_SHOULDER) || !isSeen(keypoints, RIGHT_SHOULDER)) return;
  const [left, right] = [LEFT_SHOULDER * KEYPOINT_STRIDE, RIGHT_SHOULDER * KEYPOINT_STRIDE];
  into.set([
    (keypoints[left]! + keypoints[right]!) / 2,
    (keypoints[left + 1]! + keypoints[right + 1]!) / 2,
    Math.min(keypoints[left + 2]!, keypoints[right + 2]!),
  ]);
}
