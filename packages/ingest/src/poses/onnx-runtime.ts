/** ONNX Runtime, loaded where it is used alone: its add-on is large, and not there for every machine. */
import type { InferenceSession } from "onnxruntime-node";
import { PoseModelError } from "./pose-model.ts";

/** One thread a session: as many threads as are wanted are the finder's own. */
export const SESSION_OPTIONS: InferenceSession.SessionOptions = {
  executionProviders: ["cpu"],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
};

/** Throws `PoseModelError` ("model-missing") where there is none for this machine. */
export async function loadOnnxRuntime(): Promise<typeof import("onnxruntime-node")> {
  try {
    return await import("onnxruntime-node");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const machine = `${process.platform} on ${process.arch}`;
    const message = `ONNX Runtime does not start (${machine}): ${error.message}; MoveNet runs in WebAssembly, too`;
    throw new PoseModelError("model-missing", message);
  }
}
