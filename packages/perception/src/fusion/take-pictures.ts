/** Poses in the cameras' pictures of one instant are given to people, and tell where their joints are. */
import { isOnImage } from "../cameras/camera-model.ts";
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
import { type JointSight, makeBodySight, sightBody } from "./body-sight.ts";
import {
  type CameraView,
  findFoundShare,
  learnFoundShare,
  learnJointNoise,
} from "./camera-view.ts";
import {
  isWornKnown,
  learnClothing,
  learnRecent,
  makeClothing,
  OWN_FROM,
  weighRecent,
} from "./clothing.ts";
import { matchPoses } from "./match-poses.ts";
import { type BodyTrackerOptions, isAtDoor, type Person } from "./person.ts";
import { JOINTS, type PoseSighting, SIGHTING_STRIDE } from "./pose-sighting.ts";

/** What one camera sees at one instant. */
export interface Picture {
  readonly view: CameraView;
  readonly poses: readonly PoseSighting[];
}

/** Somebody stands before another when so near to them in a picture, metres. */
const BEFORE_M = 0.3;
const NECK = 1;
/** A pose is plainly somebody's where it is so much likelier theirs than another's; logarithm. */
const SURE_MARGIN = 8;
/** What so many cameras see of somebody at once is theirs, or not, by its colour; logarithm. */
const VETO_PICTURES = 2;
const VETO_BELOW = -4;
/** At a door somebody else may have come in where they have gone. */
const VETO_AT_DOOR_BELOW = 0;
/** Who met nobody for so long is no other, whatever they are seen in, milliseconds. */
const ALONE_MS = 3000;
/** Off by so many standard deviations, a joint is not taken in. */
const ASTRAY_SDS = 4;
/** Where fewer of the joints fit, in most of so many late pictures, it is the body that is astray. */
const FITTING_SHARE = 0.4;
const ASTRAY_PICTURES = 8;
const ASTRAY_FROM = 0.5;
/** But not farther than this, m²: then it is somebody else. */
const ASTRAY_M2_MAX = 9;

/**
 * Gives poses to people. First those alone that can be of nobody else, in all pictures; what they tell of
 * where people are makes the others plainer. Returns those that are nobody's, by picture.
 */
export function takePictures(
  people: readonly Person[],
  pictures: readonly Picture[],
  options: BodyTrackerOptions,
  nowMs: number,
): readonly (readonly PoseSighting[])[] {
  vetoColours(people, pictures, options, nowMs);
  for (const picture of pictures) takePicture(people, picture, nowMs, SURE_MARGIN);
  return pictures.map((picture) => {
    takePicture(people, picture, nowMs, 0);
    const taken = new Set(people.map(({ poses }) => poses.get(picture.view)));
    return picture.poses.filter((pose) => !taken.has(pose));
  });
}

/** A neck in a picture. */
interface Neck {
  readonly x: number;
  readonly y: number;
  readonly pxPerM: number;
}

const scratch = makeJointView();
const sights = makeBodySight();

/** How likely the camera finds each of them, if they are there; 0 of those out of its picture. */
function foreseeFound(people: readonly Person[], view: CameraView): Float64Array {
  const necks = people.map(({ body }) => seeNeck(body, view));
  const before = necks.filter((neck, at) => neck !== null && people[at]!.visible > 0.5) as Neck[];
  const found = new Float64Array(people.length);
  for (const [at, { body, visible }] of people.entries()) {
    const neck = necks[at]!;
    if (neck === null) continue;
    const { x, y } = findGround(body);
    found[at] = visible * findFoundShare(view, x, y) * (isBehind(neck, before) ? 0.5 : 1);
  }
  return found;
}

function seeNeck(body: Body, { camera }: CameraView): Neck | null {
  const isSeen = viewJoint(body, NECK, camera, scratch) && isOnImage(camera, scratch);
  return isSeen ? { x: scratch.x, y: scratch.y, pxPerM: scratch.pxPerM } : null;
}

/** Whether one of the others stands before them. */
function isBehind(own: Neck, others: readonly Neck[]): boolean {
  return others.some(
    (other) =>
      other.pxPerM > own.pxPerM &&
      Math.abs(other.x - own.x) < BEFORE_M * other.pxPerM &&
      other.y - own.y < 0.6 * other.pxPerM,
  );
}

/** Finds out of whom several cameras would see at once a colour that they do not wear. */
function vetoColours(
  people: readonly Person[],
  pictures: readonly Picture[],
  options: BodyTrackerOptions,
  nowMs: number,
): void {
  const bodies = people.map(({ body }) => body);
  const seen = people.map(makeClothing);
  for (const { view, poses } of pictures) {
    const { poseOfBody } = matchPoses(bodies, view, poses, foreseeFound(people, view));
    for (const [at, recent] of seen.entries()) {
      const colour = poses[poseOfBody[at]!]?.colour;
      if (colour !== undefined) learnRecent(recent, colour);
    }
  }
  for (const [at, one] of people.entries()) {
    const { body, metMs } = one;
    const isDoor = isAtDoor(options, findGround(body));
    const isPlain = seen[at]!.count >= VETO_PICTURES && isWornKnown(body.clothing);
    const isAlone = nowMs - metMs > ALONE_MS && !isDoor;
    const below = isDoor ? VETO_AT_DOOR_BELOW : VETO_BELOW;
    one.isVetoed = isPlain && !isAlone && weighRecent(body.clothing, seen[at]!) < below;
  }
}

/** One picture's poses to those who are not seen in it yet. */
function takePicture(
  everybody: readonly Person[],
  { view, poses: all }: Picture,
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
  const { poseOfBody, gains } = matchPoses(bodies, view, poses, found, { marginMin, isVetoed });
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
  pose: PoseSighting,
  { share, gain, nowMs }: { readonly share: number; readonly gain: number; readonly nowMs: number },
): void {
  const { body } = person;
  person.poses.set(view, pose);
  const isTheirs = 1 / (1 + Math.exp(-Math.min(30, gain)));
  seePresence(person, share, isTheirs);
  person.lastSeenMs = nowMs;
  person.pictures++;
  if (pose.isRepeated === true) {
    holdBody(body, pose, nowMs);
    return;
  }
  const { x, y } = findGround(body);
  learnFoundShare(view, x, y, true, isTheirs);
  sightBody(body, view, sights);
  const offM2 = measureAstray(person, pose);
  if (offM2 > 0) {
    loosenBody(body, offM2);
    sightBody(body, view, sights);
  }
  correctBody(body, view, pose, nowMs);
  if (pose.colour === undefined) return;
  learnClothing(body.clothing, pose.colour);
  learnRecent(person.recent, pose.colour);
}

/** Somebody who stands still is seen still, by the joints that were: they learn nothing more of it. */
function holdBody(body: Body, { joints }: PoseSighting, nowMs: number): void {
  for (let joint = 0; joint < JOINTS; joint++)
    if (!Number.isNaN(joints[SIGHTING_STRIDE * joint]!)) body.seenMs[joint] = nowMs;
}

/** `sights` is how the camera sees the body, as it is. */
function correctBody(body: Body, view: CameraView, { joints }: PoseSighting, nowMs: number): void {
  for (const [joint, sight] of sights.entries()) {
    const x = joints[SIGHTING_STRIDE * joint]!;
    const y = joints[SIGHTING_STRIDE * joint + 1]!;
    if (Number.isNaN(x) || !sight.isImaged || isAstray(sight, x, y)) continue;
    correctJoint(body, joint, sight, x, y, sight.noisePx2);
    body.seenMs[joint] = nowMs;
    if (!viewJoint(body, joint, view.camera, scratch)) continue;
    const left = (x - scratch.x) ** 2 + (y - scratch.y) ** 2 + scratch.xx + scratch.yy;
    learnJointNoise(view, joint, left / 2 / scratch.pxPerM ** 2);
  }
}

/**
 * How far a body is from where it is seen, mean square, m²; 0 where it is there. It is not where time and
 * again hardly a joint of what is seen of them fits, and what is worn there is theirs: a body that a single
 * camera sees floats along its line of sight. `sights` is how the camera sees the body.
 */
function measureAstray(person: Person, { joints }: PoseSighting): number {
  const { body, recent } = person;
  let [seen, fitting, offM2] = [0, 0, 0];
  for (const [joint, sight] of sights.entries()) {
    const x = joints[SIGHTING_STRIDE * joint]!;
    const y = joints[SIGHTING_STRIDE * joint + 1]!;
    if (Number.isNaN(x) || !sight.isImaged) continue;
    seen++;
    if (!isAstray(sight, x, y)) fitting++;
    offM2 += ((x - sight.x) ** 2 + (y - sight.y) ** 2) / sight.pxPerM ** 2;
  }
  if (seen === 0) return 0;
  const isOff = fitting < FITTING_SHARE * seen;
  person.astrayShare += (Number(isOff) - person.astrayShare) / ASTRAY_PICTURES;
  const isElsewhere =
    isOff &&
    person.astrayShare >= ASTRAY_FROM &&
    offM2 <= ASTRAY_M2_MAX * seen &&
    weighRecent(body.clothing, recent) >= OWN_FROM;
  return isElsewhere ? offM2 / seen : 0;
}

function isAstray(sight: JointSight, x: number, y: number): boolean {
  return measureOff(sight, x, y, sight.noisePx2).square > ASTRAY_SDS ** 2;
}
