/** Cameras, bodies and what is seen of them, for tests. */
import { buildRing } from "../cameras/camera-builders.ts";
import { type Camera, projectPoint } from "../cameras/camera-model.ts";
import { DETECTION_STRIDE, JOINTS, type PoseDetection } from "./pose-detection.ts";

/** Under the ceiling around a floor of 8 m x 6 m. */
export const RING: readonly Camera[] = buildRing(4);

/** Somebody who stands and looks along x, x, y and z of each joint, metres. */
export function buildPose(x: number, y: number): Float64Array {
  return Float64Array.of(
    ...[x + 0.05, y, 1.65],
    ...[x, y, 1.45],
    ...[x, y + 0.2, 1.4],
    ...[x, y - 0.2, 1.4],
    ...[x + 0.05, y + 0.25, 1.12],
    ...[x + 0.05, y - 0.25, 1.12],
    ...[x + 0.2, y + 0.22, 0.95],
    ...[x + 0.3, y - 0.2, 1.1],
  );
}

/** What a camera sees of a pose; each coordinate is off by what `off` gives, pixels. */
export function detectPose(
  camera: Camera,
  pose: Float64Array,
  off: () => number = () => 0,
): PoseDetection {
  const joints = new Float64Array(JOINTS * DETECTION_STRIDE).fill(Number.NaN);
  for (let joint = 0; joint < JOINTS; joint++) {
    const [x, y, z] = pose.subarray(3 * joint, 3 * joint + 3) as unknown as [
      number,
      number,
      number,
    ];
    const pixel = projectPoint(camera, { x, y, z });
    if (pixel === null) continue;
    joints.set([pixel.x + off(), pixel.y + off(), 0.9], DETECTION_STRIDE * joint);
  }
  return { joints };
}
