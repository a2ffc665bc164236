/**
 * Where two shoppers may have handed an item over: their hands meet away from any shelf, and neither is where
 * it is when it does nothing. How much frames speak for a meeting against two hands that are each
 * where they usually are is summed up from frame to frame, and never falls below nothing (Page 1954,
 * "Continuous inspection schemes"): its peak says how clear the meeting was.
 */
import { quantileOfFinite } from "@saunter/numerics/statistics";
import { JOINT_STRIDE } from "../observation.ts";
import type { HandParameters } from "../parameters/hands.ts";
import { isOverShelf, type ShopIndex } from "../shop-index.ts";
import { createHandRest, type HandRest, NORMAL_3D, weighRest } from "./hand-rest.ts";
import { findNeckZ } from "./reach.ts";
import type { PoseFrame, Tracks } from "./tracks.ts";

export interface MeetingOfHands {
  readonly a: string;
  readonly b: string;
  readonly timestampMs: number;
  /** How much likelier the hands met than that each did what it usually does, as a logarithm. */
  readonly strength: number;
  /** How far apart the wrists were while they were nearest to each other, metres; for how long they met. */
  readonly gapM: number;
  readonly lastsMs: number;
  /** How far apart the bodies were then, metres; how fast the faster one moved, metres a second. */
  readonly apartM: number;
  readonly speedMPerS: number;
}

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

export interface HandoverDetector {
  readonly parameters: HandParameters;
  readonly pairs: Map<string, PairState>;
  readonly people: Map<string, HandsOfOne>;
}

const WRIST = 6;

export function createHandoverDetector(parameters: HandParameters): HandoverDetector {
  return { parameters, pairs: new Map(), people: new Map() };
}

/** log odds that a meeting of hands moved an item. */
export function rateMeeting(
  { strength, gapM, lastsMs, apartM, speedMPerS }: MeetingOfHands,
  parameters: HandParameters,
): number {
  const { strengthMax, speedMPerSMax, gapMMin, gapMMax, lastsMsMax } = parameters;
  const { bodiesApartMMin, bodiesApartMMax } = parameters;
  const apart = apartM || bodiesApartMMin;
  const odds =
    parameters.logOddsBase +
    parameters.logOddsPerStrength * Math.min(strengthMax, strength) +
    parameters.logOddsPerMPerS * Math.min(speedMPerSMax, speedMPerS) +
    (parameters.logOddsPerS * Math.min(lastsMsMax, lastsMs)) / 1000 +
    parameters.logOddsPerGapM * Math.max(0, Math.min(gapMMax, gapM || 0) - gapMMin) +
    parameters.logOddsPerNearM * Math.max(0, bodiesApartMMin - apart) +
    parameters.logOddsPerFarM * Math.max(0, apart - bodiesApartMMax);
  return Math.min(parameters.logOddsMax, odds);
}

/** What is seen of somebody in the newest frame. */
interface SeenHands {
  readonly shopperId: string;
  readonly frame: PoseFrame;
  readonly densities: Float64Array;
}

/** Looks at the newest frame of every pair; returns the meetings that are over. */
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
      if (Math.hypot(a.bodyX - b.bodyX, a.bodyY - b.bodyY) > meetReachM) continue;
      addFrames(detector, index, here[i]!, here[j]!, nowMs);
    }
  }
  return takeEnded(detector, tracks, nowMs);
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
    for (const id of detector.people.keys()) if (!tracks.byId.has(id)) detector.people.delete(id);
  }
  return here;
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
  one: SeenHands,
  other: SeenHands,
  nowMs: number,
): void {
  const [a, b] = one.shopperId < other.shopperId ? [one, other] : [other, one];
  const key = `${a.shopperId}\n${b.shopperId}`;
  let state = detector.pairs.get(key);
  if (state === undefined) {
    state = {
      ...{ a: a.shopperId, b: b.shopperId, sums: new Float64Array(4) },
      ...{ peak: 0, peakMs: nowMs, peakHands: 0, beganMs: nowMs, lastMs: nowMs },
    };
    detector.pairs.set(key, state);
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

function takeEnded(detector: HandoverDetector, tracks: Tracks, nowMs: number): MeetingOfHands[] {
  const { overShare, overDropLog, meetMsMax, meetUnseenMs } = detector.parameters;
  return takeMeetings(detector, tracks, ({ sums, peak, beganMs, lastMs }) => {
    if (nowMs - lastMs > meetUnseenMs) return true;
    if (peak === 0) return false;
    const left = Math.max(...sums);
    return left <= Math.max(overShare * peak, peak - overDropLog) || nowMs - beganMs > meetMsMax;
  });
}

/** The meetings that somebody who leaves is in, over or not. */
export function takeMeetingsOf(
  detector: HandoverDetector,
  tracks: Tracks,
  shopperId: string,
): MeetingOfHands[] {
  return takeMeetings(detector, tracks, ({ a, b }) => a === shopperId || b === shopperId);
}

function takeMeetings(
  detector: HandoverDetector,
  tracks: Tracks,
  isTaken: (state: PairState) => boolean,
): MeetingOfHands[] {
  const { parameters } = detector;
  const taken: MeetingOfHands[] = [];
  for (const [key, state] of detector.pairs) {
    if (!isTaken(state)) continue;
    detector.pairs.delete(key);
    if (state.peak < parameters.meetStrengthMin) continue;
    taken.push(describeMeeting(parameters, tracks, state));
  }
  return taken;
}

/** What frames up to its peak say of a meeting. */
function describeMeeting(
  parameters: HandParameters,
  tracks: Tracks,
  state: PairState,
): MeetingOfHands {
  const { gapLookMs, gapMeanMs } = parameters;
  const { a, b, peak, peakMs, peakHands, beganMs } = state;
  const framesA = listFrames(parameters, tracks, a, peakMs);
  const framesB = listFrames(parameters, tracks, b, peakMs);
  const handA = (WRIST + (peakHands >> 1)) * JOINT_STRIDE;
  const handB = (WRIST + (peakHands & 1)) * JOINT_STRIDE;
  const between: Between[] = [];
  const apartM: number[] = [];
  for (const one of framesA) {
    const other = framesB.find(({ timestampMs }) => timestampMs === one.timestampMs);
    if (other === undefined) continue;
    apartM.push(Math.hypot(one.bodyX - other.bodyX, one.bodyY - other.bodyY));
    if (one.timestampMs < Math.max(beganMs, peakMs - gapLookMs)) continue;
    between.push({
      timestampMs: one.timestampMs,
      x: one.joints[handA]! - other.joints[handB]!,
      y: one.joints[handA + 1]! - other.joints[handB + 1]!,
      z: one.joints[handA + 2]! - other.joints[handB + 2]!,
    });
  }
  return {
    ...{ a, b, timestampMs: peakMs, strength: peak },
    gapM: findGap(between, gapMeanMs),
    lastsMs: peakMs - beganMs,
    apartM: quantileOfFinite(apartM, 0.5),
    speedMPerS: Math.max(
      findSpeed(parameters, framesA, peakMs),
      findSpeed(parameters, framesB, peakMs),
    ),
  };
}

function listFrames(
  { gapLookMs, speedLookMs, speedAroundMs }: HandParameters,
  { byId }: Tracks,
  shopperId: string,
  peakMs: number,
): PoseFrame[] {
  const fromMs = peakMs - Math.max(gapLookMs, speedLookMs + speedAroundMs);
  const frames = byId.get(shopperId)?.frames ?? [];
  return frames.filter(({ timestampMs }) => timestampMs >= fromMs && timestampMs <= peakMs);
}

/** How fast a body moved just before a time: from the middle of what was seen first to that of what was last. */
function findSpeed(
  { speedLookMs, speedAroundMs }: HandParameters,
  frames: readonly PoseFrame[],
  untilMs: number,
): number {
  const last = frames.filter(({ timestampMs }) => timestampMs > untilMs - speedAroundMs);
  const fromMs = untilMs - speedLookMs;
  const first = frames.filter(({ timestampMs }) => Math.abs(timestampMs - fromMs) <= speedAroundMs);
  const middle = (frames: readonly PoseFrame[], axis: "bodyX" | "bodyY"): number =>
    quantileOfFinite(
      frames.map((frame) => frame[axis]),
      0.5,
    );
  const dx = middle(last, "bodyX") - middle(first, "bodyX");
  const dy = middle(last, "bodyY") - middle(first, "bodyY");
  const speed = (Math.hypot(dx, dy) / (speedLookMs - speedAroundMs / 2)) * 1000;
  return Number.isFinite(speed) ? speed : 0;
}

/** From one wrist to another at a time, metres. */
interface Between {
  readonly timestampMs: number;
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/**
 * The shortest of the means of what lies between two wrists over stretches of frames: of a mean of vectors the
 * errors of single frames are taken out, of a mean of lengths they are not. NaN where nothing is seen twice.
 */
function findGap(between: readonly Between[], meanMs: number): number {
  const known = between.filter(({ x, y, z }) => Number.isFinite(x + y + z));
  let shortestM = Number.POSITIVE_INFINITY;
  for (const [from, { timestampMs }] of known.entries()) {
    let [x, y, z] = [0, 0, 0];
    let at = from;
    for (; at < known.length && known[at]!.timestampMs < timestampMs + meanMs; at++) {
      x += known[at]!.x;
      y += known[at]!.y;
      z += known[at]!.z;
    }
    const count = at - from;
    if (count > 1) shortestM = Math.min(shortestM, Math.hypot(x, y, z) / count);
  }
  return Number.isFinite(shortestM) ? shortestM : Number.NaN;
}
