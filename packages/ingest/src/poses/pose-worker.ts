/** Finds poses in a thread of its own: one picture after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { loadPoseModel } from "./load-pose-model.ts";
import { type PoseModel, type PoseModelConfig, PoseModelError } from "./pose-model.ts";
import type { PoseAnswer, PoseTask } from "./pose-thread.ts";

const port = parentPort;
if (port === null) throw new Error("broken invariant: this module is run as a thread");

function answer(told: PoseAnswer, transfer: readonly ArrayBuffer[] = []): void {
  port?.postMessage(told, transfer);
}

async function find(model: PoseModel, { pixels, widthPx, heightPx }: PoseTask): Promise<void> {
  try {
    const poses = await model.find({ rgb: pixels, widthPx, heightPx });
    answer({ kind: "found", poses, pixels }, [pixels.buffer]);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    answer({ kind: "failed", message, pixels }, [pixels.buffer]);
  }
}

try {
  const config: PoseModelConfig = workerData;
  const model = await loadPoseModel(config);
  port.on("message", (task: PoseTask) => void find(model, task));
  answer({ kind: "ready" });
} catch (error) {
  if (!(error instanceof PoseModelError)) throw error;
  answer({ kind: "refused", code: error.code, message: error.message });
}
