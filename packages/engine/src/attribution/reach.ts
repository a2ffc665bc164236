/**
 * How much a shopper's joints speak for a reach to some plates at some time: the logarithm of
 * p(joints | this shopper reaches there) / p(joints | this shopper does not).
 *
 * Every frame counts within half a second of the step, each joint on its own. A frame can never say
 * more than its chance of being an outlier allows, and frames that follow each other closely are
 * not independent, so their logarithms are shared out. A joint that is not seen says nothing.
 */

import { DWELL_ANSWERS_MAX } from "../limits.ts";
import { ELBOW, JOINT_STRIDE, WRIST } from "../observation.ts";
import type { EngineParameters } from "../parameters/engine.ts";
import type { ReachParameters } from "../parameters/reach.ts";
import type { TouchParameters } from "../parameters/touches.ts";
import { type LocalPoint, toPlateAxes } from "../shop-index.ts";
import type { PlatePlace } from "../shop-model.ts";
import { type ArmSwap, type ArmSwaps, createArmSwaps, findArmSwap } from "./arm-swaps.ts";
import { findFrame, type PoseFrame, type ShopperTrack, type Tracks } from "./tracks.ts";

/** Where a step happened: the middle plate, and how far to either side of it hands reach. */
export interface ReachTarget {
  readonly place: PlatePlace;
  readonly halfWidthM: number;
}

/** Inverse of a normal density's height, in standard deviations. */
const NORMAL_WIDTH = 2.5066282746310002;
/** The same where densities were made with four digits of it. */
const NORMAL_WIDTH_SHORT = 2.5066;

const point: LocalPoint = { across: 0, into: 0, above: 0 };

function normal(x: number, mean: number, sd: number): number {
  const z = (x - mean) / sd;
  return Math.exp(-0.5 * z * z) / (sd * NORMAL_WIDTH);
}

/** Density of a wrist that reaches, per cubic metre: close across, anywhere into the shelf. */
function wristDensity(local: LocalPoint, halfWidthM: number, parameters: ReachParameters): number {
  const { wristBesideM, wristFarBesideM, wristFarShare, wristWidthM } = parameters;
  const { wristBeforeM, wristBehindM, wristOutsideM, wristDepthM } = parameters;
  const beside = Math.max(0, Math.abs(local.across) - halfWidthM);
  const core = Math.exp(-0.5 * (beside / wristBesideM) ** 2);
  const tail = Math.exp(-0.5 * (beside / wristFarBesideM) ** 2);
  const widthM = 2 * halfWidthM + NORMAL_WIDTH_SHORT * wristWidthM;
  const across = ((1 - wristFarShare) * core + wristFarShare * tail) / widthM;
  let outside = 0;
  if (local.into < -wristBeforeM) outside = -wristBeforeM - local.into;
  else if (local.into > wristBehindM) outside = local.into - wristBehindM;
  const into = Math.exp(-0.5 * (outside / wristOutsideM) ** 2) / wristDepthM;
  return across * into * normal(local.above, parameters.wristAboveM, parameters.wristAboveSdM);
}

function elbowDensity(local: LocalPoint, halfWidthM: number, parameters: ReachParameters): number {
  const { elbowBesideM, elbowBeforeM, elbowBeforeSdM, elbowAboveM, elbowAboveSdM } = parameters;
  const beside = Math.max(0, Math.abs(local.across) - halfWidthM);
  const widthM = 2 * halfWidthM + NORMAL_WIDTH_SHORT * elbowBesideM;
  const across = Math.exp(-0.5 * (beside / elbowBesideM) ** 2) / widthM;
  const into = normal(local.into, -elbowBeforeM, elbowBeforeSdM);
  return across * into * normal(local.above, elbowAboveM, elbowAboveSdM);
}

function bodyDensity(local: LocalPoint, halfWidthM: number, parameters: ReachParameters): number {
  const { bodyBesideM, bodyBeforeM, bodyBeforeSdM } = parameters;
  const beside = Math.max(0, Math.abs(local.across) - halfWidthM);
  const widthM = 2 * halfWidthM + NORMAL_WIDTH_SHORT * bodyBesideM;
  const across = Math.exp(-0.5 * (beside / bodyBesideM) ** 2) / widthM;
  return across * normal(local.into, -bodyBeforeM, bodyBeforeSdM);
}

/** Density of a wrist or elbow at rest, around the body, per cubic metre. */
function restDensity(
  horizontalM: number,
  belowNeckM: number,
  elbow: boolean,
  parameters: ReachParameters,
): number {
  const { restBelowSdM, restAnywhereDensity } = parameters;
  const spread = elbow ? parameters.elbowRestM : parameters.wristRestM;
  const belowM = elbow ? parameters.elbowRestBelowM : parameters.wristRestBelowM;
  const radial = Math.exp(-0.5 * (horizontalM / spread) ** 2) / (2 * Math.PI * spread * spread);
  return radial * normal(belowNeckM, belowM, restBelowSdM) + restAnywhereDensity;
}

function jointLogRatio(
  frame: PoseFrame,
  joint: number,
  target: ReachTarget,
  neckZ: number,
  isDetached: boolean,
  parameters: ReachParameters,
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
    ? elbowDensity(point, target.halfWidthM, parameters)
    : wristDensity(point, target.halfWidthM, parameters);
  const horizontal = Number.isNaN(frame.bodyX)
    ? parameters.unseenBodyM
    : Math.hypot(x - frame.bodyX, y - frame.bodyY);
  const rest = restDensity(horizontal, neckZ - z, isElbow, parameters);
  // A low score is what an outlier has; one of full score is an outlier now and then.
  const { outlierShare, outlierDensity, sureScore } = parameters;
  let stray = outlierShare;
  if (!(score >= sureScore)) stray += (sureScore - score) * parameters.outlierPerScore;
  if (isDetached) stray = Math.max(stray, parameters.detachedOutlierShare);
  stray = Math.min(parameters.outlierShareMax, stray);
  const anywhere = stray * outlierDensity;
  return Math.log(((1 - stray) * density + anywhere) / ((1 - stray) * rest + anywhere));
}

function isDetached(frame: PoseFrame, side: number, forearmMMax: number): boolean {
  const wrist = (WRIST + side) * JOINT_STRIDE;
  const elbow = (ELBOW + side) * JOINT_STRIDE;
  const apart = Math.hypot(
    frame.joints[wrist]! - frame.joints[elbow]!,
    frame.joints[wrist + 1]! - frame.joints[elbow + 1]!,
    frame.joints[wrist + 2]! - frame.joints[elbow + 2]!,
  );
  return apart > forearmMMax;
}

/** Height of the neck, from the head where the neck is not seen, metres. */
export function findNeckZ(frame: PoseFrame, { neckBelowHeadM, neckM }: ReachParameters): number {
  const neck = frame.joints[1 * JOINT_STRIDE + 2]!;
  if (Number.isFinite(neck)) return neck;
  const head = frame.joints[2]!;
  return Number.isFinite(head) ? head - neckBelowHeadM : neckM;
}

function bodyLogRatio(frame: PoseFrame, target: ReachTarget, parameters: ReachParameters): number {
  if (Number.isNaN(frame.bodyX)) return 0;
  toPlateAxes(target.place, frame.bodyX, frame.bodyY, target.place.z, point);
  const { bodyOutlierShare, floorDensity } = parameters;
  const density = bodyDensity(point, target.halfWidthM, parameters);
  const anywhere = bodyOutlierShare * floorDensity;
  return Math.log(((1 - bodyOutlierShare) * density + anywhere) / floorDensity);
}

/** The frames of one shopper around a step, ID switches undone. */
export interface ReachView {
  readonly shopperId: string;
  readonly frames: readonly PoseFrame[];
}

/** A shopper's frames, up to `untilMs`, that can speak for a reach at a time. */
export function viewReach(
  track: ShopperTrack,
  timestampMs: number,
  untilMs: number,
  { viewMs }: Pick<ReachParameters, "viewMs">,
): ReachView {
  const from = findFrame(track.frames, timestampMs - viewMs);
  const toMs = Math.min(untilMs, timestampMs + viewMs);
  let to = from;
  while (to < track.frames.length && track.frames[to]!.timestampMs <= toMs) to++;
  return { shopperId: track.shopperId, frames: track.frames.slice(from, to) };
}

/** Those who may have reached somewhere at a time; what is worked out of their arms is kept. */
export interface ReachScene {
  readonly timestampMs: number;
  readonly views: readonly ReachView[];
  readonly armSwaps: ArmSwaps;
}

export function createReachScene(
  views: readonly ReachView[],
  timestampMs: number,
  parameters: ReachParameters,
): ReachScene {
  return { timestampMs, views, armSwaps: createArmSwaps(views, parameters) };
}

/**
 * log ratio of each frame's left and right arm, [frame, side].
 * @param from the first frame that is rated
 * @param to the frame after the last one
 */
function rateArms(
  frames: readonly PoseFrame[],
  from: number,
  to: number,
  target: ReachTarget,
  parameters: ReachParameters,
): Float64Array {
  const { elbowShare, elbowAloneShare, forearmMMax } = parameters;
  const ratios = new Float64Array(frames.length * 2);
  for (let at = from; at < to; at++) {
    const frame = frames[at]!;
    const neckZ = findNeckZ(frame, parameters);
    for (let side = 0; side < 2; side++) {
      const detached = isDetached(frame, side, forearmMMax);
      const wrist = jointLogRatio(frame, WRIST + side, target, neckZ, detached, parameters);
      const elbow = jointLogRatio(frame, ELBOW + side, target, neckZ, detached, parameters);
      // The elbow follows the wrist: it speaks fully only where the wrist is not seen.
      const seen = !Number.isNaN(frame.joints[(WRIST + side) * JOINT_STRIDE]!) && !detached;
      ratios[at * 2 + side] = wrist + (seen ? elbowShare : elbowAloneShare) * elbow;
    }
  }
  return ratios;
}

/** Somebody's frames within the time of a reach, and what their arms say in each. */
interface RatedView {
  readonly who: number;
  readonly frames: readonly PoseFrame[];
  readonly from: number;
  readonly to: number;
  /** [frame, side]; nothing outside of that time. */
  readonly arms: Float64Array;
}

function rateView(
  { views, timestampMs }: ReachScene,
  who: number,
  target: ReachTarget,
  parameters: ReachParameters,
): RatedView {
  const { frames } = views[who]!;
  const { reachWindowMs } = parameters;
  const isWithin = ({ timestampMs: atMs }: PoseFrame): boolean =>
    Math.abs(atMs - timestampMs) <= reachWindowMs;
  const from = frames.findIndex(isWithin);
  const to = from < 0 ? 0 : frames.findLastIndex(isWithin) + 1;
  return {
    who,
    frames,
    from,
    to,
    arms: rateArms(frames, Math.max(0, from), to, target, parameters),
  };
}

/**
 * log likelihood ratio of the reach of each of those near, by their order; 0 where nothing was seen
 * of a shopper at that time.
 * @param near places of the views that are compared, ascending
 */
export function scoreReaches(
  scene: ReachScene,
  near: readonly number[],
  target: ReachTarget,
  parameters: ReachParameters,
): number[] {
  const { reachDwellMs, reachWindowMs, armIndependentMs, bodyIndependentMs } = parameters;
  const rated = near.map((who) => rateView(scene, who, target, parameters));
  return rated.map((one) => {
    const { frames, from, to } = one;
    if (frames.length === 0) return 0;
    const neighbours = listNeighbours(scene, rated, one);
    const hands = [0, 0];
    let body = 0;
    let previousMs = Number.NEGATIVE_INFINITY;
    for (let at = Math.max(0, from); at < to; at++) {
      const frame = frames[at]!;
      const lateMs = Math.abs(frame.timestampMs - scene.timestampMs) - reachDwellMs;
      const inTime = lateMs <= 0 ? 1 : 1 - lateMs / (reachWindowMs - reachDwellMs);
      const gapMs = frame.timestampMs - previousMs;
      previousMs = frame.timestampMs;
      const share = inTime * Math.min(1, gapMs / armIndependentMs);
      for (let side = 0; side < 2; side++) {
        hands[side]! += share * mixArms(neighbours, at, side, one.arms[at * 2 + side]!);
      }
      const bodyShare = inTime * Math.min(1, gapMs / bodyIndependentMs);
      body += bodyShare * bodyLogRatio(frame, target, parameters);
    }
    const [left, right] = hands as [number, number];
    const most = Math.max(left, right);
    return most + Math.log((Math.exp(left - most) + Math.exp(right - most)) / 2) + body;
  });
}

/** Somebody who was close to somebody else, as that one sees it. */
interface Neighbour {
  readonly arms: Float64Array;
  readonly swap: ArmSwap;
  /** By own frame: which shared one it is; and by shared frame, the other's. */
  readonly shared: Int32Array;
  readonly theirs: Int32Array;
  readonly isFirst: boolean;
}

function listNeighbours(
  { armSwaps }: ReachScene,
  rated: readonly RatedView[],
  { who }: RatedView,
): Neighbour[] {
  const neighbours: Neighbour[] = [];
  for (const other of rated) {
    if (other.who === who) continue;
    const isFirst = who < other.who;
    const swap = isFirst
      ? findArmSwap(armSwaps, who, other.who)
      : findArmSwap(armSwaps, other.who, who);
    if (swap === null) continue;
    neighbours.push({
      arms: other.arms,
      swap,
      shared: isFirst ? swap.sharedOfA : swap.sharedOfB,
      theirs: isFirst ? swap.framesOfB : swap.framesOfA,
      isFirst,
    });
  }
  return neighbours;
}

/** An arm's ratio, with the chance that it is a neighbour's, and theirs this one. */
function mixArms(
  neighbours: readonly Neighbour[],
  frame: number,
  side: number,
  own: number,
): number {
  let ratio = 0;
  let left = 1;
  let isMixed = false;
  for (const { arms, swap, shared, theirs, isFirst } of neighbours) {
    const at = shared[frame]!;
    if (at < 0 || swap.near[at] === 0) continue;
    isMixed = true;
    for (let other = 0; other < 2; other++) {
      const share = swap.swapped[isFirst ? 2 * side + other : 2 * other + side]![at]!;
      ratio += share * Math.exp(arms[theirs[at]! * 2 + other]!);
      left -= share;
    }
  }
  return isMixed ? Math.log(Math.max(0, left) * Math.exp(own) + ratio) : own;
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

export function createDwellWatch(
  target: ReachTarget,
  shares: ReadonlyMap<string, number>,
  sinceMs: number,
): DwellWatch {
  return { target, shares, sinceMs, stays: new Map(), answers: new Map([[sinceMs, 0]]) };
}

/**
 * log of how much likelier it is, by joints from the watch's beginning to a time, that a hand has pressed on its plates
 * all along than that none has. Times must be asked for in order; for one that was not, the last before it is returned.
 */
export function rateDwell(
  { byId }: Pick<Tracks, "byId">,
  watch: DwellWatch,
  toMs: number,
  parameters: Pick<EngineParameters, "touches" | "reach">,
): number {
  const { dwellLogMin, idleHandShare } = parameters.touches;
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
    if (track !== undefined) addDwell(stays, track, target, toMs, parameters);
    const log = Math.max(dwellLogMin, stays.sum);
    sum += share / (idleHandShare + (1 - idleHandShare) * Math.exp(-log));
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
  { touches, reach }: Pick<EngineParameters, "touches" | "reach">,
): void {
  const from = findFrame(track.frames, stays.untilMs + 1);
  let to = from;
  while (to < track.frames.length && track.frames[to]!.timestampMs <= toMs) to++;
  if (to === from) return;
  const arms = rateArms(track.frames, from, to, target, reach);
  for (let at = from; at < to; at++) {
    const frame = track.frames[at]!;
    const share = Math.min(1, (frame.timestampMs - stays.untilMs) / touches.dwellIndependentMs);
    stays.untilMs = frame.timestampMs;
    const most = Math.max(arms[at * 2]!, arms[at * 2 + 1]!);
    stays.sum += share * boundDwell(touches, most);
  }
}

function boundDwell(
  { dwellFrameLogMin, dwellFrameLogMax }: TouchParameters,
  logRatio: number,
): number {
  return Math.max(dwellFrameLogMin, Math.min(dwellFrameLogMax, logRatio));
}
