/** Where a body's upper points are in the box around it, as people mostly stand. */
import {
  KEYPOINT_STRIDE,
  KEYPOINTS,
  type Keypoints,
  LEFT_HIP,
  LEFT_SHOULDER,
  NOSE,
  RIGHT_HIP,
  RIGHT_SHOULDER,
} from "./body-keypoints.ts";
import type { FoundBox } from "./found-box.ts";

/** Heights below the top, as shares of a body's (Drillis and Contini 1966: 0.936, 0.818, 0.53 above ground). */
const HEAD_SHARE = 0.064;
const SHOULDERS_SHARE = 0.182;
const HIPS_SHARE = 0.47;
/** Height of a body in widths, for a box that the picture's edge cuts. */
const CUT_HEIGHT_TIMES = 2.4;
/** Nearer to the picture's end than so, pixels, a box is cut by it. */
const CUT_PX = 2;

/**
 * A box does not say which way somebody looks, and so which shoulder is left: both are put where the neck
 * is, which is off by half a shoulder's width whichever it is. The other points have a score of 0.
 */
export function guessKeypoints(box: FoundBox, imageHeightPx: number): Keypoints {
  const { left, top, right, bottom, score } = box;
  const isCut = bottom >= imageHeightPx - CUT_PX;
  const heightPx = Math.max(bottom - top, isCut ? CUT_HEIGHT_TIMES * (right - left) : 0);
  const keypoints = new Float64Array(KEYPOINTS * KEYPOINT_STRIDE);
  const put = (point: number, share: number): void =>
    keypoints.set([(left + right) / 2, top + share * heightPx, score], point * KEYPOINT_STRIDE);
  put(NOSE, HEAD_SHARE);
  for (const shoulder of [LEFT_SHOULDER, RIGHT_SHOULDER]) put(shoulder, SHOULDERS_SHARE);
  for (const hip of [LEFT_HIP, RIGHT_HIP]) put(hip, HIPS_SHARE);
  return keypoints;
}
