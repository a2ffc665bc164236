import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import type { ColourImage } from "../cameras/colour-image.ts";

/** A frame that was processed, for as long as it is there: its pixels are not to be kept. */
export interface ViewedFrame extends ColourImage {
  readonly cameraId: string;
  /** Corrected, as everything else of that moment. */
  readonly timestampMs: number;
  /** In its pixels; null where nobody was looked for. */
  readonly poses: readonly PoseDetection[] | null;
  /** Something is wrong with the camera: what it sees does not count. */
  readonly isLeftOut: boolean;
}
