/**
 * Where two shoppers may have handed an item over: both reach out of their own bodies, their wrists
 * meet away from any shelf, and stay together for a moment. People who merely stand close have
 * their wrists close too, but not stretched out towards each other.
 */
import {
  type ActionRecord,
  addHistory,
  getCart,
  type Hypothesis,
  type Item,
  withCart,
} from "./hypotheses.ts";
import { JOINT_STRIDE } from "./observation.ts";
import { findNeckZ } from "./reach.ts";
import { isOverShelf, type ShopIndex } from "./shop-index.ts";
import type { PoseFrame, ShopperTrack, Tracks } from "./tracks.ts";

export interface MeetingOfHands {
  readonly a: string;
  readonly b: string;
  readonly timestampMs: number;
  /** Seconds for which the hands were together, weighted by how close and how far out. */
  readonly togetherS: number;
}

interface PairState {
  mass: number;
  peak: number;
  peakMs: number;
  lastMs: number;
}

export interface HandoverDetector {
  readonly pairs: Map<string, PairState>;
}

const WRIST = 6;
/** Wrists of one who gives and one who takes, apart (hand, item, hand), metres. */
const TOGETHER_M = 0.14;
/** A hand at rest hangs no further out from the body's middle, and so far below the neck, metres. */
const REST_OUT_M = 0.32;
const REST_BELOW_M = 0.58;
/** A hand that is this far from its rest, in spreads of a resting hand, is doing something. */
const REST_SPREAD_M = 0.1;
const ACTIVE_SPREADS = 1.6;
/** People who hand something over stand at least this far from each other, metres. */
const APART_M = 0.36;
const APART_SOFT_M = 0.04;
/** The mass fades with this time constant, so that it measures about the last second. */
const FADE_MS = 900;
/** Below this nothing is told. */
const MASS_LEAST_S = 0.06;

export function createHandoverDetector(): HandoverDetector {
  return { pairs: new Map() };
}

/** How far a hand has left its rest, stretched out or raised, 0..1. */
function rateActivity(frame: PoseFrame, hand: number): number {
  const at = (WRIST + hand) * JOINT_STRIDE;
  const out = Math.hypot(frame.joints[at]! - frame.bodyX, frame.joints[at + 1]! - frame.bodyY);
  const below = findNeckZ(frame) - frame.joints[at + 2]!;
  const stretched = Math.max(0, out - REST_OUT_M) / REST_SPREAD_M;
  const raised = Math.max(0, REST_BELOW_M - below) / REST_SPREAD_M;
  const spreads = Math.hypot(stretched, raised);
  return Number.isNaN(spreads) ? 0 : 1 / (1 + Math.exp((ACTIVE_SPREADS - spreads) / 0.3));
}

/** How much two hands in one frame look as if they meet, 0..1; NaN where either is not seen. */
function scoreMeeting(
  index: ShopIndex,
  a: PoseFrame,
  handA: number,
  b: PoseFrame,
  handB: number,
): number {
  const atA = (WRIST + handA) * JOINT_STRIDE;
  const atB = (WRIST + handB) * JOINT_STRIDE;
  const dx = a.joints[atA]! - b.joints[atB]!;
  const dy = a.joints[atA + 1]! - b.joints[atB + 1]!;
  const dz = a.joints[atA + 2]! - b.joints[atB + 2]!;
  const square = dx * dx + dy * dy + dz * dz;
  if (Number.isNaN(square)) return Number.NaN;
  const near = Math.exp((-0.5 * square) / TOGETHER_M ** 2);
  if (near < 0.02) return 0;
  const x = (a.joints[atA]! + b.joints[atB]!) / 2;
  const y = (a.joints[atA + 1]! + b.joints[atB + 1]!) / 2;
  if (isOverShelf(index, x, y)) return 0;
  const apart = Math.hypot(a.bodyX - b.bodyX, a.bodyY - b.bodyY);
  // Who stands on the same spot in the tracker's eyes has hands everywhere near the other's.
  const room = 1 / (1 + Math.exp((APART_M - apart) / APART_SOFT_M));
  return near * room * Math.sqrt(rateActivity(a, handA) * rateActivity(b, handB));
}

function latest(track: ShopperTrack, nowMs: number): PoseFrame | null {
  const frame = track.frames.at(-1);
  if (frame === undefined || nowMs - frame.timestampMs > 20) return null;
  return Number.isNaN(frame.bodyX) ? null : frame;
}

/** log odds that a meeting of hands moved an item: even at 0.12 s of hands together and out. */
export function rateMeeting(meeting: MeetingOfHands): number {
  return Math.max(-4, Math.min(4, (meeting.togetherS - 0.118) / 0.016));
}

/** An item taken this long ago is likelier in the hand than one taken before. */
const IN_HAND_MS = 15_000;

/** What a meeting of hands makes of a hypothesis: nothing was moved, or one item of either cart was. */
export function explainMeeting(
  meeting: MeetingOfHands,
  changeId: number,
  parent: Hypothesis,
): Hypothesis[] {
  const moves: { from: string; to: string; item: Item; share: number }[] = [];
  let total = 0;
  for (const [from, to] of [
    [meeting.a, meeting.b],
    [meeting.b, meeting.a],
  ] as const) {
    for (const item of getCart(parent, from)) {
      const ageMs = Math.max(0, meeting.timestampMs - item.sinceMs);
      const share = Math.exp(-ageMs / IN_HAND_MS) + 0.02;
      moves.push({ from, to, item, share });
      total += share;
    }
  }
  if (moves.length === 0) return [parent];
  const odds = rateMeeting(meeting);
  const logMoved = -Math.log1p(Math.exp(-odds));
  const logKept = -Math.log1p(Math.exp(odds));
  const children = [{ ...parent, logWeight: parent.logWeight + logKept }];
  for (const { from, to, item, share } of moves) {
    const left = getCart(parent, from).filter((other) => other !== item);
    const given = withCart(withCart(parent, from, left), to, [...getCart(parent, to), item]);
    const action: ActionRecord = {
      kind: "handover",
      changeId,
      shopperId: to,
      otherId: from,
      barcode: item.barcode,
      quantity: 1,
      weightG: item.weightG,
      timestampMs: meeting.timestampMs,
      plates: item.plates,
      gondola: item.gondola,
      shelf: item.shelf,
      settledMs: meeting.timestampMs,
      isMisplaced: false,
      part: 0,
    };
    const logWeight = parent.logWeight + logMoved + Math.log(share / total);
    children.push(addHistory({ ...given, logWeight }, action));
  }
  return children;
}

/** Looks at the newest frame of every pair; returns the meetings that are over. */
export function findMeetings(
  detector: HandoverDetector,
  index: ShopIndex,
  tracks: Tracks,
  nowMs: number,
): MeetingOfHands[] {
  const here: { track: ShopperTrack; frame: PoseFrame }[] = [];
  for (const track of tracks.byId.values()) {
    const frame = latest(track, nowMs);
    if (frame !== null) here.push({ track, frame });
  }
  for (let i = 0; i < here.length; i++) {
    for (let j = i + 1; j < here.length; j++) {
      const a = here[i]!;
      const b = here[j]!;
      const apart = Math.hypot(a.frame.bodyX - b.frame.bodyX, a.frame.bodyY - b.frame.bodyY);
      if (apart > 2) continue;
      addScore(detector, index, a, b, nowMs);
    }
  }
  return takeEnded(detector, nowMs);
}

function addScore(
  detector: HandoverDetector,
  index: ShopIndex,
  a: { track: ShopperTrack; frame: PoseFrame },
  b: { track: ShopperTrack; frame: PoseFrame },
  nowMs: number,
): void {
  for (let hands = 0; hands < 4; hands++) {
    const score = scoreMeeting(index, a.frame, hands >> 1, b.frame, hands & 1);
    if (Number.isNaN(score)) continue;
    const key = `${a.track.shopperId}\n${b.track.shopperId}\n${hands}`;
    const state = detector.pairs.get(key);
    if (state === undefined) {
      if (score < 0.05) continue;
      detector.pairs.set(key, { mass: 0, peak: 0, peakMs: nowMs, lastMs: nowMs });
      continue;
    }
    const elapsedMs = Math.min(250, nowMs - state.lastMs);
    state.lastMs = nowMs;
    state.mass = state.mass * Math.exp(-elapsedMs / FADE_MS) + (score * elapsedMs) / 1000;
    if (state.mass > state.peak) {
      state.peak = state.mass;
      state.peakMs = nowMs;
    }
  }
}

function takeEnded(detector: HandoverDetector, nowMs: number): MeetingOfHands[] {
  const ended: MeetingOfHands[] = [];
  for (const [key, state] of detector.pairs) {
    const over = nowMs - state.lastMs > 1500 || state.mass < 0.6 * state.peak;
    if (!over) continue;
    detector.pairs.delete(key);
    if (state.peak < MASS_LEAST_S) continue;
    const [a, b] = key.split("\n") as [string, string];
    ended.push({ a, b, timestampMs: state.peakMs, togetherS: state.peak });
  }
  return ended;
}
