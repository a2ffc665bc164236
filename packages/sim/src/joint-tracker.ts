/**
 * What a tracker makes of the bodies: 15 frames a second with noise, outliers of low score, joints
 * and whole shoppers not seen, and people close together taken for each other.
 */

import type { Random } from "@saunter/numerics/random";
import { JOINT_STRIDE, type JointFrame, type ShopperPose } from "@saunter/perception/observation";
import { type Body, POSE_LENGTH, writePose } from "./body.ts";
import * as measured from "./signal-parameters.ts";

const JOINTS = 8;

export interface TrackerOptions {
  readonly jointNoiseScale: number;
  readonly dropoutScale: number;
  readonly outlierScale: number;
  readonly mixUpScale: number;
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
  };
}

/** The frame's time on the wire: 15 Hz and jitter, never before the one ahead of it. */
export function nextFrameMs(frameMs: number, lastMs: number, random: Random): number {
  return Math.max(lastMs + 4, frameMs + random.normal(0, measured.FRAME_JITTER_MS));
}

export function seeTracks(
  tracks: readonly Track[],
  tMs: number,
  options: TrackerOptions,
  random: Random,
): JointFrame {
  for (const track of tracks) writePose(track.body, tMs, track.pose);
  mixUp(tracks, tMs, options.mixUpScale, random);
  const shoppers: ShopperPose[] = [];
  for (const track of tracks) {
    if (track.lostFrames > 0) {
      track.lostFrames--;
      continue;
    }
    if (random.chance(measured.TRACK_GAP_PER_FRAME * options.dropoutScale)) {
      track.lostFrames = random.integer(
        measured.TRACK_GAP_MIN_FRAMES,
        measured.TRACK_GAP_MAX_FRAMES,
      );
      continue;
    }
    const shopperId = track.swappedWith?.shopperId ?? track.shopperId;
    shoppers.push({ shopperId, joints: seeJoints(track, tMs, options, random) });
  }
  return { kind: "joints", timestampMs: tMs, shoppers };
}

function seeJoints(track: Track, tMs: number, options: TrackerOptions, random: Random) {
  const joints = new Float64Array(JOINTS * JOINT_STRIDE).fill(Number.NaN);
  for (let joint = 0; joint < JOINTS; joint++) {
    if (random.chance(measured.JOINT_MISSING[joint]! * options.dropoutScale)) continue;
    if (joint >= 6 && track.hiddenUntilMs[joint - 6]! > tMs) continue;
    const exchanged = track.wristOf !== null && joint === 6 + track.wristHand;
    const pose = exchanged ? track.wristOf!.pose : track.pose;
    const outlier = random.chance(measured.JOINT_OUTLIER[joint]! * options.outlierScale);
    const noiseM = outlier
      ? measured.OUTLIER_M
      : measured.JOINT_NOISE_M[joint]! * options.jointNoiseScale;
    for (let axis = 0; axis < 3; axis++) {
      joints[joint * JOINT_STRIDE + axis] = pose[joint * 3 + axis]! + random.normal(0, noiseM);
    }
    joints[joint * JOINT_STRIDE + 3] = outlier
      ? random.uniform(0.3, 0.7)
      : Math.max(measured.SCORE_MIN, 1 - random.exponential(measured.SCORE_LOSS_MEAN));
  }
  return joints;
}

/** Two people within arm's length: identities and wrists change places, wrists are hidden. */
function mixUp(tracks: readonly Track[], tMs: number, scale: number, random: Random): void {
  for (const track of tracks) {
    if (track.swappedWith !== null && tMs > track.swappedUntilMs) track.swappedWith = null;
    if (track.wristOf !== null && tMs > track.wristUntilMs) track.wristOf = null;
  }
  if (scale === 0) return;
  const frame = scale / measured.FRAME_RATE_HZ;
  for (let i = 0; i < tracks.length; i++) {
    const a = tracks[i]!;
    for (let j = i + 1; j < tracks.length; j++) {
      const b = tracks[j]!;
      const dx = a.pose[0]! - b.pose[0]!;
      const dy = a.pose[1]! - b.pose[1]!;
      if (dx * dx + dy * dy > measured.CLOSE_M * measured.CLOSE_M) continue;
      if (a.swappedWith === null && b.swappedWith === null) {
        if (random.chance(measured.IDENTITY_SWAPS_PER_S * frame)) {
          a.swappedWith = b;
          b.swappedWith = a;
          a.swappedUntilMs = tMs + measured.IDENTITY_SWAP_MS * random.uniform(0.8, 1.2);
          b.swappedUntilMs = a.swappedUntilMs;
        }
      }
      if (a.wristOf === null && b.wristOf === null) {
        if (random.chance(measured.WRIST_SWAPS_PER_S * frame)) {
          a.wristOf = b;
          b.wristOf = a;
          a.wristHand = random.chance(0.5) ? 0 : 1;
          b.wristHand = a.wristHand;
          a.wristUntilMs = tMs + random.exponential(measured.WRIST_SWAP_MS);
          b.wristUntilMs = a.wristUntilMs;
        }
      }
      if (random.chance(measured.WRIST_HIDES_PER_S * frame)) {
        const hidden = random.chance(0.5) ? a : b;
        const hand = random.chance(0.5) ? 0 : 1;
        hidden.hiddenUntilMs[hand] = tMs + random.exponential(measured.WRIST_HIDE_MS);
      }
    }
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
