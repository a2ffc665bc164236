import type { PoseDetection } from "@saunter/vision/fusion/pose-detection";
import type { GreyImage } from "../cameras/grey-image.ts";

export interface PoseFrame {
  readonly cameraId: string;
  /** Rises from frame to frame of a camera. */
  readonly timestampMs: number;
  /** Red, green, blue of each pixel, row by row. */
  readonly pixels: Uint8Array;
  readonly widthPx: number;
  readonly heightPx: number;
  /** Of the frame, where it is made already. */
  readonly grey?: GreyImage;
}

export interface PoseFinder {
  /**
   * Poses of everybody in the frame, in its pixels; an empty list where nobody is; null where it was not
   * processed, as a newer one came, a thread died, or the last look missed somebody who was seen just
   * before. Where nothing has moved since a look its poses are returned again, as repeated. The frames of
   * one camera are answered in their order. The pixels are copied before the call returns, so that the
   * frame can be released. Throws RangeError where they are not as many as they should be.
   */
  find(frame: PoseFrame): Promise<readonly PoseDetection[] | null>;
  /** What has not been answered is null. */
  close(): Promise<void>;
}
