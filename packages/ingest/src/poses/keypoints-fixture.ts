import { KEYPOINT_STRIDE, KEYPOINTS, type Keypoints } from "./body-keypoints.ts";

/** Points by their number: x, y, score; all others are not seen. */
export function makeKeypoints(
  points: Readonly<Record<number, readonly [x: number, y: number, score: number]>>,
): Keypoints {
  const keypoints = new Float64Array(KEYPOINTS * KEYPOINT_STRIDE);
  for (const [point, values] of Object.entries(points))
    keypoints.set(values, Number(point) * KEYPOINT_STRIDE);
  return keypoints;
}
