/**
 * The people of the shop from the poses that its cameras see: each body is foreseen in each camera's
 * picture, the poses there are given to bodies all at once, and correct them joint by joint; poses that
 * are nobody's begin new ones, where two cameras agree, or one sees somebody who can only be inside.
 * Whether there is somebody is kept as a probability (Musicki, Evans and Stankovic 1994), and whether
 * they can be seen.
 */
import { type Camera, isOnImage } from "../cameras/camera-model.ts";
import { JOINT_STRIDE, type ShopperPose } from "../observation.ts";
import { missPresence, type Presence, predictPresence, seePresence } from "../presence.ts";
import {
  type Body,
  correctJoint,
  findGround,
  makeJointView,
  measureOff,
  predictBody,
  SYMMETRIC,
  viewJoint,
} from "./body.ts";
import {
  type CameraView,
  createCameraView,
  findFoundShare,
  findNoisePx2,
  learnFoundShare,
  learnJointNoise,
} from "./camera-view.ts";
import { learnClothing } from "./clothing.ts";
import { findBodies, guessBody, type LonePose } from "./find-bodies.ts";
import { matchPoses } from "./match-poses.ts";
import { type CameraFrame, JOINTS, type PoseSighting, SIGHTING_STRIDE } from "./pose-sighting.ts";

export interface BodyTrackerOptions {
  readonly cameras: readonly Camera[];
  /** Whether a place of the floor is in the shop, metres: what stands behind glass is not. */
  readonly isInside: (x: number, y: number) => boolean;
  /** Whether people come and go there; not given: anywhere. */
  readonly isDoor?: (x: number, y: number) => boolean;
}

export interface BodyTracker {
  /** Takes what the cameras see at one instant; returns who is in the shop. */
  step(timestampMs: number, frames: readonly CameraFrame[]): ShopperPose[];
}

interface Person extends Presence {
  readonly shopperId: string;
  readonly body: Body;
  /** Cameras that see them in this frame. */
  seenBy: string[];
  /** Frames in which they may have been somebody else who is known. */
  twinFrames: number;
}

interface State {
  readonly options: BodyTrackerOptions;
  readonly views: ReadonlyMap<string, CameraView>;
  people: Person[];
  count: number;
  lastMs: number;
  /** When somebody was first looked for. */
  firstMs: number;
}

const GIVEN_UP = 0.02;
const TOLD_FROM = 0.6;
/** Seconds, in the mean: until somebody is hidden, until they are seen again, and how long they stay. */
const HIDE_AFTER_S = 20;
const HIDDEN_S = 2;
const STAY_S = 120;
const STAY_AT_DOOR_S = 0.5;
const STAY_INSIDE_S = 10_000;
/** Who is outside was seen wrongly, or has gone. */
const STAY_OUTSIDE_S = 1;
/** That it is somebody: where two cameras agree, and where one alone sees them. */
const AGREED = 0.4;
const ALONE = 0.15;
/** Where nobody can come in, once everybody who was there has been found: so much less, odds. */
const NOT_AT_DOOR = 0.05;
const FOUND_AFTER_MS = 3000;
/** Joints that were not seen for so long are not told of, milliseconds. */
const STALE_MS = 350;
/** Two bodies whose torsos are so near to each other are one, metres. */
const SAME_M = 0.3;
/** And so many frames in a row. */
const TWIN_FRAMES = 5;
/** Somebody stands before another when so near to them in a picture, metres. */
const BEFORE_M = 0.3;
const NECK = 1;
/** A pose is plainly somebody's where it is so much likelier theirs than another's; logarithm. */
const SURE_MARGIN = 8;
/** Off by so many standard deviations, a joint is not taken in. */
const ASTRAY_SDS = 4;
/** Share of a place's step beyond what was foreseen that is taken for speed. */
const SPEED_GAIN = 0.3;
const SPEED_MAX = 2.5;

export function createBodyTracker(options: BodyTrackerOptions): BodyTracker {
  const views = new Map(options.cameras.map((one) => [one.cameraId, createCameraView(one)]));
  const state: State = {
    options,
    views,
    people: [],
    count: 0,
    lastMs: Number.NaN,
    firstMs: Number.NaN,
  };
  return {
    step: (timestampMs, frames) => {
      const seconds = Number.isNaN(state.lastMs) ? 0 : (timestampMs - state.lastMs) / 1000;
      if (seconds < 0) throw new RangeError("frames have to come in order");
      state.lastMs = timestampMs;
      return stepFrames(state, timestampMs, seconds, frames);
    },
  };
}

function stepFrames(
  state: State,
  nowMs: number,
  seconds: number,
  frames: readonly CameraFrame[],
): ShopperPose[] {
  predictPeople(state, seconds);
  const grounds = state.people.map(({ body }) => findGround(body));
  const lone: LonePose[] = [];
  const pictures: Picture[] = [];
  for (const { cameraId, poses } of frames) {
    const view = state.views.get(cameraId);
    if (view === undefined) throw new RangeError(`there is no camera ${cameraId}`);
    pictures.push({ view, poses, poseOf: new Map() });
  }
  for (const picture of pictures) takePicture(state, picture, nowMs, SURE_MARGIN);
  for (const picture of pictures) {
    takePicture(state, picture, nowMs, 0);
    const taken = new Set(picture.poseOf.values());
    for (const pose of picture.poses) if (!taken.has(pose)) lone.push({ view: picture.view, pose });
  }
  for (const [at, { body }] of state.people.entries()) learnSpeed(body, grounds[at]!, seconds);
  beginPeople(state, lone, nowMs);
  state.people = state.people.filter((one) => one.visible + one.hidden >= GIVEN_UP);
  mergePeople(state);
  return state.people
    .filter((one) => one.visible + one.hidden >= TOLD_FROM)
    .map(({ shopperId, body }) => tellPose(shopperId, body, nowMs));
}

function predictPeople({ people, options }: State, seconds: number): void {
  const hides = 1 - Math.exp(-seconds / HIDE_AFTER_S);
  const shows = 1 - Math.exp(-seconds / HIDDEN_S);
  for (const person of people) {
    person.seenBy = [];
    predictBody(person.body, seconds);
    const { x, y } = findGround(person.body);
    const stays = Math.exp(-seconds / findStayS(options, x, y));
    predictPresence(person, { stays, hides, shows });
  }
}

function findStayS({ isInside, isDoor }: BodyTrackerOptions, x: number, y: number): number {
  if (!isInside(x, y)) return STAY_OUTSIDE_S;
  if (isDoor === undefined) return STAY_S;
  return isDoor(x, y) ? STAY_AT_DOOR_S : STAY_INSIDE_S;
}

const scratch = makeJointView();

/** How likely the camera finds each of them, if they are there; 0 of those out of its picture. */
function foreseeFound({ people }: State, view: CameraView): Float64Array {
  const { camera } = view;
  const seen = people.map(({ body }) =>
    viewJoint(body, NECK, camera, scratch) && isOnImage(camera, scratch)
      ? { x: scratch.x, y: scratch.y, pxPerM: scratch.pxPerM }
      : null,
  );
  return Float64Array.from(people, ({ body, visible }, at) => {
    const own = seen[at]!;
    if (own === null) return 0;
    const { x, y } = findGround(body);
    const isBehind = seen.some(
      (other, index) =>
        index !== at &&
        other !== null &&
        people[index]!.visible > 0.5 &&
        other.pxPerM > own.pxPerM &&
        Math.abs(other.x - own.x) < BEFORE_M * other.pxPerM &&
        other.y - own.y < 0.6 * other.pxPerM,
    );
    return visible * findFoundShare(view, x, y) * (isBehind ? 0.5 : 1);
  });
}

/** What one camera sees at one instant, and who of it is known. */
interface Picture {
  readonly view: CameraView;
  readonly poses: readonly PoseSighting[];
  readonly poseOf: Map<Person, PoseSighting>;
}

/**
 * Gives a picture's poses to people. First those alone that can be of nobody else, in all pictures; what
 * they tell of where people are makes the others plainer.
 */
function takePicture(state: State, picture: Picture, nowMs: number, marginMin: number): void {
  const { view, poseOf } = picture;
  const isLast = marginMin === 0;
  const found = foreseeFound(state, view);
  const people = state.people.filter((one) => !poseOf.has(one));
  const shares = people.map((one) => found[state.people.indexOf(one)]!);
  const taken = new Set(poseOf.values());
  const poses = picture.poses.filter((pose) => !taken.has(pose));
  const bodies = people.map(({ body }) => body);
  const { poseOfBody, gains } = matchPoses(bodies, view, poses, shares, marginMin);
  for (const [at, person] of people.entries()) {
    const { body, visible } = person;
    const { x, y } = findGround(body);
    const share = visible > 0 ? shares[at]! / visible : 0;
    const pose = poses[poseOfBody[at]!];
    if (pose === undefined) {
      if (!isLast) continue;
      missPresence(person, share);
      if (share > 0) learnFoundShare(view, x, y, false, person.visible);
      continue;
    }
    poseOf.set(person, pose);
    person.seenBy.push(view.camera.cameraId);
    const isTheirs = 1 / (1 + Math.exp(-Math.min(30, gains[at]!)));
    seePresence(person, share, isTheirs);
    if (pose.isRepeated === true) {
      holdBody(body, pose, nowMs);
      continue;
    }
    learnFoundShare(view, x, y, true, isTheirs);
    correctBody(body, view, pose, nowMs);
    if (pose.colour !== undefined) learnClothing(body.clothing, pose.colour);
  }
}

/** Somebody who stands still is seen still, by the joints that were: they learn nothing more of it. */
function holdBody(body: Body, { joints }: PoseSighting, nowMs: number): void {
  for (let joint = 0; joint < JOINTS; joint++)
    if (!Number.isNaN(joints[SIGHTING_STRIDE * joint]!)) body.seenMs[joint] = nowMs;
}

function correctBody(body: Body, view: CameraView, { joints }: PoseSighting, nowMs: number): void {
  for (let joint = 0; joint < JOINTS; joint++) {
    const x = joints[SIGHTING_STRIDE * joint]!;
    const y = joints[SIGHTING_STRIDE * joint + 1]!;
    if (Number.isNaN(x) || !viewJoint(body, joint, view.camera, scratch)) continue;
    const noise = findNoisePx2(view, joint, scratch.pxPerM);
    if (measureOff(scratch, x, y, noise).square > ASTRAY_SDS ** 2) continue;
    correctJoint(body, joint, scratch, x, y, noise);
    body.seenMs[joint] = nowMs;
    if (!viewJoint(body, joint, view.camera, scratch)) continue;
    const left = (x - scratch.x) ** 2 + (y - scratch.y) ** 2 + scratch.xx + scratch.yy;
    learnJointNoise(view, joint, left / 2 / scratch.pxPerM ** 2);
  }
}

/** The part of a step that was not foreseen is speed, in part. */
function learnSpeed(body: Body, before: { x: number; y: number }, seconds: number): void {
  if (!(seconds > 0)) return;
  const after = findGround(body);
  const gain = SPEED_GAIN / Math.max(seconds, 0.05);
  const limit = (speed: number): number => Math.max(-SPEED_MAX, Math.min(SPEED_MAX, speed));
  body.velocityX = limit(body.velocityX + gain * (after.x - before.x));
  body.velocityY = limit(body.velocityY + gain * (after.y - before.y));
}

function beginPeople(state: State, lone: readonly LonePose[], nowMs: number): void {
  const { isInside, isDoor } = state.options;
  const taken = new Set<LonePose>();
  if (Number.isNaN(state.firstMs)) state.firstMs = nowMs;
  const begin = (body: Body, probability: number): void => {
    const shopperId = String(++state.count);
    const { x, y } = findGround(body);
    const canCome = isDoor === undefined || isDoor(x, y) || nowMs - state.firstMs < FOUND_AFTER_MS;
    const odds = (probability / (1 - probability)) * (canCome ? 1 : NOT_AT_DOOR);
    const visible = odds / (1 + odds);
    state.people.push({ shopperId, body, visible, hidden: 0, seenBy: [], twinFrames: 0 });
  };
  for (const { body, from } of findBodies(lone, nowMs, isInside)) {
    for (const pose of from) taken.add(pose);
    begin(body, AGREED);
  }
  // What other cameras see of those is theirs, too.
  const known = state.people.map(({ body }) => body);
  for (const pose of lone) {
    if (taken.has(pose)) continue;
    const { poseOfBody } = matchPoses(
      known,
      pose.view,
      [pose.pose],
      known.map(() => 0.5),
    );
    if (poseOfBody.some((at) => at >= 0)) continue;
    const body = guessBody(pose, nowMs, isInside);
    if (body !== null) begin(body, ALONE);
  }
}

/**
 * Two at one place are one where no camera sees both, time and again: the younger goes. Two people side
 * by side are both seen by some camera.
 */
function mergePeople(state: State): void {
  const { people } = state;
  const places = people.map(({ body }) => findGround(body));
  const gone = new Set<Person>();
  for (const [at, younger] of people.entries()) {
    let twin: Person | null = null;
    for (const [other, older] of people.slice(0, at).entries()) {
      const [a, b] = [places[at]!, places[other]!];
      const limit = SAME_M ** 2 + Math.min(1, a.variance + b.variance);
      if ((a.x - b.x) ** 2 + (a.y - b.y) ** 2 < limit) twin = older;
    }
    if (twin === null || twin.seenBy.some((cameraId) => younger.seenBy.includes(cameraId))) {
      younger.twinFrames = 0;
    } else if (++younger.twinFrames > TWIN_FRAMES) gone.add(younger);
  }
  state.people = people.filter((one) => !gone.has(one));
}

function tellPose(shopperId: string, body: Body, nowMs: number): ShopperPose {
  const joints = new Float64Array(JOINTS * JOINT_STRIDE).fill(Number.NaN);
  for (let joint = 0; joint < JOINTS; joint++) {
    if (nowMs - body.seenMs[joint]! > STALE_MS) continue;
    for (let axis = 0; axis < 3; axis++) {
      joints[joint * JOINT_STRIDE + axis] = body.places[3 * joint + axis]!;
    }
    const at = SYMMETRIC * joint;
    const { covariances: c } = body;
    const sd = Math.sqrt((c[at]! + c[at + 3]! + c[at + 5]!) / 3);
    // As sure as that it is within a hand's breadth.
    joints[joint * JOINT_STRIDE + 3] = 1 - Math.exp(-0.5 * (0.1 / sd) ** 2);
  }
  return { shopperId, joints };
}
