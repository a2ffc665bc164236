/**
 * What a tracker makes of the bodies: 15 frames a second with noise, outliers of low score, joints
 * and whole shoppers not seen, and people close together taken for each other.
 */

import { JOINT_STRIDE, type JointFrame, type ShopperPose } from "@saunter/engine/observation";
import type { Random } from "@saunter/numerics/random";
import { type Body, POSE_LENGTH, type Reach, writePose } from "./body.ts";
import { DEFAULT_PHYSICS, type TrackerPhysics } from "./physics.ts";

const JOINTS = 8;

export interface TrackerOptions {
  readonly jointNoiseScale: number;
  readonly dropoutScale: number;
  readonly outlierScale: number;
  readonly mixUpScale: number;
  /** Each person, and each two, are seen by a stream of their own: as they would be without the others. */
  readonly isPaired?: boolean;
}

/** A tracked person and what the tracker has got wrong about it for the time being. */
export interface Track {
  readonly shopperId: string;
  readonly body: Body;
  readonly pose: Float64Array;
  lostFrames: number;
  swappedWith: Track | null;
  swappedUntilMs: number;
  wristOf: Track | null;
  wristHand: 0 | 1;
  wristUntilMs: number;
  readonly hiddenUntilMs: [number, number];
  /** Left and right wrist are taken for each other until then. */
  sidesUntilMs: number;
  /** The last reach of each hand that was looked at, and whether it hides the wrist. */
  readonly reachSeen: [Reach | null, Reach | null];
  readonly reachHides: [boolean, boolean];
  /** Errors that go on from frame to frame, and those that stay; null: none of either. */
  errors: SlowErrors | null;
}

interface SlowErrors {
  readonly slowM: Float64Array;
  readonly biasM: Float64Array;
  lastMs: number;
}

export function makeTrack(shopperId: string, body: Body): Track {
  return {
    shopperId,
    body,
    pose: new Float64Array(POSE_LENGTH),
    lostFrames: 0,
    swappedWith: null,
    swappedUntilMs: 0,
    wristOf: null,
    wristHand: 0,
    wristUntilMs: 0,
    hiddenUntilMs: [0, 0],
    sidesUntilMs: 0,
    reachSeen: [null, null],
    reachHides: [false, false],
    errors: null,
  };
}

/** The frame's time on the wire: 15 Hz and jitter, never before the one ahead of it. */
export function nextFrameMs(
  frameMs: number,
  lastMs: number,
  random: Random,
  physics: TrackerPhysics = DEFAULT_PHYSICS.tracker,
): number {
  return Math.max(lastMs + 4, frameMs + random.normal(0, physics.frameJitterMs));
}

/** What is shown is no older than this. */
const LATENCY_MS_MAX = 250;

export function seeTracks(
  tracks: readonly Track[],
  tMs: number,
  options: TrackerOptions,
  random: Random,
  physics: TrackerPhysics = DEFAULT_PHYSICS.tracker,
): JointFrame {
  const { latencyMs } = physics;
  const lateMs = latencyMs > 0 ? Math.min(LATENCY_MS_MAX, random.exponential(latencyMs)) : 0;
  for (const track of tracks) writePose(track.body, tMs - lateMs, track.pose);
  const streamOf = (name: string): Random => (options.isPaired ? random.fork(name) : random);
  mixUp(tracks, tMs, options.mixUpScale, streamOf, physics);
  const shoppers: ShopperPose[] = [];
  for (const track of tracks) {
    const own = streamOf(track.shopperId);
    goOnErring(track, tMs, physics, own);
    if (track.lostFrames > 0) {
      track.lostFrames--;
      continue;
    }
    if (own.chance(physics.gapPerFrame * options.dropoutScale)) {
      track.lostFrames = own.integer(physics.gapMinFrames, physics.gapMaxFrames);
      continue;
    }
    const shopperId = track.swappedWith?.shopperId ?? track.shopperId;
    shoppers.push({ shopperId, joints: seeJoints(track, tMs, options, own, physics) });
  }
  return { kind: "joints", timestampMs: tMs, shoppers };
}

/** Errors that hang together in time, and what hides or swaps one person's own wrists. */
function goOnErring(track: Track, tMs: number, physics: TrackerPhysics, random: Random): void {
  const { slowErrorTimeS, sideSwapsPerS, reachHiddenShare } = physics;
  if (slowErrorTimeS > 0) {
    track.errors ??= startErring(tMs, physics, random);
    const { slowM, lastMs } = track.errors;
    const keep = Math.exp(-(tMs - lastMs) / (1000 * slowErrorTimeS));
    const fresh = Math.sqrt(Math.max(0, 1 - keep * keep));
    for (let at = 0; at < slowM.length; at++) {
      const spreadM = physics.slowErrorM[Math.floor(at / 3)]!;
      slowM[at] = keep * slowM[at]! + random.normal(0, fresh * spreadM);
    }
    track.errors.lastMs = tMs;
  }
  if (sideSwapsPerS > 0 && random.chance(sideSwapsPerS / physics.frameRateHz)) {
    track.sidesUntilMs = tMs + random.exponential(physics.sideSwapMs);
  }
  if (reachHiddenShare > 0) lookAtReaches(track, tMs, reachHiddenShare, random);
}

function startErring(tMs: number, physics: TrackerPhysics, random: Random): SlowErrors {
  const draw = (spreadsM: readonly number[]) =>
    Float64Array.from({ length: POSE_LENGTH }, (_, at) =>
      random.normal(0, spreadsM[Math.floor(at / 3)]!),
    );
  return { slowM: draw(physics.slowErrorM), biasM: draw(physics.biasM), lastMs: tMs };
}

/** Decides of every new reach whether its wrist is seen. */
function lookAtReaches(track: Track, tMs: number, hiddenShare: number, random: Random): void {
  for (const reach of track.body.reaches) {
    if (tMs < reach.startMs || track.reachSeen[reach.hand] === reach) continue;
    track.reachSeen[reach.hand] = reach;
    track.reachHides[reach.hand] = random.chance(hiddenShare);
  }
}

/** Whether the wrist is out of sight: behind somebody, or in a shelf. */
function isHidden(track: Track, hand: number, tMs: number): boolean {
  if (track.hiddenUntilMs[hand]! > tMs) return true;
  const reach = track.reachSeen[hand];
  if (reach == null || !track.reachHides[hand]) return false;
  return tMs > 0.5 * (reach.startMs + reach.arriveMs) && tMs < 0.5 * (reach.leaveMs + reach.endMs);
}

function seeJoints(
  track: Track,
  tMs: number,
  options: TrackerOptions,
  random: Random,
  physics: TrackerPhysics,
) {
  const joints = new Float64Array(JOINTS * JOINT_STRIDE).fill(Number.NaN);
  for (let joint = 0; joint < JOINTS; joint++) {
    if (random.chance(physics.jointMissing[joint]! * options.dropoutScale)) continue;
    if (joint >= 6 && isHidden(track, joint - 6, tMs)) continue;
    const swapped = track.wristOf !== null && joint === 6 + track.wristHand;
    const pose = swapped ? track.wristOf!.pose : track.pose;
    const from = joint >= 6 && track.sidesUntilMs > tMs ? 13 - joint : joint;
    const outlier = random.chance(physics.jointOutlier[joint]! * options.outlierScale);
    const noiseM = outlier
      ? physics.outlierM
      : physics.jointNoiseM[joint]! * options.jointNoiseScale;
    for (let axis = 0; axis < 3; axis++) {
      const at = joint * 3 + axis;
      const error = track.errors === null ? 0 : track.errors.slowM[at]! + track.errors.biasM[at]!;
      const seenM = pose[from * 3 + axis]! + random.normal(0, noiseM);
      joints[joint * JOINT_STRIDE + axis] = seenM + error;
    }
    joints[joint * JOINT_STRIDE + 3] = drawScore(outlier, physics, random);
  }
  return joints;
}

function drawScore(outlier: boolean, physics: TrackerPhysics, random: Random): number {
  const { idleScoreShare, outlierScoreMin, outlierScoreMax } = physics;
  if (idleScoreShare > 0 && random.chance(idleScoreShare)) return random.uniform(0.3, 1);
  return outlier
    ? random.uniform(outlierScoreMin, outlierScoreMax)
    : Math.max(physics.scoreMin, 1 - random.exponential(physics.scoreLossMean));
}

/** Two people within arm's length: identities and wrists change places, wrists are hidden. */
function mixUp(
  tracks: readonly Track[],
  tMs: number,
  scale: number,
  streamOf: (name: string) => Random,
  physics: TrackerPhysics,
): void {
  for (const track of tracks) {
    if (track.swappedWith !== null && isSwapOver(track, tMs, physics)) track.swappedWith = null;
    if (track.wristOf !== null && tMs > track.wristUntilMs) track.wristOf = null;
  }
  if (scale === 0) return;
  const frame = scale / physics.frameRateHz;
  for (let i = 0; i < tracks.length; i++) {
    for (let j = i + 1; j < tracks.length; j++) {
      const [a, b] = [tracks[i]!, tracks[j]!];
      if (distanceOf(a, b) > physics.closeM) continue;
      mixUpPair(a, b, tMs, frame, streamOf(`${a.shopperId} ${b.shopperId}`), physics);
    }
  }
}

function distanceOf({ pose: a }: Track, { pose: b }: Track): number {
  const dx = a[0]! - b[0]!;
  const dy = a[1]! - b[1]!;
  return Math.sqrt(dx * dx + dy * dy);
}

function isSwapOver(track: Track, tMs: number, { lastingSwapApartM }: TrackerPhysics): boolean {
  if (track.swappedUntilMs < Number.POSITIVE_INFINITY) return tMs > track.swappedUntilMs;
  return distanceOf(track, track.swappedWith!) > lastingSwapApartM;
}

function mixUpPair(
  a: Track,
  b: Track,
  tMs: number,
  frame: number,
  random: Random,
  physics: TrackerPhysics,
): void {
  if (a.swappedWith === null && b.swappedWith === null) {
    if (random.chance(physics.identitySwapsPerS * frame)) {
      a.swappedWith = b;
      b.swappedWith = a;
      const lasts = physics.lastingSwapShare > 0 && random.chance(physics.lastingSwapShare);
      a.swappedUntilMs = lasts
        ? Number.POSITIVE_INFINITY
        : tMs + physics.identitySwapMs * random.uniform(0.8, 1.2);
      b.swappedUntilMs = a.swappedUntilMs;
    }
  }
  if (a.wristOf === null && b.wristOf === null) {
    if (random.chance(physics.wristSwapsPerS * frame)) {
      a.wristOf = b;
      b.wristOf = a;
      a.wristHand = random.chance(0.5) ? 0 : 1;
      b.wristHand = a.wristHand;
      a.wristUntilMs = tMs + random.exponential(physics.wristSwapMs);
      b.wristUntilMs = a.wristUntilMs;
    }
  }
  if (random.chance(physics.wristHidesPerS * frame)) {
    const hidden = random.chance(0.5) ? a : b;
    const hand = random.chance(0.5) ? 0 : 1;
    hidden.hiddenUntilMs[hand] = tMs + random.exponential(physics.wristHideMs);
  }
}

/** A track that leaves the shop takes no other's name with it. */
export function endTrack(track: Track): void {
  const other = track.swappedWith;
  if (other !== null) other.swappedWith = null;
  if (track.wristOf !== null) track.wristOf.wristOf = null;
  track.swappedWith = null;
  track.wristOf = null;
}
