/** Cameras that the shop is seen by: their faults as alerts, their figures as metrics. */
import type { CameraReporter } from "@saunter/ingest/pipeline/camera-reports";
import type { Capability } from "../../process/capability.ts";
import type { Watch } from "../../process/watch.ts";
import { writeCameraAlerts } from "./watch-cameras.ts";

export const CAMERAS: Capability = {
  name: "cameras",
  open: ({ process: { source, shop }, metrics }) => {
    if (source.cameras === null) return {};
    const { reporter } = source.cameras;
    metrics.watchCameras(reporter, shop.nowMs);
    return { watches: [createCameraWatch(reporter)] };
  },
};

export function createCameraWatch(cameras: CameraReporter): Watch {
  return { name: "cameras", write: (tx) => writeCameraAlerts(tx, cameras) };
}
