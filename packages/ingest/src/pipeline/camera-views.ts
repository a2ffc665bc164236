/** Who was in the view of each camera, and when last: whom its faults concern. */

import { JOINT_STRIDE, type ShopperPose } from "@saunter/engine/observation";
import { type Camera, projectPoint } from "@saunter/vision/cameras/camera-model";

export interface CameraViews {
  /** Who is where at an instant; instants in order of time. */
  see(timestampMs: number, people: readonly ShopperPose[]): void;
  /** Numbers of those who were in a camera's view at a time or later, by first sight. */
  list(cameraId: string, sinceMs: number): readonly string[];
}

/**
 * Who is gone for longer is forgotten. Somebody who is still reported is not, however long ago they were in view:
 * of faults that creep in nobody knows since when.
 */
export const IN_VIEW_KEPT_MS = 120_000;

interface View {
  readonly camera: Camera;
  /** By number, the last time in view. */
  readonly lastMs: Map<string, number>;
}

/** By number, the last time that somebody was reported, wherever they were. */
type ReportedMs = Map<string, number>;

/** Views as the cameras are calibrated: of one that hangs otherwise nobody knows better. */
export function createCameraViews(cameras: readonly Camera[]): CameraViews {
  const views = new Map<string, View>(
    cameras.map((camera) => [camera.cameraId, { camera, lastMs: new Map() }]),
  );
  const reportedMs: ReportedMs = new Map();
  return {
    see: (timestampMs, people) => {
      for (const { shopperId } of people) reportedMs.set(shopperId, timestampMs);
      for (const { camera, lastMs } of views.values()) {
        for (const { shopperId, joints } of people) {
          if (isInView(camera, joints)) lastMs.set(shopperId, timestampMs);
        }
      }
      forgetGone(views, reportedMs, timestampMs);
    },
    list: (cameraId, sinceMs) =>
      [...views.get(cameraId)!.lastMs].flatMap(([shopperId, seenMs]) =>
        seenMs >= sinceMs ? [shopperId] : [],
      ),
  };
}

function forgetGone(views: ReadonlyMap<string, View>, reportedMs: ReportedMs, nowMs: number): void {
  for (const [shopperId, lastReportedMs] of reportedMs) {
    if (nowMs - lastReportedMs <= IN_VIEW_KEPT_MS) continue;
    reportedMs.delete(shopperId);
    for (const { lastMs } of views.values()) lastMs.delete(shopperId);
  }
}

/** Whether any joint of somebody lies in the picture; shelves hide nobody here. */
export function isInView(camera: Camera, joints: Float64Array): boolean {
  const { widthPx, heightPx } = camera;
  for (let at = 0; at < joints.length; at += JOINT_STRIDE) {
    const [x, y, z] = [joints[at]!, joints[at + 1]!, joints[at + 2]!];
    if (!Number.isFinite(x + y + z)) continue;
    const pixel = projectPoint(camera, { x, y, z });
    if (pixel === null) continue;
    if (pixel.x >= 0 && pixel.y >= 0 && pixel.x < widthPx && pixel.y < heightPx) return true;
  }
  return false;
}
