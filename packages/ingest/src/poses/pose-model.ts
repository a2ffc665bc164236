/** What finds people's poses in a picture, whichever model does it. */
import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import type { ColourImage } from "../cameras/colour-image.ts";

export interface PoseModel {
  /** Everybody whom it sees, in pixels of the picture; the middle of the first pixel is (0, 0). */
  find(image: ColourImage): Promise<PoseDetection[]>;
  close(): Promise<void>;
}

/** MoveNet MultiPose, which comes with the project: up to six people. */
export interface MoveNetConfig {
  readonly kind: "movenet";
  /** Longer side of what it gets to see, a multiple of 32; `LONG_SIDE_PX` where not given. */
  readonly longSidePx?: number;
  /** An add-on, where not given, or WebAssembly, which runs wherever Node does and four times as slow. */
  readonly runtime?: "native" | "wasm";
}

/** A model of one's own: `describeLayouts()` says which are understood. */
export interface OnnxConfig {
  readonly kind: "onnx";
  readonly file: string;
  /** Longer side of what it gets to see, where it takes any; of others the one that they take. */
  readonly longSidePx?: number;
}

/** Which model, and what of it can be chosen. */
export type PoseModelConfig = MoveNetConfig | OnnxConfig;

export type PoseModelErrorCode =
  | "model-missing"
  | "model-refused"
  | "size-refused"
  | "workers-failed";

/** Why no poses can be found at all. */
export class PoseModelError extends Error {
  readonly code: PoseModelErrorCode;

  constructor(code: PoseModelErrorCode, message: string) {
    super(message);
    this.name = "PoseModelError";
    this.code = code;
  }
}
