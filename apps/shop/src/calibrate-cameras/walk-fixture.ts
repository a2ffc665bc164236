/** Somebody who stands before cameras that see their joints exactly. */

import type { WatchedCamera } from "@saunter/ingest/cameras/cameras-config";
import type { FramePoses } from "@saunter/ingest/pipeline/fuse-views";
import { hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { type Camera, projectPoint } from "@saunter/vision/cameras/camera-model";
import {
  DETECTION_STRIDE,
  JOINTS,
  type PoseDetection,
} from "@saunter/vision/fusion/pose-detection";

export const WALK_FLOOR = [
  ...[
    { x: 0, y: 0 },
    { x: 6, y: 0 },
    { x: 6, y: 4 },
    { x: 0, y: 4 },
  ],
];

export const WALK_CAMERAS: readonly Camera[] = hangCameras(
  { xMin: 0, xMax: 6, yMin: 0, yMax: 4 },
  4,
  2.4,
);

export const watchAll = (cameras: readonly Camera[] = WALK_CAMERAS): WatchedCamera[] =>
  cameras.map((camera) => {
    const { cameraId, widthPx, heightPx } = camera;
    const source = { cameraId, url: `${cameraId}.mp4`, widthPx, heightPx, fps: 10 };
    return { source, camera, calibrated: camera, startMs: 0 };
  });

/** From head to wrists, above and beside the place where somebody stands, metres. */
const BODY = [
  ...[
    [0, 1.65],
    [0, 1.45],
    [-0.2, 1.42],
    [0.2, 1.42],
  ],
  ...[
    [-0.25, 1.15],
    [0.25, 1.15],
    [-0.25, 0.95],
    [0.25, 0.95],
  ],
] as const;

/** All eight joints, those out of the picture too. */
export function seeBody(camera: Camera, x: number, y: number): PoseDetection {
  const joints = new Float64Array(JOINTS * DETECTION_STRIDE).fill(Number.NaN);
  for (const [joint, [aside, z]] of BODY.entries()) {
    const pixel = projectPoint(camera, { x: x + aside, y, z });
    if (pixel !== null) joints.set([pixel.x, pixel.y, 0.9], DETECTION_STRIDE * joint);
  }
  return { joints };
}

/** What each of the cameras makes of somebody at a place. */
export const viewBody = (
  timestampMs: number,
  x: number,
  y: number,
  cameras: readonly Camera[] = WALK_CAMERAS,
): FramePoses[] =>
  cameras.map((camera) => ({
    cameraId: camera.cameraId,
    timestampMs,
    poses: [seeBody(camera, x, y)],
  }));
