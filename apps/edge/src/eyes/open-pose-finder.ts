import { availableParallelism } from "node:os";
import type { PoseConfig } from "../config/cameras-config.ts";
import { CAMERAS_DEFAULTS } from "../config/cameras-schema.ts";
import { openPoseFinder as open } from "../ingest/pose/open-pose-finder.ts";
import type { PoseFinder } from "../ingest/pose/pose-finder.ts";
import { WORKERS_MAX } from "../ingest/pose/pose-limits.ts";

/** What finds people in pictures, as it is configured. Throws `PoseModelError`. */
export async function openPoseFinder({
  model,
  inputSize,
  workers,
}: PoseConfig): Promise<PoseFinder> {
  const isOwn = model !== CAMERAS_DEFAULTS.model;
  return open({
    model: isOwn
      ? { kind: "onnx", file: model }
      : { kind: "movenet", ...(inputSize === null ? {} : { longSidePx: inputSize }) },
    workers: workers ?? Math.min(WORKERS_MAX, availableParallelism()),
  });
}
