/** How a camera sees a whole body: each of its joints, whatever is found in the frame. */
import { type Body, type JointView, makeJointView, viewJoint } from "./body.ts";
import { type CameraView, findNoisePx2 } from "./camera-view.ts";
import { JOINTS } from "./pose-detection.ts";

export interface JointProjection extends JointView {
  /** The rest holds only where the camera images the joint's place. */
  isImaged: boolean;
  /** Variance on each axis of a pixel that the pose model says, px². */
  noisePx2: number;
}

/** One of each joint. */
export type BodyProjection = readonly JointProjection[];

export function makeBodyProjection(): BodyProjection {
  return Array.from({ length: JOINTS }, () => ({
    ...makeJointView(),
    isImaged: false,
    noisePx2: 0,
  }));
}

/** Writes how the camera sees the body as it is now. */
export function projectBody(body: Body, view: CameraView, out: BodyProjection): void {
  for (let joint = 0; joint < JOINTS; joint++) {
    const projection = out[joint]!;
    projection.isImaged = viewJoint(body, joint, view.camera, projection);
    if (projection.isImaged) projection.noisePx2 = findNoisePx2(view, joint, projection.pxPerM);
  }
}
