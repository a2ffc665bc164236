/** What a pose model says of the people in one camera's frame. */
import { JOINT_NAMES } from "@saunter/engine/observation";

export const JOINTS = JOINT_NAMES.length;
/** Values of each joint: x and y in pixels, and a score of 0 to 1; NaN where it is not seen. */
export const DETECTION_STRIDE = 3;

/** One person in one frame, in the order of `JOINT_NAMES`. */
export interface PoseDetection {
  readonly joints: Float64Array;
  /** Of the clothing about the shoulders: lightness, red to green, yellow to blue (CIE L*a*b*). */
  readonly colour?: Float64Array;
  /**
   * It was found in an earlier frame, and nothing has moved before the camera since: whoever it is, is
   * there still. Of where they are it tells nothing new, as its errors are those of the first time.
   */
  readonly isRepeated?: boolean;
}

/** Everybody whom one camera sees at one instant. */
export interface CameraFrame {
  readonly cameraId: string;
  readonly poses: readonly PoseDetection[];
}

/** Head, neck and shoulders: where a body stands. */
export const TORSO_JOINTS = 4;
