/**
 * What a pose model makes of the people in a camera's frame: joints a few centimetres off, all of one
 * person a little the same way, some far off, some not found; people not found, and people behind
 * others of whom little is to be seen.
 */
import type { Random } from "@saunter/numerics/random";
import {
  type Camera,
  isOnImage,
  type Pixel,
  projectPoint,
} from "@saunter/vision/cameras/camera-model";
import {
  DETECTION_STRIDE,
  JOINTS,
  type PoseDetection,
} from "@saunter/vision/fusion/pose-detection";

/** Lengths in metres are across the line of sight. */
export interface PoseNoise {
  readonly jointSdM: number;
  /** And besides, of the frame's width: models look at small frames. */
  readonly jointSdShare: number;
  /** Of all joints of a person together. */
  readonly commonSdM: number;
  readonly astrayShare: number;
  readonly astraySdM: number;
  /** Of joints that are not hidden; and of those of the hands. */
  readonly missingShare: number;
  readonly missingHandShare: number;
  readonly missingPersonShare: number;
  /** Of lightness, and the two of the hue. */
  readonly colourSd: readonly [number, number, number];
  /** Poses that are nobody's, a frame. */
  readonly clutter: number;
}

export const POSE_NOISE: PoseNoise = {
  jointSdM: 0.035,
  jointSdShare: 0.0023,
  commonSdM: 0.02,
  astrayShare: 0.03,
  astraySdM: 0.3,
  missingShare: 0.05,
  missingHandShare: 0.15,
  missingPersonShare: 0.1,
  clutter: 0.02,
  colourSd: [12, 6, 6],
};

const NECK = 1;
const FIRST_WRIST = 6;
const JOINTS_MIN = 3;
/** A body before another hides what is so near to its middle in the frame, above and below, metres. */
const HALF_WIDTH_M = 0.22;
const ABOVE_NECK_M = 0.35;
const BELOW_NECK_M = 0.9;
/** And stands so much nearer to the camera. */
const BEFORE_M = 0.2;
const CLUTTER_SPREAD_PX = 30;

interface Neck extends Pixel {
  readonly distanceM: number;
  readonly pxPerM: number;
}

/**
 * @param poses of each person, x, y and z of each joint, metres, in the order of `JOINT_NAMES`
 * @param clothes of each person, the colour, L*a*b*; where there is none, none is seen
 */
export function seePoses(
  camera: Camera,
  poses: readonly Float64Array[],
  noise: PoseNoise,
  random: Random,
  clothes: readonly Float64Array[] = [],
): PoseDetection[] {
  const necks = poses.map((pose) => seeNeck(camera, pose));
  const detections: PoseDetection[] = [];
  for (const [at, pose] of poses.entries()) {
    const neck = necks[at]!;
    if (neck === null) continue;
    const joints = seeJoints(camera, pose, neck, necks, noise, random);
    if (joints === null || random.chance(noise.missingPersonShare)) continue;
    const worn = clothes[at];
    if (worn === undefined) detections.push({ joints });
    else detections.push({ joints, colour: seeColour(worn, noise, random) });
  }
  if (random.chance(noise.clutter)) detections.push(seeNobody(camera, random));
  return detections;
}

function seeNeck(camera: Camera, pose: Float64Array): Neck | null {
  const place = placeOf(pose, NECK);
  const pixel = projectPoint(camera, place);
  if (pixel === null || !isOnImage(camera, pixel)) return null;
  const { x, y, z } = camera.position;
  const distanceM = Math.hypot(place.x - x, place.y - y, place.z - z);
  return { ...pixel, distanceM, pxPerM: camera.focalXPx / distanceM };
}

const placeOf = (pose: Float64Array, joint: number) => ({
  x: pose[3 * joint]!,
  y: pose[3 * joint + 1]!,
  z: pose[3 * joint + 2]!,
});

function seeJoints(
  camera: Camera,
  pose: Float64Array,
  neck: Neck,
  necks: readonly (Neck | null)[],
  noise: PoseNoise,
  random: Random,
): Float64Array | null {
  const joints = new Float64Array(JOINTS * DETECTION_STRIDE).fill(Number.NaN);
  const common = [random.normal(0, noise.commonSdM), random.normal(0, noise.commonSdM)] as const;
  let seen = 0;
  for (let joint = 0; joint < JOINTS; joint++) {
    const pixel = projectPoint(camera, placeOf(pose, joint));
    if (pixel === null || !isOnImage(camera, pixel) || isHidden(pixel, neck, necks)) continue;
    const missing = joint >= FIRST_WRIST ? noise.missingHandShare : noise.missingShare;
    if (random.chance(missing)) continue;
    const isAstray = random.chance(noise.astrayShare);
    const sdM = isAstray ? noise.astraySdM : noise.jointSdM;
    const at = DETECTION_STRIDE * joint;
    const sdPx = Math.hypot(sdM * neck.pxPerM, noise.jointSdShare * camera.widthPx);
    joints[at] = pixel.x + common[0] * neck.pxPerM + random.normal(0, sdPx);
    joints[at + 1] = pixel.y + common[1] * neck.pxPerM + random.normal(0, sdPx);
    joints[at + 2] = isAstray ? random.uniform(0.3, 0.7) : random.uniform(0.5, 1);
    seen++;
  }
  return seen < JOINTS_MIN ? null : joints;
}

function isHidden(pixel: Pixel, own: Neck, necks: readonly (Neck | null)[]): boolean {
  return necks.some((neck) => {
    if (neck === null || neck.distanceM > own.distanceM - BEFORE_M) return false;
    const [across, down] = [(pixel.x - neck.x) / neck.pxPerM, (pixel.y - neck.y) / neck.pxPerM];
    return Math.abs(across) < HALF_WIDTH_M && down > -ABOVE_NECK_M && down < BELOW_NECK_M;
  });
}

function seeColour(worn: Float64Array, { colourSd }: PoseNoise, random: Random): Float64Array {
  return worn.map((value, at) => value + random.normal(0, colourSd[at]!));
}

function seeNobody({ widthPx, heightPx }: Camera, random: Random): PoseDetection {
  const joints = new Float64Array(JOINTS * DETECTION_STRIDE);
  const [x, y] = [random.uniform(0, widthPx), random.uniform(0, heightPx)];
  for (let at = 0; at < joints.length; at += DETECTION_STRIDE) {
    joints[at] = x + random.normal(0, CLUTTER_SPREAD_PX);
    joints[at + 1] = y + random.normal(0, CLUTTER_SPREAD_PX);
    joints[at + 2] = random.uniform(0.2, 0.6);
  }
  return { joints };
}
