/** Figures of tracked joints. */

import { JOINT_NAMES, JOINT_STRIDE, type JointFrame } from "@saunter/engine/observation";
import { median } from "@saunter/numerics/statistics";

export interface JointFigures {
  readonly intervalMs: number;
  readonly intervalSpreadMs: number;
  readonly trackMissingShare: number;
  readonly gapFrames: number;
  readonly lowScoreShare: number;
  readonly outlierShare: number;
  readonly swapsPerMinute: number;
  /** By joint, in the order of `JOINT_NAMES`. */
  readonly missingShare: readonly number[];
  readonly noiseM: readonly number[];
}

interface Detection {
  readonly frame: number;
  readonly joints: Float64Array;
}

const LOW_SCORE = 0.6;
const OUTLIER_M = 0.3;
const MEDIAN_REACH = 3;
/** Gaps longer than this are somebody who left, or hid. */
const GAP_FRAMES_MAX = 30;
/** An ID switch shortens both ways by at least this when the names are swapped back. */
const SWAP_GAIN_M = 0.25;
const SWAP_INTERVAL_MS = 300;

export function measureJoints(frames: readonly JointFrame[]): JointFigures {
  const tracks = collectTracks(frames);
  const gaps: number[] = [];
  let seen = 0;
  let missing = 0;
  for (const track of tracks.values()) {
    seen += track.length;
    for (let i = 1; i < track.length; i++) {
      const gap = track[i]!.frame - track[i - 1]!.frame - 1;
      if (gap <= 0 || gap > GAP_FRAMES_MAX) continue;
      gaps.push(gap);
      missing += gap;
    }
  }
  const intervals = frames.slice(1).map((frame, i) => frame.timestampMs - frames[i]!.timestampMs);
  const intervalMs = meanOf(intervals);
  const joints = measureEachJoint(tracks);
  return {
    intervalMs,
    intervalSpreadMs: Math.sqrt(meanOf(intervals.map((value) => (value - intervalMs) ** 2))),
    trackMissingShare: seen === 0 ? Number.NaN : missing / (seen + missing),
    gapFrames: gaps.length === 0 ? Number.NaN : median(gaps),
    swapsPerMinute: countSwaps(frames),
    ...joints,
  };
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? Number.NaN : values.reduce((a, b) => a + b, 0) / values.length;
}

function collectTracks(frames: readonly JointFrame[]): Map<string, Detection[]> {
  const tracks = new Map<string, Detection[]>();
  frames.forEach((frame, i) => {
    for (const shopper of frame.shoppers) {
      const track = tracks.get(shopper.shopperId) ?? [];
      track.push({ frame: i, joints: shopper.joints });
      tracks.set(shopper.shopperId, track);
    }
  });
  return tracks;
}

function measureEachJoint(tracks: ReadonlyMap<string, readonly Detection[]>) {
  const missingShare: number[] = [];
  const noiseM: number[] = [];
  let lowScores = 0;
  let outliers = 0;
  let scores = 0;
  for (let joint = 0; joint < JOINT_NAMES.length; joint++) {
    const at = joint * JOINT_STRIDE;
    const seconds: number[] = [];
    let seen = 0;
    let all = 0;
    for (const track of tracks.values()) {
      all += track.length;
      const known = track.filter((detection) => Number.isFinite(detection.joints[at]!));
      seen += known.length;
      lowScores += known.filter((detection) => detection.joints[at + 3]! < LOW_SCORE).length;
      outliers += countOutliers(known, at);
      collectSecondDifferences(known, at, seconds);
    }
    scores += seen;
    missingShare.push(all === 0 ? Number.NaN : 1 - seen / all);
    // MAD of second differences of white noise: sqrt(6) times its deviation, over 1.4826.
    noiseM.push(seconds.length === 0 ? Number.NaN : (1.4826 * median(seconds)) / Math.sqrt(6));
  }
  return {
    missingShare,
    noiseM,
    lowScoreShare: scores === 0 ? Number.NaN : lowScores / scores,
    outlierShare: scores === 0 ? Number.NaN : outliers / scores,
  };
}

function collectSecondDifferences(track: readonly Detection[], at: number, out: number[]): void {
  for (let i = 1; i + 1 < track.length; i++) {
    if (track[i + 1]!.frame - track[i - 1]!.frame !== 2) continue;
    for (let axis = 0; axis < 3; axis++) {
      const before = track[i - 1]!.joints[at + axis]!;
      const after = track[i + 1]!.joints[at + axis]!;
      out.push(Math.abs(before - 2 * track[i]!.joints[at + axis]! + after));
    }
  }
}

/** Detections more than 0.3 m from the median of the seven around them. */
function countOutliers(track: readonly Detection[], at: number): number {
  let count = 0;
  const around = new Float64Array(2 * MEDIAN_REACH + 1);
  for (let i = MEDIAN_REACH; i + MEDIAN_REACH < track.length; i++) {
    let squares = 0;
    for (let axis = 0; axis < 3; axis++) {
      for (let k = 0; k < around.length; k++) {
        around[k] = track[i + k - MEDIAN_REACH]!.joints[at + axis]!;
      }
      around.sort();
      squares += (track[i]!.joints[at + axis]! - around[MEDIAN_REACH]!) ** 2;
    }
    if (squares > OUTLIER_M * OUTLIER_M) count++;
  }
  return count;
}

interface Place {
  readonly tMs: number;
  readonly x: number;
  readonly y: number;
}

/** Times that two tracks continue better with their names swapped, a minute of stream. */
function countSwaps(frames: readonly JointFrame[]): number {
  if (frames.length < 2) return Number.NaN;
  const last = new Map<string, Place>();
  let swaps = 0;
  for (const { timestampMs, shoppers } of frames) {
    const now = new Map<string, Place>();
    for (const { shopperId, joints } of shoppers) {
      const at = trunkOf(joints);
      if (at !== null) now.set(shopperId, { tMs: timestampMs, x: at.x, y: at.y });
    }
    const ids = [...now.keys()].filter(
      (id) => timestampMs - (last.get(id)?.tMs ?? Number.NEGATIVE_INFINITY) < SWAP_INTERVAL_MS,
    );
    for (let i = 0; i < ids.length; i++) {
      for (let j = i + 1; j < ids.length; j++) {
        if (
          isIdSwitch(last.get(ids[i]!)!, last.get(ids[j]!)!, now.get(ids[i]!)!, now.get(ids[j]!)!)
        )
          swaps++;
      }
    }
    for (const [id, place] of now) last.set(id, place);
  }
  const minutes = (frames.at(-1)!.timestampMs - frames[0]!.timestampMs) / 60_000;
  // There and back are two.
  return swaps / 2 / minutes;
}

function isIdSwitch(a: Place, b: Place, nowA: Place, nowB: Place): boolean {
  const kept = Math.hypot(nowA.x - a.x, nowA.y - a.y) + Math.hypot(nowB.x - b.x, nowB.y - b.y);
  const swapped = Math.hypot(nowA.x - b.x, nowA.y - b.y) + Math.hypot(nowB.x - a.x, nowB.y - a.y);
  return swapped + SWAP_GAIN_M < kept;
}

/** Median position on the ground of head, neck and shoulders. */
function trunkOf(joints: Float64Array): { x: number; y: number } | null {
  const xs: number[] = [];
  const ys: number[] = [];
  for (let joint = 0; joint < 4; joint++) {
    if (!Number.isFinite(joints[joint * JOINT_STRIDE]!)) continue;
    xs.push(joints[joint * JOINT_STRIDE]!);
    ys.push(joints[joint * JOINT_STRIDE + 1]!);
  }
  return xs.length === 0 ? null : { x: median(xs), y: median(ys) };
}
