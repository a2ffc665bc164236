import type { PoseModel, PoseModelConfig } from "./pose-model.ts";

/** Loads the one that is asked for, and of the other not even its library. */
export async function loadPoseModel(config: PoseModelConfig): Promise<PoseModel> {
  switch (config.kind) {
    case "movenet": {
      const { loadMoveNet } = await import("./movenet-model.ts");
      return loadMoveNet(config);
    }
    case "onnx": {
      const { loadOnnxModel } = await import("./onnx-model.ts");
      return loadOnnxModel(config.file, config.longSidePx);
    }
    default:
      return config satisfies never;
  }
}
