/** How a camera sees a whole body: each of its joints, whatever is found in the picture. */
import { type Body, type JointView, makeJointView, viewJoint } from "./body.ts";
import { type CameraView, findNoisePx2 } from "./camera-view.ts";
import { JOINTS } from "./pose-sighting.ts";

export interface JointSight extends JointView {
  /** The rest holds only where the camera images the joint's place. */
  isImaged: boolean;
  /** Variance on each axis of a pixel that the pose model says, px². */
  noisePx2: number;
}

/** One of each joint. */
export type BodySight = readonly JointSight[];

export function makeBodySight(): BodySight {
  return Array.from({ length: JOINTS }, () => ({
    ...makeJointView(),
    ...{ isImaged: false, noisePx2: 0 },
  }));
}

/** Writes how the camera sees the body as it is now. */
export function sightBody(body: Body, view: CameraView, out: BodySight): void {
  for (let joint = 0; joint < JOINTS; joint++) {
    const sight = out[joint]!;
    sight.isImaged = viewJoint(body, joint, view.camera, sight);
    if (sight.isImaged) sight.noisePx2 = findNoisePx2(view, joint, sight.pxPerM);
  }
}
