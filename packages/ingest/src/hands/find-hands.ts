/** Where hands are in a camera's picture, and how large a box about each is, by the calibration. */

import { type HandView, JOINT_STRIDE, type ShopperPose } from "@saunter/engine/observation";
import { type Camera, projectPoint, toCameraAxes } from "@saunter/vision/cameras/camera-model";
import { DETECTION_STRIDE, type PoseDetection } from "@saunter/vision/fusion/pose-detection";

/** The square about a hand in which what it holds is seen. */
export interface HandBox {
  readonly shopperId: string;
  readonly hand: HandView["hand"];
  /** Of its middle, pixels. */
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  /** How well this camera sees it, beside others: larger is better. */
  readonly quality: number;
}

/** What is in a hand lies within a box so wide, metres. */
const BOX_M = 0.25;
/** Distance of a hand's middle beyond the wrist, as a share of the forearm. */
const BEYOND_SHARE = 0.4;
const BEYOND_M_MAX = 0.12;
/** Wrists that the pose model is less sure of may be hidden. */
const WRIST_SCORE_MIN = 0.35;
/** A pose is of somebody if their bodies are so near to each other in the picture, metres. */
const BODY_NEAR_M = 0.35;
/** Head, neck and shoulders: they hardly move from one instant to the next. */
const BODY_JOINTS = [0, 1, 2, 3];
const BODY_JOINTS_MIN = 2;
const ELBOW = 4;
const WRIST = 6;
const NECK = 1;

/** Boxes about the hands of people, of whom it is known where they were an instant ago. */
export function findHands(
  camera: Camera,
  poses: readonly PoseDetection[],
  people: readonly ShopperPose[],
): HandBox[] {
  return matchPeople(camera, poses, people).flatMap(({ pose, person }) =>
    (["left", "right"] as const).flatMap((hand, side): HandBox[] => {
      const box = placeBox(camera, pose, person, side);
      return box === null ? [] : [{ shopperId: person.shopperId, hand, ...box }];
    }),
  );
}

interface Match {
  readonly pose: PoseDetection;
  readonly person: ShopperPose;
  readonly apartM: number;
}

/** Each pose with one person at most, and each person with one pose, the nearest first. */
function matchPeople(
  camera: Camera,
  poses: readonly PoseDetection[],
  people: readonly ShopperPose[],
): Match[] {
  const near = poses
    .flatMap((pose) =>
      people.map((person) => ({ pose, person, apartM: measureApart(camera, pose, person) })),
    )
    .filter(({ apartM }) => apartM < BODY_NEAR_M)
    .sort((a, b) => a.apartM - b.apartM);
  const matches: Match[] = [];
  for (const match of near) {
    const isTaken = matches.some(
      (other) => other.pose === match.pose || other.person === match.person,
    );
    if (!isTaken) matches.push(match);
  }
  return matches;
}

function placeOf({ joints }: ShopperPose, joint: number): { x: number; y: number; z: number } {
  const at = joint * JOINT_STRIDE;
  return { x: joints[at]!, y: joints[at + 1]!, z: joints[at + 2]! };
}

/** How far a pose's body is from where a person's would be seen, metres; infinite where too little is. */
function measureApart(camera: Camera, { joints }: PoseDetection, person: ShopperPose): number {
  const pxPerM = findScale(camera, person, NECK);
  if (pxPerM === null) return Number.POSITIVE_INFINITY;
  let sum = 0;
  let count = 0;
  for (const joint of BODY_JOINTS) {
    const place = placeOf(person, joint);
    const pixel = Number.isFinite(place.x + place.y + place.z) ? projectPoint(camera, place) : null;
    const at = joint * DETECTION_STRIDE;
    if (pixel === null || !Number.isFinite(joints[at]! + joints[at + 1]!)) continue;
    sum += Math.hypot(pixel.x - joints[at]!, pixel.y - joints[at + 1]!);
    count++;
  }
  return count < BODY_JOINTS_MIN ? Number.POSITIVE_INFINITY : sum / count / pxPerM;
}

/** Pixels that a metre is long in the picture where a joint is, or else the neck; null behind it. */
function findScale(camera: Camera, person: ShopperPose, joint: number): number | null {
  for (const one of [joint, NECK, 0]) {
    const place = placeOf(person, one);
    if (!Number.isFinite(place.x + place.y + place.z)) continue;
    const { z } = toCameraAxes(camera, place);
    return z > 0.1 ? (camera.focalXPx + camera.focalYPx) / 2 / z : null;
  }
  return null;
}

function placeBox(
  camera: Camera,
  { joints }: PoseDetection,
  person: ShopperPose,
  side: number,
): Pick<HandBox, "x" | "y" | "widthPx" | "quality"> | null {
  const wrist = (WRIST + side) * DETECTION_STRIDE;
  const elbow = (ELBOW + side) * DETECTION_STRIDE;
  const [x, y, score] = [joints[wrist]!, joints[wrist + 1]!, joints[wrist + 2]!];
  const pxPerM = findScale(camera, person, WRIST + side);
  if (pxPerM === null || !(score >= WRIST_SCORE_MIN) || !Number.isFinite(x + y)) return null;
  let [beyondX, beyondY] = [x - joints[elbow]!, y - joints[elbow + 1]!];
  const lengthPx = BEYOND_SHARE * Math.hypot(beyondX, beyondY);
  if (!Number.isFinite(lengthPx)) [beyondX, beyondY] = [0, 0];
  // A forearm that seems too long is not one.
  const share = BEYOND_SHARE * Math.min(1, (BEYOND_M_MAX * pxPerM) / Math.max(1e-6, lengthPx));
  return {
    x: x + (Number.isFinite(share) ? share * beyondX : 0),
    y: y + (Number.isFinite(share) ? share * beyondY : 0),
    widthPx: BOX_M * pxPerM,
    quality: BOX_M * pxPerM * score,
  };
}
