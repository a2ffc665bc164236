/** What is reported of a person whom a model found: joints and the colour of clothing, and no more. */
import {
  DETECTION_STRIDE,
  type PoseDetection,
  TORSO_JOINTS,
} from "@saunter/vision/fusion/pose-detection";
import type { ColourImage } from "../cameras/colour-image.ts";
import { type Keypoints, mapJoints } from "./body-keypoints.ts";
import { measureClothing } from "./measure-clothing.ts";

/** Null where nothing is seen of head, neck and shoulders: hands alone tell of nobody. */
export function makeDetection(image: ColourImage, keypoints: Keypoints): PoseDetection | null {
  const joints = mapJoints(keypoints);
  let isSomebody = false;
  for (let joint = 0; joint < TORSO_JOINTS; joint++)
    if (!Number.isNaN(joints[joint * DETECTION_STRIDE]!)) isSomebody = true;
  if (!isSomebody) return null;
  const colour = measureClothing(image, keypoints);
  return colour === null ? { joints } : { joints, colour };
}
