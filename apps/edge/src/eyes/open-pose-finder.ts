import { availableParallelism } from "node:os";
import { CommandFailure } from "../command-io.ts";
import type { PoseConfig } from "../config/cameras-config.ts";
import {
  type GatedPoseFinder,
  openPoseFinder as openFinder,
} from "../ingest/pose/open-pose-finder.ts";
import { WORKERS_MAX } from "../ingest/pose/pose-limits.ts";
import { type PoseModelConfig, PoseModelError } from "../ingest/pose/pose-model.ts";

/** What finds people in pictures, as it is configured. Throws `CommandFailure` where it cannot be opened. */
export async function openPoseFinder(config: PoseConfig): Promise<GatedPoseFinder> {
  const workers = Math.min(WORKERS_MAX, config.workers ?? availableParallelism());
  try {
    return await openFinder({ model: findModel(config), workers });
  } catch (error) {
    if (!(error instanceof PoseModelError)) throw error;
    const isSize = error.code === "size-refused" && config.inputSizeAt !== null;
    throw new CommandFailure(
      isSize ? `${config.inputSizeAt}: pose.inputSize: ${error.message}` : error.message,
    );
  }
}

function findModel({ model, inputSize }: PoseConfig): PoseModelConfig {
  const size = inputSize === null ? {} : { longSidePx: inputSize };
  return model === "movenet"
    ? { kind: "movenet", ...size }
    : { kind: "onnx", file: model, ...size };
}
