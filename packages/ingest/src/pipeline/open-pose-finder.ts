import { availableParallelism } from "node:os";
import type { PoseConfig } from "../cameras/cameras-config.ts";
import { installCameraPackages } from "../install-packages.ts";
import { type GatedPoseFinder, openPoseFinder as openFinder } from "../poses/open-pose-finder.ts";
import { WORKERS_MAX } from "../poses/pose-limits.ts";
import { type PoseModelConfig, PoseModelError } from "../poses/pose-model.ts";

/** What finds people in pictures, as it is configured. Throws `PoseModelError` where it cannot be opened. */
export async function openPoseFinder(config: PoseConfig): Promise<GatedPoseFinder> {
  await installCameraPackages();
  const workers = Math.min(WORKERS_MAX, config.workers ?? availableParallelism());
  try {
    return await openFinder({ model: findModel(config), workers });
  } catch (error) {
    if (!(error instanceof PoseModelError)) throw error;
    const isSize = error.code === "size-refused" && config.inputSizeAt !== null;
    if (!isSize) throw error;
    const at = `${config.inputSizeAt}: pose.inputSize`;
    throw new PoseModelError(error.code, `${at}: ${error.message}`);
  }
}

function findModel({ model, inputSize }: PoseConfig): PoseModelConfig {
  const size = inputSize === null ? {} : { longSidePx: inputSize };
  return model === "movenet"
    ? { kind: "movenet", ...size }
    : { kind: "onnx", file: model, ...size };
}
