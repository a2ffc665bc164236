/** Poses in the cameras' frames of one instant are given to people, and tell where their joints are. */
import { logistic } from "@saunter/numerics/statistics";
import { isOnImage } from "../cameras/camera-model.ts";
import type { FusionParameters } from "../parameters/fusion.ts";
import type { PoseParameters } from "../parameters/poses.ts";
import { missPresence, seePresence } from "../presence.ts";
import {
  type Body,
  correctJoint,
  findGround,
  loosenBody,
  makeJointView,
  measureOff,
  viewJoint,
} from "./body.ts";
import {
  type CameraView,
  findFoundShare,
  learnFoundShare,
  learnJointNoise,
} from "./camera-view.ts";
import { isWornKnown, learnClothing, learnRecent, makeClothing, weighRecent } from "./clothing.ts";
import { type FusionSetup, isAtDoor, type Person } from "./person.ts";
import { associatePoses } from "./pose-associator.ts";
import { DETECTION_STRIDE, JOINTS, type PoseDetection } from "./pose-detection.ts";
import { type JointProjection, makeBodyProjection, projectBody } from "./project-body.ts";

/** What one camera sees at one instant. */
export interface ViewFrame {
  readonly view: CameraView;
  readonly poses: readonly PoseDetection[];
}

const NECK = 1;
/** The exponential of more than this changes nothing beside 1. */
const GAIN_MAX = 30;

/**
 * Gives poses to people. First those alone that can be of nobody else, in all frames; what they tell of
 * where people are makes the others plainer. Returns those that are nobody's, by frame.
 */
export function assignPoses(
  people: readonly Person[],
  frames: readonly ViewFrame[],
  setup: FusionSetup,
  nowMs: number,
): readonly (readonly PoseDetection[])[] {
  vetoColours(people, frames, setup, nowMs);
  const { poseSureMargin } = setup.parameters;
  for (const frame of frames) assignPosesInView(people, frame, nowMs, poseSureMargin);
  return frames.map((frame) => {
    assignPosesInView(people, frame, nowMs, 0);
    const taken = new Set(people.map(({ poses }) => poses.get(frame.view)));
    return frame.poses.filter((pose) => !taken.has(pose));
  });
}

/** A neck in a frame. */
interface Neck {
  readonly x: number;
  readonly y: number;
  readonly pxPerM: number;
}

const scratch = makeJointView();
const projections = makeBodyProjection();

/** How likely the camera finds each of them, if they are there; 0 of those out of its frame. */
function foreseeFound(people: readonly Person[], view: CameraView): Float64Array {
  const { occluderProbabilityMin, occludedFoundShare } = view.parameters;
  const necks = people.map(({ body }) => seeNeck(body, view));
  const before = necks.filter(
    (neck, at) => neck !== null && people[at]!.visible > occluderProbabilityMin,
  ) as Neck[];
  const found = new Float64Array(people.length);
  for (const [at, { body, visible }] of people.entries()) {
    const neck = necks[at]!;
    if (neck === null) continue;
    const { x, y } = findGround(body);
    const share = isBehind(neck, before, view.parameters) ? occludedFoundShare : 1;
    found[at] = visible * findFoundShare(view, x, y) * share;
  }
  return found;
}

function seeNeck(body: Body, { camera }: CameraView): Neck | null {
  const isSeen = viewJoint(body, NECK, camera, scratch) && isOnImage(camera, scratch);
  return isSeen ? { x: scratch.x, y: scratch.y, pxPerM: scratch.pxPerM } : null;
}

/** Whether one of the others stands before them. */
function isBehind(
  own: Neck,
  others: readonly Neck[],
  { occluderM, occluderBelowM }: PoseParameters,
): boolean {
  return others.some(
    (other) =>
      other.pxPerM > own.pxPerM &&
      Math.abs(other.x - own.x) < occluderM * other.pxPerM &&
      other.y - own.y < occluderBelowM * other.pxPerM,
  );
}

/** Finds out of whom several cameras would see at once a colour that they do not wear. */
function vetoColours(
  people: readonly Person[],
  frames: readonly ViewFrame[],
  setup: FusionSetup,
  nowMs: number,
): void {
  const { parameters } = setup;
  const { vetoFrames, vetoAloneMs, vetoColourMax, vetoColourAtDoorMax } = parameters;
  const bodies = people.map(({ body }) => body);
  const seen = people.map(() => makeClothing(parameters));
  for (const { view, poses } of frames) {
    const { poseOfBody } = associatePoses(bodies, view, poses, foreseeFound(people, view));
    for (const [at, recent] of seen.entries()) {
      const colour = poses[poseOfBody[at]!]?.colour;
      if (colour !== undefined) learnRecent(recent, colour, parameters);
    }
  }
  for (const [at, one] of people.entries()) {
    const { body, metMs } = one;
    const isDoor = isAtDoor(setup, findGround(body));
    const isPlain = seen[at]!.count >= vetoFrames && isWornKnown(body.clothing, parameters);
    const isAlone = nowMs - metMs > vetoAloneMs && !isDoor;
    const below = isDoor ? vetoColourAtDoorMax : vetoColourMax;
    one.isVetoed = isPlain && !isAlone && weighRecent(body.clothing, seen[at]!, parameters) < below;
  }
}

/** One frame's poses to those who are not seen in it yet. */
function assignPosesInView(
  everybody: readonly Person[],
  { view, poses: all }: ViewFrame,
  nowMs: number,
  marginMin: number,
): void {
  const isLast = marginMin === 0;
  const foreseen = foreseeFound(everybody, view);
  const isOpen = everybody.map(({ poses }) => !poses.has(view));
  const people = everybody.filter((_, at) => isOpen[at]);
  const found = foreseen.filter((_, at) => isOpen[at]);
  const taken = new Set(everybody.map(({ poses }) => poses.get(view)));
  const poses = all.filter((pose) => !taken.has(pose));
  const bodies = people.map(({ body }) => body);
  const isVetoed = people.map((one) => one.isVetoed);
  const { poseOfBody, gains } = associatePoses(bodies, view, poses, found, { marginMin, isVetoed });
  for (const [at, person] of people.entries()) {
    const share = person.visible > 0 ? found[at]! / person.visible : 0;
    const pose = poses[poseOfBody[at]!];
    if (pose !== undefined) takePose(person, view, pose, { share, gain: gains[at]!, nowMs });
    else if (isLast) missPose(person, view, share);
  }
}

function missPose(person: Person, view: CameraView, share: number): void {
  missPresence(person, share);
  const { x, y } = findGround(person.body);
  if (share > 0) learnFoundShare(view, x, y, false, person.visible);
}

function takePose(
  person: Person,
  view: CameraView,
  pose: PoseDetection,
  { share, gain, nowMs }: { readonly share: number; readonly gain: number; readonly nowMs: number },
): void {
  const { body } = person;
  const { parameters } = view;
  person.poses.set(view, pose);
  const isTheirs = logistic(Math.min(GAIN_MAX, gain));
  seePresence(person, share, isTheirs);
  person.lastSeenMs = nowMs;
  person.frames++;
  if (pose.isRepeated === true) {
    holdBody(body, pose, nowMs);
    return;
  }
  const { x, y } = findGround(body);
  learnFoundShare(view, x, y, true, isTheirs);
  projectBody(body, view, projections);
  const offM2 = measureAstray(person, pose, parameters);
  if (offM2 > 0) {
    loosenBody(body, offM2, parameters);
    projectBody(body, view, projections);
  }
  correctBody(body, view, pose, nowMs);
  if (pose.colour === undefined) return;
  learnClothing(body.clothing, pose.colour, parameters);
  learnRecent(person.recent, pose.colour, parameters);
}

/** Somebody who stands still is seen still, by the joints that were: they learn nothing more of it. */
function holdBody(body: Body, { joints }: PoseDetection, nowMs: number): void {
  for (let joint = 0; joint < JOINTS; joint++)
    if (!Number.isNaN(joints[DETECTION_STRIDE * joint]!)) body.seenMs[joint] = nowMs;
}

/** `projections` is how the camera sees the body, as it is. */
function correctBody(body: Body, view: CameraView, { joints }: PoseDetection, nowMs: number): void {
  const { jointOffSds } = view.parameters;
  for (const [joint, projection] of projections.entries()) {
    const x = joints[DETECTION_STRIDE * joint]!;
    const y = joints[DETECTION_STRIDE * joint + 1]!;
    if (Number.isNaN(x) || !projection.isImaged || isAstray(projection, x, y, jointOffSds))
      continue;
    correctJoint(body, joint, projection, x, y, projection.noisePx2);
    body.seenMs[joint] = nowMs;
    if (!viewJoint(body, joint, view.camera, scratch)) continue;
    const left = (x - scratch.x) ** 2 + (y - scratch.y) ** 2 + scratch.xx + scratch.yy;
    learnJointNoise(view, joint, left / 2 / scratch.pxPerM ** 2);
  }
}

/**
 * How far a body is from where it is seen, mean square, m²; 0 where it is there. It is not where time and
 * again hardly a joint of what is seen of them fits, and what is worn there is theirs: a body that a single
 * camera sees floats along its line of sight. `projections` is how the camera sees the body.
 */
function measureAstray(
  person: Person,
  { joints }: PoseDetection,
  parameters: FusionParameters,
): number {
  const { jointOffSds } = parameters;
  const { body, recent } = person;
  let [seen, fitting, offM2] = [0, 0, 0];
  for (const [joint, projection] of projections.entries()) {
    const x = joints[DETECTION_STRIDE * joint]!;
    const y = joints[DETECTION_STRIDE * joint + 1]!;
    if (Number.isNaN(x) || !projection.isImaged) continue;
    seen++;
    if (!isAstray(projection, x, y, jointOffSds)) fitting++;
    offM2 += ((x - projection.x) ** 2 + (y - projection.y) ** 2) / projection.pxPerM ** 2;
  }
  if (seen === 0) return 0;
  const isOff = fitting < parameters.bodyFittingShare * seen;
  person.astrayShare += (Number(isOff) - person.astrayShare) / parameters.bodyAstrayFrames;
  const isElsewhere =
    isOff &&
    person.astrayShare >= parameters.bodyAstrayFrom &&
    offM2 <= parameters.bodyAstrayM2Max * seen &&
    weighRecent(body.clothing, recent, parameters) >= parameters.ownColourMargin;
  return isElsewhere ? offM2 / seen : 0;
}

function isAstray(projection: JointProjection, x: number, y: number, offSds: number): boolean {
  return measureOff(projection, x, y, projection.noisePx2).square > offSds ** 2;
}
