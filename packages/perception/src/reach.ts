/**
 * How much a shopper's joints speak for a reach to some plates at some time: the logarithm of
 * p(joints | this shopper reaches there) / p(joints | this shopper does not).
 *
 * Every frame counts within half a second of the step, each joint on its own. A frame can never say
 * more than its chance of being an outlier allows, and frames that follow each other closely are
 * not independent, so their logarithms are shared out. A joint that is not seen says nothing.
 */
import { type ArmShare, findArmShares } from "./arm-exchanges.ts";
import { DWELL_ANSWERS_MAX } from "./limits.ts";
import { JOINT_STRIDE } from "./observation.ts";
import { type LocalPoint, toPlateAxes } from "./shop-index.ts";
import type { PlatePlace } from "./shop-model.ts";
import { findFrame, type PoseFrame, type ShopperTrack, type Tracks } from "./tracks.ts";

/** Where a step happened: the middle plate, and half the width of the plates concerned. */
export interface ReachTarget {
  readonly place: PlatePlace;
  readonly halfWidthM: number;
}

const ELBOW = 4;
const WRIST = 6;
/** A hand stays at the plate for about this long either side of the step. */
const DWELL_MS = 450;
/** Frames so far from a step speak of its reach. */
export const REACH_WINDOW_MS = 600;
/** So much around the step is looked at to know whose arm is whose. */
const VIEW_MS = 1500;
/** Frames closer than this tell the same. */
const INDEPENDENT_MS = 130;
const BODY_INDEPENDENT_MS = 450;
const OUTLIER = 0.12;
const DOUBTED_OUTLIER = 0.5;
/** A wrist further than this from its elbow belongs to somebody else or is wrong. */
const FOREARM_M_MAX = 0.5;

const point: LocalPoint = { across: 0, into: 0, above: 0 };

function normal(x: number, mean: number, sd: number): number {
  const z = (x - mean) / sd;
  return Math.exp(-0.5 * z * z) / (sd * 2.5066282746310002);
}

/** Density of a wrist that reaches, per cubic metre: close across, anywhere into the shelf. */
function wristDensity(local: LocalPoint, halfWidthM: number): number {
  const beside = Math.max(0, Math.abs(local.across) - halfWidthM);
  // Within 9 cm, with a broad tail.
  const core = Math.exp(-0.5 * (beside / 0.085) ** 2);
  const tail = Math.exp(-0.5 * (beside / 0.2) ** 2);
  const across = (0.85 * core + 0.15 * tail) / (2 * halfWidthM + 2.5066 * 0.1);
  let outside = 0;
  if (local.into < -0.15) outside = -0.15 - local.into;
  else if (local.into > 0.5) outside = local.into - 0.5;
  const into = Math.exp(-0.5 * (outside / 0.12) ** 2) / 0.95;
  return across * into * normal(local.above, 0.14, 0.14);
}

function elbowDensity(local: LocalPoint, halfWidthM: number): number {
  const beside = Math.max(0, Math.abs(local.across) - halfWidthM);
  const across = Math.exp(-0.5 * (beside / 0.16) ** 2) / (2 * halfWidthM + 2.5066 * 0.16);
  return across * normal(local.into, -0.25, 0.28) * normal(local.above, 0.27, 0.22);
}

function bodyDensity(local: LocalPoint, halfWidthM: number): number {
  const beside = Math.max(0, Math.abs(local.across) - halfWidthM);
  const across = Math.exp(-0.5 * (beside / 0.2) ** 2) / (2 * halfWidthM + 2.5066 * 0.2);
  return across * normal(local.into, -0.6, 0.28);
}

/** Density of a wrist or elbow at rest, around the body, per cubic metre. */
function restDensity(horizontalM: number, belowNeckM: number, elbow: boolean): number {
  const spread = elbow ? 0.22 : 0.3;
  const radial = Math.exp(-0.5 * (horizontalM / spread) ** 2) / (2 * Math.PI * spread * spread);
  return radial * normal(belowNeckM, elbow ? 0.3 : 0.52, 0.2) + 0.02;
}

/** Uniform density of an outlier, per cubic metre of shop near the person. */
const STRAY_DENSITY = 0.25;
/** Density of a body anywhere on the floor, per square metre. */
const FLOOR_DENSITY = 0.12;

function jointLogRatio(
  frame: PoseFrame,
  joint: number,
  target: ReachTarget,
  neckZ: number,
  doubted: boolean,
): number {
  const at = joint * JOINT_STRIDE;
  const x = frame.joints[at]!;
  if (Number.isNaN(x)) return 0;
  const y = frame.joints[at + 1]!;
  const z = frame.joints[at + 2]!;
  const score = frame.joints[at + 3]!;
  if (!Number.isFinite(y + z + score)) return 0;
  toPlateAxes(target.place, x, y, z, point);
  const isElbow = joint < WRIST;
  const density = isElbow
    ? elbowDensity(point, target.halfWidthM)
    : wristDensity(point, target.halfWidthM);
  const horizontal = Number.isNaN(frame.bodyX)
    ? 0.35
    : Math.hypot(x - frame.bodyX, y - frame.bodyY);
  const rest = restDensity(horizontal, neckZ - z, isElbow);
  // A low score is what an outlier has; one of full score is an outlier now and then.
  let stray = score >= 0.75 ? OUTLIER : OUTLIER + (0.75 - score) * 1.2;
  if (doubted) stray = Math.max(stray, DOUBTED_OUTLIER);
  stray = Math.min(0.9, stray);
  return Math.log(
    ((1 - stray) * density + stray * STRAY_DENSITY) / ((1 - stray) * rest + stray * STRAY_DENSITY),
  );
}

function isTorn(frame: PoseFrame, side: number): boolean {
  const wrist = (WRIST + side) * JOINT_STRIDE;
  const elbow = (ELBOW + side) * JOINT_STRIDE;
  const apart = Math.hypot(
    frame.joints[wrist]! - frame.joints[elbow]!,
    frame.joints[wrist + 1]! - frame.joints[elbow + 1]!,
    frame.joints[wrist + 2]! - frame.joints[elbow + 2]!,
  );
  return apart > FOREARM_M_MAX;
}

/** Height of the neck, from the head where the neck is not seen, metres. */
export function findNeckZ(frame: PoseFrame): number {
  const neck = frame.joints[1 * JOINT_STRIDE + 2]!;
  if (Number.isFinite(neck)) return neck;
  const head = frame.joints[2]!;
  return Number.isFinite(head) ? head - 0.22 : 1.4;
}

function bodyLogRatio(frame: PoseFrame, target: ReachTarget): number {
  if (Number.isNaN(frame.bodyX)) return 0;
  toPlateAxes(target.place, frame.bodyX, frame.bodyY, target.place.z, point);
  const density = bodyDensity(point, target.halfWidthM);
  return Math.log((0.97 * density + 0.03 * FLOOR_DENSITY) / FLOOR_DENSITY);
}

/** The frames of one shopper around a step, exchanges of identity undone. */
export interface ReachView {
  readonly shopperId: string;
  readonly frames: readonly PoseFrame[];
}

/** A shopper's frames, up to `untilMs`, that can speak for a reach at a time. */
export function viewReach(track: ShopperTrack, timestampMs: number, untilMs: number): ReachView {
  const from = findFrame(track.frames, timestampMs - VIEW_MS);
  const toMs = Math.min(untilMs, timestampMs + VIEW_MS);
  let to = from;
  while (to < track.frames.length && track.frames[to]!.timestampMs <= toMs) to++;
  return { shopperId: track.shopperId, frames: track.frames.slice(from, to) };
}

/** log ratio of each frame's left and right arm, [frame, side]. */
function rateArms(view: ReachView, target: ReachTarget): Float64Array {
  const ratios = new Float64Array(view.frames.length * 2);
  for (const [at, frame] of view.frames.entries()) {
    const neckZ = findNeckZ(frame);
    for (let side = 0; side < 2; side++) {
      const torn = isTorn(frame, side);
      const wrist = jointLogRatio(frame, WRIST + side, target, neckZ, torn);
      const elbow = jointLogRatio(frame, ELBOW + side, target, neckZ, torn);
      // The elbow follows the wrist: it speaks fully only where the wrist is not seen.
      const seen = !Number.isNaN(frame.joints[(WRIST + side) * JOINT_STRIDE]!) && !torn;
      ratios[at * 2 + side] = wrist + (seen ? 0.25 : 0.6) * elbow;
    }
  }
  return ratios;
}

/**
 * log likelihood ratio of each shopper's reach, by the order of the views; 0 where nothing was seen
 * of a shopper at that time.
 */
export function scoreReaches(
  views: readonly ReachView[],
  target: ReachTarget,
  timestampMs: number,
): number[] {
  const arms = views.map((view) => rateArms(view, target));
  const shares = findArmShares(views);
  return views.map((view, who) => {
    if (view.frames.length === 0) return 0;
    const hands = [0, 0];
    let body = 0;
    let previousMs = Number.NEGATIVE_INFINITY;
    for (const [at, frame] of view.frames.entries()) {
      const offMs = Math.abs(frame.timestampMs - timestampMs);
      if (offMs > REACH_WINDOW_MS) continue;
      const near = offMs <= DWELL_MS ? 1 : 1 - (offMs - DWELL_MS) / (REACH_WINDOW_MS - DWELL_MS);
      const gapMs = frame.timestampMs - previousMs;
      previousMs = frame.timestampMs;
      const share = near * Math.min(1, gapMs / INDEPENDENT_MS);
      for (let side = 0; side < 2; side++) {
        const own = arms[who]![at * 2 + side]!;
        hands[side]! += share * mixArms(arms, shares[who]!.get(at * 2 + side), own);
      }
      body += near * Math.min(1, gapMs / BODY_INDEPENDENT_MS) * bodyLogRatio(frame, target);
    }
    const [left, right] = hands as [number, number];
    const most = Math.max(left, right);
    return most + Math.log((Math.exp(left - most) + Math.exp(right - most)) / 2) + body;
  });
}

/** An arm's ratio, with the chance that it is a neighbour's, and theirs this one. */
function mixArms(
  arms: readonly Float64Array[],
  shares: readonly ArmShare[] | undefined,
  own: number,
): number {
  if (shares === undefined) return own;
  let ratio = 0;
  let left = 1;
  for (const { view, frame, side, share } of shares) {
    ratio += share * Math.exp(arms[view]![frame * 2 + side]!);
    left -= share;
  }
  return Math.log(Math.max(0, left) * Math.exp(own) + ratio);
}

/** Plates on which a hand may go on pressing since a time, and who may have put it there. */
export interface DwellWatch {
  readonly target: ReachTarget;
  readonly shares: ReadonlyMap<string, number>;
  readonly sinceMs: number;
  /** How much joints have spoken so far for each one's hand: frames are forgotten, this is not. */
  readonly stays: Map<string, { sum: number; untilMs: number }>;
  /** What was answered, by time: hypotheses that were weighed by it then are weighed against it later. */
  readonly answers: Map<number, number>;
}

export const DWELL = {
  /** Frames closer than this tell the same. */
  independentMs: 400,
  /** One frame says no more, and no less, than this; all of them no less than that. */
  frameMost: 1.5,
  frameLeast: -2,
  least: -8,
  /** Of those who do not press, so many keep a hand there all along. */
  idleShare: 0.01,
};

export function createDwellWatch(
  target: ReachTarget,
  shares: ReadonlyMap<string, number>,
  sinceMs: number,
): DwellWatch {
  return { target, shares, sinceMs, stays: new Map(), answers: new Map([[sinceMs, 0]]) };
}

/**
 * log of how much likelier it is, by joints from the watch's beginning to a time, that a hand has pressed on its plates
 * all along than that none has. Times are asked for in order; of one that was not, the last before it is told.
 */
export function rateDwell({ byId }: Pick<Tracks, "byId">, watch: DwellWatch, toMs: number): number {
  const { target, shares, answers } = watch;
  const known = answers.get(toMs);
  if (known !== undefined) return known;
  let sum = 0;
  let rest = 1;
  for (const [shopperId, share] of shares) {
    const track = byId.get(shopperId);
    const stays = watch.stays.get(shopperId) ?? { sum: 0, untilMs: watch.sinceMs };
    if (track === undefined && stays.sum === 0) continue;
    rest -= share;
    watch.stays.set(shopperId, stays);
    if (track !== undefined) addDwell(stays, track, target, toMs);
    const log = Math.max(DWELL.least, stays.sum);
    sum += share / (DWELL.idleShare + (1 - DWELL.idleShare) * Math.exp(-log));
  }
  const answer = Math.log(sum + Math.max(0, rest));
  if (answers.size >= DWELL_ANSWERS_MAX) answers.delete(answers.keys().next().value!);
  answers.set(toMs, answer);
  return answer;
}

/** Adds what frames since it was asked last say of a hand's being there. */
function addDwell(
  stays: { sum: number; untilMs: number },
  track: ShopperTrack,
  target: ReachTarget,
  toMs: number,
): void {
  const from = findFrame(track.frames, stays.untilMs + 1);
  let to = from;
  while (to < track.frames.length && track.frames[to]!.timestampMs <= toMs) to++;
  if (to === from) return;
  const frames = track.frames.slice(from, to);
  const arms = rateArms({ shopperId: track.shopperId, frames }, target);
  for (const [at, frame] of frames.entries()) {
    const share = Math.min(1, (frame.timestampMs - stays.untilMs) / DWELL.independentMs);
    stays.untilMs = frame.timestampMs;
    const most = Math.max(arms[at * 2]!, arms[at * 2 + 1]!);
    stays.sum += share * Math.max(DWELL.frameLeast, Math.min(DWELL.frameMost, most));
  }
}
