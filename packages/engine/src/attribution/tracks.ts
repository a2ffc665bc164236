/** Joint history of every shopper, as the tracker reports it. */
import { ABSENCE_MS_MAX, POSE_HISTORY_MS, POSE_HISTORY_SPARE } from "../limits.ts";
import { type HandView, JOINT_STRIDE, type JointFrame } from "../observation.ts";

export interface PoseFrame {
  readonly timestampMs: number;
  readonly joints: Float64Array;
  /** Middle of head, neck and shoulders on the floor, metres; NaN where none is seen. */
  readonly bodyX: number;
  readonly bodyY: number;
  readonly hands?: readonly HandView[];
}

export interface ShopperTrack {
  readonly shopperId: string;
  readonly firstSeenMs: number;
  lastSeenMs: number;
  /** By time, the oldest first. */
  readonly frames: PoseFrame[];
}

export interface Tracks {
  readonly byId: Map<string, ShopperTrack>;
  lastFrameMs: number;
  /** How far the readings of the slowest gondola are behind, milliseconds. */
  behindMs: number;
  /** Whether there are images of hands at all. */
  seesHands: boolean;
}

export function createTracks(): Tracks {
  return { byId: new Map(), lastFrameMs: Number.NEGATIVE_INFINITY, behindMs: 0, seesHands: false };
}

/** Head, neck and shoulders: the joints that locate a body. */
const BODY_JOINTS = 4;
const values = new Float64Array(BODY_JOINTS);

/** The median over the body's joints: one outlier does not move it. NaN where none is seen. */
function findBody(joints: Float64Array, axis: number): number {
  let count = 0;
  for (let joint = 0; joint < BODY_JOINTS; joint++) {
    const value = joints[joint * JOINT_STRIDE + axis]!;
    if (!Number.isFinite(value)) continue;
    let at = count++;
    while (at > 0 && values[at - 1]! > value) {
      values[at] = values[at - 1]!;
      at--;
    }
    values[at] = value;
  }
  if (count === 0) return Number.NaN;
  return (values[(count - 1) >> 1]! + values[count >> 1]!) / 2;
}

/** Takes a frame; one that is late is put in its place. */
export function pushFrame(tracks: Tracks, frame: JointFrame): void {
  const { timestampMs } = frame;
  tracks.lastFrameMs = Math.max(tracks.lastFrameMs, timestampMs);
  for (const { shopperId, joints, hands } of frame.shoppers) {
    if (hands !== undefined) tracks.seesHands = true;
    const bodyX = findBody(joints, 0);
    const bodyY = findBody(joints, 1);
    // A place of which one coordinate is not known is none.
    const isKnown = Number.isFinite(bodyX + bodyY);
    addFrame(tracks, shopperId, {
      timestampMs,
      joints,
      bodyX: isKnown ? bodyX : Number.NaN,
      bodyY: isKnown ? bodyY : Number.NaN,
      ...(hands === undefined ? {} : { hands }),
    });
  }
}

function addFrame(tracks: Tracks, shopperId: string, pose: PoseFrame): void {
  let track = tracks.byId.get(shopperId);
  if (track === undefined) {
    const { timestampMs } = pose;
    track = { shopperId, firstSeenMs: timestampMs, lastSeenMs: timestampMs, frames: [] };
    tracks.byId.set(shopperId, track);
  }
  const { frames } = track;
  let at = frames.length;
  while (at > 0 && frames[at - 1]!.timestampMs > pose.timestampMs) at--;
  frames.splice(at, 0, pose);
  track.lastSeenMs = Math.max(track.lastSeenMs, pose.timestampMs);
  let old = 0;
  const keptFromMs = track.lastSeenMs - POSE_HISTORY_MS - tracks.behindMs;
  while (frames[old]!.timestampMs < keptFromMs) old++;
  if (old > POSE_HISTORY_SPARE) frames.splice(0, old);
}

/** Removes and returns the shoppers who have not been seen for so long that they have left. */
export function removeAbsent(tracks: Tracks, nowMs: number): ShopperTrack[] {
  const gone: ShopperTrack[] = [];
  for (const track of tracks.byId.values()) {
    if (nowMs - track.lastSeenMs > ABSENCE_MS_MAX) gone.push(track);
  }
  for (const track of gone) tracks.byId.delete(track.shopperId);
  return gone;
}

/** Index of the first frame at or after a time. */
export function findFrame(frames: readonly PoseFrame[], fromMs: number): number {
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (frames[mid]!.timestampMs < fromMs) low = mid + 1;
    else high = mid;
  }
  return low;
}
