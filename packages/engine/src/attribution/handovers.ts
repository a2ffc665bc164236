/**
 * Where two shoppers may have handed an item over: their hands meet away from any shelf, and neither is where
 * it is when it does nothing. How much frames speak for a meeting against two hands that are each
 * where they usually are is summed up from frame to frame, and never falls below nothing (Page 1954,
 * "Continuous inspection schemes"): its peak says how clear the meeting was.
 */
import { NEAR_TIMES_MAX } from "../limits.ts";
import { JOINT_STRIDE, WRIST } from "../observation.ts";
import type { HandParameters } from "../parameters/hands.ts";
import { isOverShelf, type ShopIndex } from "../shop-index.ts";
import { createHandRest, type HandRest, NORMAL_3D, weighRest } from "./hand-rest.ts";
import { describeMeeting, type MeetingOfHands } from "./meeting-evidence.ts";
import { findNeckZ } from "./reach.ts";
import type { PoseFrame, Tracks } from "./tracks.ts";

/** Of two people: what speaks for each of four pairs of hands meeting, and the clearest so far. */
interface PairState {
  readonly a: string;
  readonly b: string;
  readonly sums: Float64Array;
  peak: number;
  peakMs: number;
  /** Which pair of hands: the left one of who is named first is 0 or 1. */
  peakHands: number;
  beganMs: number;
  lastMs: number;
}

interface HandsOfOne {
  readonly rest: HandRest;
  readonly densities: Float64Array;
}

/** Unix milliseconds. */
interface NearTime {
  readonly fromMs: number;
  untilMs: number;
}

export interface HandoverDetector {
  readonly parameters: HandParameters;
  readonly pairs: Map<string, PairState>;
  readonly people: Map<string, HandsOfOne>;
  /** When two people, by the name of their pair, were within reach of each other, the last time last. */
  readonly near: Map<string, NearTime[]>;
}

export function createHandoverDetector(parameters: HandParameters): HandoverDetector {
  return { parameters, pairs: new Map(), people: new Map(), near: new Map() };
}

/** What is seen of somebody in the newest frame. */
interface SeenHands {
  readonly shopperId: string;
  readonly frame: PoseFrame;
  readonly densities: Float64Array;
}

/** Updates every pair with the newest frame; returns the meetings that are over. */
export function findMeetings(
  detector: HandoverDetector,
  index: ShopIndex,
  tracks: Tracks,
  nowMs: number,
): MeetingOfHands[] {
  const { meetReachM } = detector.parameters;
  const here = listSeen(detector, index, tracks, nowMs);
  for (let i = 0; i < here.length; i++) {
    for (let j = i + 1; j < here.length; j++) {
      const a = here[i]!.frame;
      const b = here[j]!.frame;
      const dx = a.bodyX - b.bodyX;
      const dy = a.bodyY - b.bodyY;
      if (dx * dx + dy * dy > meetReachM * meetReachM) continue;
      const pair = namePair(here[i]!.shopperId, here[j]!.shopperId);
      noteNear(detector, pair, nowMs);
      addFrames(detector, index, pair, here[i]!, here[j]!, nowMs);
    }
  }
  return takeEnded(detector, index, tracks, nowMs);
}

function listSeen(
  detector: HandoverDetector,
  index: ShopIndex,
  tracks: Tracks,
  nowMs: number,
): SeenHands[] {
  const isReaching = (x: number, y: number): boolean => isOverShelf(index, x, y);
  const { seenNowMs } = detector.parameters;
  const here: SeenHands[] = [];
  for (const { shopperId, frames } of tracks.byId.values()) {
    const frame = frames.at(-1);
    if (frame === undefined || nowMs - frame.timestampMs > seenNowMs || Number.isNaN(frame.bodyX))
      continue;
    let hands = detector.people.get(shopperId);
    if (hands === undefined) {
      hands = { rest: createHandRest(detector.parameters), densities: new Float64Array(2) };
      detector.people.set(shopperId, hands);
    }
    const neckZ = findNeckZ(frame, index.parameters.reach);
    weighRest(hands.rest, frame, neckZ, isReaching, hands.densities);
    here.push({ shopperId, frame, densities: hands.densities });
  }
  // What is known of somebody's hands goes with them.
  if (detector.people.size > tracks.byId.size) {
    for (const id of detector.people.keys()) if (!tracks.byId.has(id)) forget(detector, id);
  }
  return here;
}

function forget(detector: HandoverDetector, shopperId: string): void {
  detector.people.delete(shopperId);
  for (const pair of detector.near.keys()) {
    if (pair.split("\n").includes(shopperId)) detector.near.delete(pair);
  }
}

function namePair(a: string, b: string): string {
  return a < b ? `${a}\n${b}` : `${b}\n${a}`;
}

function noteNear({ near, parameters }: HandoverDetector, pair: string, nowMs: number): void {
  let times = near.get(pair);
  if (times === undefined) {
    times = [];
    near.set(pair, times);
  }
  const last = times.at(-1);
  if (last !== undefined && nowMs - last.untilMs <= parameters.meetUnseenMs) last.untilMs = nowMs;
  else times.push({ fromMs: nowMs, untilMs: nowMs });
  if (times.length > NEAR_TIMES_MAX) times.shift();
}

/** When two people were last within reach of each other between two times, Unix milliseconds; NaN: not then. */
export function findLastNearMs(
  { near }: HandoverDetector,
  [a, b]: readonly [string, string],
  fromMs: number,
  toMs: number,
): number {
  const time = near
    .get(namePair(a, b))
    ?.findLast((one) => one.fromMs <= toMs && one.untilMs > fromMs);
  return time === undefined ? Number.NaN : Math.min(time.untilMs, toMs);
}

/** log of how much likelier two hands are here if they meet; NaN where either is not seen. */
function weighHands(
  parameters: HandParameters,
  index: ShopIndex,
  a: SeenHands,
  handA: number,
  b: SeenHands,
  handB: number,
): number {
  const atA = (WRIST + handA) * JOINT_STRIDE;
  const atB = (WRIST + handB) * JOINT_STRIDE;
  const [x, y] = [a.frame.joints[atA]!, a.frame.joints[atA + 1]!];
  const [otherX, otherY] = [b.frame.joints[atB]!, b.frame.joints[atB + 1]!];
  const dz = a.frame.joints[atA + 2]! - b.frame.joints[atB + 2]!;
  const square = (x - otherX) ** 2 + (y - otherY) ** 2 + dz * dz;
  const usual = a.densities[handA]! * b.densities[handB]!;
  const { meetGapM, meetStrayDensity, meetNearMin, otherDensity } = parameters;
  const { meetFrameLogMin, meetFrameLogMax } = parameters;
  // NaN where a hand is not seen.
  if (!(usual > 0 && square >= 0)) return Number.NaN;
  const near = Math.exp((-0.5 * square) / meetGapM ** 2);
  if (near > meetNearMin && (isOverShelf(index, x, y) || isOverShelf(index, otherX, otherY))) {
    return meetFrameLogMin;
  }
  const meet = otherDensity * (near / (NORMAL_3D * meetGapM ** 3) + meetStrayDensity);
  return Math.max(meetFrameLogMin, Math.min(meetFrameLogMax, Math.log(meet / usual)));
}

function addFrames(
  detector: HandoverDetector,
  index: ShopIndex,
  pair: string,
  one: SeenHands,
  other: SeenHands,
  nowMs: number,
): void {
  const [a, b] = one.shopperId < other.shopperId ? [one, other] : [other, one];
  let state = detector.pairs.get(pair);
  if (state === undefined) {
    state = {
      a: a.shopperId,
      b: b.shopperId,
      sums: new Float64Array(4),
      peak: 0,
      peakMs: nowMs,
      peakHands: 0,
      beganMs: nowMs,
      lastMs: nowMs,
    };
    detector.pairs.set(pair, state);
  }
  const share = Math.min(1, (nowMs - state.lastMs) / detector.parameters.meetIndependentMs);
  state.lastMs = nowMs;
  for (let hands = 0; hands < 4; hands++) {
    const weight = weighHands(detector.parameters, index, a, hands >> 1, b, hands & 1);
    if (Number.isNaN(weight)) continue;
    const sum = Math.max(0, state.sums[hands]! + share * weight);
    state.sums[hands] = sum;
    if (sum <= state.peak) continue;
    if (state.peak === 0) state.beganMs = nowMs;
    state.peak = sum;
    state.peakMs = nowMs;
    state.peakHands = hands;
  }
}

function takeEnded(
  detector: HandoverDetector,
  index: ShopIndex,
  tracks: Tracks,
  nowMs: number,
): MeetingOfHands[] {
  const { overShare, overDropLog, meetMsMax, meetUnseenMs } = detector.parameters;
  return takeMeetings(detector, index, tracks, ({ sums, peak, beganMs, lastMs }) => {
    if (nowMs - lastMs > meetUnseenMs) return true;
    if (peak === 0) return false;
    const left = Math.max(...sums);
    return left <= Math.max(overShare * peak, peak - overDropLog) || nowMs - beganMs > meetMsMax;
  });
}

/** The meetings that somebody who leaves is in, over or not. */
export function takeMeetingsOf(
  detector: HandoverDetector,
  index: ShopIndex,
  tracks: Tracks,
  shopperId: string,
): MeetingOfHands[] {
  return takeMeetings(detector, index, tracks, ({ a, b }) => a === shopperId || b === shopperId);
}

function takeMeetings(
  detector: HandoverDetector,
  index: ShopIndex,
  tracks: Tracks,
  isTaken: (state: PairState) => boolean,
): MeetingOfHands[] {
  const { parameters } = detector;
  const taken: MeetingOfHands[] = [];
  for (const [key, state] of detector.pairs) {
    if (!isTaken(state)) continue;
    detector.pairs.delete(key);
    if (state.peak < parameters.meetStrengthMin) continue;
    const { a, b, peak: strength, peakMs: timestampMs, peakHands, beganMs } = state;
    const meeting = { a, b, timestampMs, strength, lastsMs: timestampMs - beganMs };
    const [framesA, framesB] = [tracks.byId.get(a)?.frames ?? [], tracks.byId.get(b)?.frames ?? []];
    const sides = [peakHands >> 1, peakHands & 1] as const;
    taken.push(describeMeeting(meeting, framesA, framesB, sides, index.parameters));
  }
  return taken;
}
