/**
 * Joint history of every shopper, and the doubt about who is who.
 *
 * A tracker exchanges two people who stand close together now and then, and gives them back a second
 * later. Bodies do not jump: where two exchange places within one frame, their poses are put back
 * until they exchange again, or until long enough has passed that the tracker must be believed.
 */
import { ABSENCE_MS_MAX, POSE_HISTORY_MS } from "./limits.ts";
import { JOINT_STRIDE, type JointFrame, type ShopperPose } from "./observation.ts";

export interface PoseFrame {
  readonly timestampMs: number;
  readonly joints: Float64Array;
  /** Middle of head, neck and shoulders on the floor, metres; NaN where none is seen. */
  readonly bodyX: number;
  readonly bodyY: number;
}

export interface ShopperTrack {
  readonly shopperId: string;
  readonly firstSeenMs: number;
  lastSeenMs: number;
  /** By time, the oldest first. */
  readonly frames: PoseFrame[];
  /** Time of the last frame in which this track was exchanged with another, or jumped. */
  doubtMs: number;
}

interface Exchange {
  readonly a: string;
  readonly b: string;
  readonly sinceMs: number;
}

export interface Tracks {
  readonly byId: Map<string, ShopperTrack>;
  exchanges: Exchange[];
  lastFrameMs: number;
}

/** How long an exchange is believed; those seen last about a second. */
const EXCHANGE_MS_MAX = 2500;
/** Longest time between frames over which a body's place is compared. */
const COMPARE_MS_MAX = 400;
/** A body is not moved further than this between two frames: 0.1 s at a brisk walk, and noise. */
const STAY_M = 0.22;

export function createTracks(): Tracks {
  return { byId: new Map(), exchanges: [], lastFrameMs: Number.NEGATIVE_INFINITY };
}

function toFrame(timestampMs: number, joints: Float64Array): PoseFrame {
  let x = 0;
  let y = 0;
  let weight = 0;
  const xs: number[] = [];
  const ys: number[] = [];
  for (let joint = 0; joint < 4; joint++) {
    const at = joint * JOINT_STRIDE;
    const score = joints[at + 3]!;
    if (!Number.isFinite(joints[at]!) || !(score > 0)) continue;
    xs.push(joints[at]!);
    ys.push(joints[at + 1]!);
  }
  // The median of up to four joints: one outlier does not move it.
  if (xs.length > 0) {
    x = middle(xs);
    y = middle(ys);
    weight = 1;
  }
  return {
    timestampMs,
    joints,
    bodyX: weight > 0 ? x : Number.NaN,
    bodyY: weight > 0 ? y : Number.NaN,
  };
}

function middle(values: number[]): number {
  values.sort((a, b) => a - b);
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}

/** Takes a frame. Late frames are put in their place; they do not open or close an exchange. */
export function pushFrame(tracks: Tracks, frame: JointFrame): void {
  const { timestampMs } = frame;
  const late = timestampMs < tracks.lastFrameMs;
  tracks.exchanges = tracks.exchanges.filter(
    (exchange) => timestampMs - exchange.sinceMs < EXCHANGE_MS_MAX,
  );
  const seen = new Map<string, PoseFrame>();
  for (const pose of frame.shoppers) {
    seen.set(resolveId(tracks, pose), toFrame(timestampMs, pose.joints));
  }
  if (!late) {
    findExchanges(tracks, seen, timestampMs);
    tracks.lastFrameMs = timestampMs;
  }
  for (const [shopperId, pose] of seen) addFrame(tracks, shopperId, pose);
}

function resolveId(tracks: Tracks, pose: ShopperPose): string {
  let id = pose.shopperId;
  for (const exchange of tracks.exchanges) {
    if (exchange.a === id) id = exchange.b;
    else if (exchange.b === id) id = exchange.a;
  }
  return id;
}

function lastPlace(track: ShopperTrack | undefined, nowMs: number): PoseFrame | null {
  if (track === undefined) return null;
  for (let i = track.frames.length - 1; i >= 0; i--) {
    const frame = track.frames[i]!;
    if (nowMs - frame.timestampMs > COMPARE_MS_MAX) return null;
    if (!Number.isNaN(frame.bodyX)) return frame;
  }
  return null;
}

function distance(a: PoseFrame, b: PoseFrame): number {
  return Math.hypot(a.bodyX - b.bodyX, a.bodyY - b.bodyY);
}

function findExchanges(tracks: Tracks, seen: Map<string, PoseFrame>, nowMs: number): void {
  const ids = [...seen.keys()];
  for (let i = 0; i < ids.length; i++) {
    for (let j = i + 1; j < ids.length; j++) {
      const a = ids[i]!;
      const b = ids[j]!;
      const beforeA = lastPlace(tracks.byId.get(a), nowMs);
      const beforeB = lastPlace(tracks.byId.get(b), nowMs);
      if (beforeA === null || beforeB === null) continue;
      const nowA = seen.get(a)!;
      const nowB = seen.get(b)!;
      const kept = distance(nowA, beforeA) + distance(nowB, beforeB);
      const exchanged = distance(nowA, beforeB) + distance(nowB, beforeA);
      if (!(exchanged < 2 * STAY_M && kept > exchanged + 0.3)) continue;
      seen.set(a, nowB);
      seen.set(b, nowA);
      const open = tracks.exchanges.findIndex(
        (exchange) =>
          (exchange.a === a && exchange.b === b) || (exchange.a === b && exchange.b === a),
      );
      if (open >= 0) tracks.exchanges.splice(open, 1);
      else tracks.exchanges.push({ a, b, sinceMs: nowMs });
      for (const id of [a, b]) tracks.byId.get(id)!.doubtMs = nowMs;
    }
  }
}

function addFrame(tracks: Tracks, shopperId: string, pose: PoseFrame): void {
  let track = tracks.byId.get(shopperId);
  if (track === undefined) {
    track = {
      shopperId,
      firstSeenMs: pose.timestampMs,
      lastSeenMs: pose.timestampMs,
      frames: [],
      doubtMs: Number.NEGATIVE_INFINITY,
    };
    tracks.byId.set(shopperId, track);
  }
  const { frames } = track;
  let at = frames.length;
  while (at > 0 && frames[at - 1]!.timestampMs > pose.timestampMs) at--;
  frames.splice(at, 0, pose);
  track.lastSeenMs = Math.max(track.lastSeenMs, pose.timestampMs);
  let old = 0;
  while (frames[old]!.timestampMs < track.lastSeenMs - POSE_HISTORY_MS) old++;
  if (old > 32) frames.splice(0, old);
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
