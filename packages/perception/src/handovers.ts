/**
 * Where two shoppers may have handed an item over: their hands meet away from any shelf, and neither is where
 * it is when it does nothing. How much frames speak for a meeting against two hands that are each
 * where they usually are is summed up from frame to frame, and never falls below nothing (Page 1954,
 * "Continuous inspection schemes"): its peak says how clear the meeting was.
 */
import { quantileOfFinite } from "@saunter/numerics/statistics";
import { createHandRest, HAND_REST, type HandRest, NORMAL_3D, weighRest } from "./hand-rest.ts";
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
import type { PoseFrame, Tracks } from "./tracks.ts";

export interface MeetingOfHands {
  readonly a: string;
  readonly b: string;
  readonly timestampMs: number;
  /** How much likelier the hands met than that each did what it usually does, as a logarithm. */
  readonly strength: number;
  /** How far apart the wrists were then, and the bodies, metres; how fast the faster one moved, metres a second. */
  readonly gapM: number;
  readonly apartM: number;
  readonly speedMPerS: number;
}

export const HANDOVER = {
  /** Wrists of one who gives and one who takes, apart along each axis (hand, item, hand), metres. */
  gapM: 0.12,
  /** Density of two wrists that meet and are told elsewhere. */
  strayDensity: 1e-3,
  /** Frames closer than this tell the same. */
  independentMs: 400,
  /** One frame says no more, and no less, than this. */
  frameMost: 6,
  frameLeast: -3,
  /** People whose bodies are further apart cannot reach each other, metres. */
  reachM: 1.8,
  /** Below this strength, and below these odds, nothing is told. */
  strengthLeast: 0.6,
  logOddsLeast: -1.5,
  /** A meeting is over when so much of its strength is left, or is gone, or when it has gone on for so long. */
  overShare: 0.3,
  overDrop: 5,
  lastsMsMax: 6000,
  /**
   * log odds that an item went over: for each of the strength up to a most, for each metre a second of who
   * hands something over walking, for each metre that wrists are further apart than those of who holds
   * the same thing, that bodies are nearer than people stand; and never more than the last.
   */
  logOddsBase: -1.3,
  logOddsOfStrength: 0.32,
  strengthMost: 10,
  logOddsOfSpeed: -4.6,
  speedMost: 0.5,
  logOddsOfGap: -12.7,
  gapLeastM: 0.12,
  gapMostM: 0.27,
  logOddsOfNearness: -7.2,
  apartLeastM: 0.4,
  logOddsOfDistance: -4.5,
  apartMostM: 0.8,
  logOddsMost: 1.2,
  /** Frames that tell of gap and speed: so long before the peak, and so long around both ends. */
  lookMs: 600,
  /** How long before the peak wrists are compared: it comes as they part. */
  gapMs: 1000,
  aroundMs: 250,
  /** An item taken this long ago is likelier in the hand than one taken before. */
  inHandMs: 15_000,
  inHandLeast: 0.05,
};

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
  readonly pairs: Map<string, PairState>;
  readonly people: Map<string, HandsOfOne>;
}

const WRIST = 6;

export function createHandoverDetector(): HandoverDetector {
  return { pairs: new Map(), people: new Map() };
}

/** log odds that a meeting of hands moved an item. */
export function rateMeeting({ strength, gapM, apartM, speedMPerS }: MeetingOfHands): number {
  const apart = apartM || HANDOVER.apartLeastM;
  const odds =
    HANDOVER.logOddsBase +
    HANDOVER.logOddsOfStrength * Math.min(HANDOVER.strengthMost, strength) +
    HANDOVER.logOddsOfSpeed * Math.min(HANDOVER.speedMost, speedMPerS) +
    HANDOVER.logOddsOfGap *
      Math.max(0, Math.min(HANDOVER.gapMostM, gapM || 0) - HANDOVER.gapLeastM) +
    HANDOVER.logOddsOfNearness * Math.max(0, HANDOVER.apartLeastM - apart) +
    HANDOVER.logOddsOfDistance * Math.max(0, apart - HANDOVER.apartMostM);
  return Math.min(HANDOVER.logOddsMost, odds);
}

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
      const share = Math.exp(-ageMs / HANDOVER.inHandMs) + HANDOVER.inHandLeast;
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
  const here = listSeen(detector, index, tracks, nowMs);
  for (let i = 0; i < here.length; i++) {
    for (let j = i + 1; j < here.length; j++) {
      const a = here[i]!.frame;
      const b = here[j]!.frame;
      if (Math.hypot(a.bodyX - b.bodyX, a.bodyY - b.bodyY) > HANDOVER.reachM) continue;
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
  const here: SeenHands[] = [];
  for (const { shopperId, frames } of tracks.byId.values()) {
    const frame = frames.at(-1);
    if (frame === undefined || nowMs - frame.timestampMs > 20 || Number.isNaN(frame.bodyX))
      continue;
    let hands = detector.people.get(shopperId);
    if (hands === undefined) {
      hands = { rest: createHandRest(), densities: new Float64Array(2) };
      detector.people.set(shopperId, hands);
    }
    weighRest(hands.rest, frame, findNeckZ(frame), isReaching, hands.densities);
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
  const { gapM, strayDensity, frameLeast, frameMost } = HANDOVER;
  // NaN where a hand is not seen.
  if (!(usual > 0 && square >= 0)) return Number.NaN;
  const near = Math.exp((-0.5 * square) / gapM ** 2);
  if (near > 1e-4 && (isOverShelf(index, x, y) || isOverShelf(index, otherX, otherY))) {
    return frameLeast;
  }
  const meet = HAND_REST.otherDensity * (near / (NORMAL_3D * gapM ** 3) + strayDensity);
  return Math.max(frameLeast, Math.min(frameMost, Math.log(meet / usual)));
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
  const share = Math.min(1, (nowMs - state.lastMs) / HANDOVER.independentMs);
  state.lastMs = nowMs;
  for (let hands = 0; hands < 4; hands++) {
    const weight = weighHands(index, a, hands >> 1, b, hands & 1);
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
  const { overShare, overDrop, lastsMsMax } = HANDOVER;
  return takeMeetings(detector, tracks, ({ sums, peak, beganMs, lastMs }) => {
    if (nowMs - lastMs > 1500) return true;
    if (peak === 0) return false;
    const left = Math.max(...sums);
    return left <= Math.max(overShare * peak, peak - overDrop) || nowMs - beganMs > lastsMsMax;
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
  const taken: MeetingOfHands[] = [];
  for (const [key, state] of detector.pairs) {
    if (!isTaken(state)) continue;
    detector.pairs.delete(key);
    if (state.peak >= HANDOVER.strengthLeast) taken.push(describeMeeting(tracks, state));
  }
  return taken;
}

/** What frames up to its peak say of a meeting. */
function describeMeeting(tracks: Tracks, state: PairState): MeetingOfHands {
  const { a, b, peak, peakMs, peakHands, beganMs } = state;
  const framesA = listFrames(tracks, a, peakMs);
  const framesB = listFrames(tracks, b, peakMs);
  const handA = (WRIST + (peakHands >> 1)) * JOINT_STRIDE;
  const handB = (WRIST + (peakHands & 1)) * JOINT_STRIDE;
  const gapsM: number[] = [];
  const apartM: number[] = [];
  for (const one of framesA) {
    const other = framesB.find(({ timestampMs }) => timestampMs === one.timestampMs);
    if (other === undefined) continue;
    apartM.push(Math.hypot(one.bodyX - other.bodyX, one.bodyY - other.bodyY));
    if (one.timestampMs < Math.max(beganMs, peakMs - HANDOVER.gapMs)) continue;
    gapsM.push(
      Math.hypot(
        one.joints[handA]! - other.joints[handB]!,
        one.joints[handA + 1]! - other.joints[handB + 1]!,
        one.joints[handA + 2]! - other.joints[handB + 2]!,
      ),
    );
  }
  return {
    ...{ a, b, timestampMs: peakMs, strength: peak },
    gapM: findLowerQuartile(gapsM),
    apartM: quantileOfFinite(apartM, 0.5),
    speedMPerS: Math.max(findSpeed(framesA, peakMs), findSpeed(framesB, peakMs)),
  };
}

function listFrames({ byId }: Tracks, shopperId: string, peakMs: number): PoseFrame[] {
  const fromMs = peakMs - Math.max(HANDOVER.gapMs, HANDOVER.lookMs + HANDOVER.aroundMs);
  const frames = byId.get(shopperId)?.frames ?? [];
  return frames.filter(({ timestampMs }) => timestampMs >= fromMs && timestampMs <= peakMs);
}

/** How fast a body moved just before a time: from the middle of what was seen first to that of what was last. */
function findSpeed(frames: readonly PoseFrame[], untilMs: number): number {
  const last = frames.filter(({ timestampMs }) => timestampMs > untilMs - HANDOVER.aroundMs);
  const fromMs = untilMs - HANDOVER.lookMs;
  const first = frames.filter(
    ({ timestampMs }) => Math.abs(timestampMs - fromMs) <= HANDOVER.aroundMs,
  );
  const middle = (frames: readonly PoseFrame[], axis: "bodyX" | "bodyY"): number =>
    quantileOfFinite(
      frames.map((frame) => frame[axis]),
      0.5,
    );
  const dx = middle(last, "bodyX") - middle(first, "bodyX");
  const dy = middle(last, "bodyY") - middle(first, "bodyY");
  const speed = (Math.hypot(dx, dy) / (HANDOVER.lookMs - HANDOVER.aroundMs / 2)) * 1000;
  return Number.isFinite(speed) ? speed : 0;
}

/** Midway between its neighbours where it falls between two, as the odds were fitted; NaN of none. */
function findLowerQuartile(values: readonly number[]): number {
  const known = values.filter(Number.isFinite).sort((x, y) => x - y);
  const at = 0.25 * (known.length - 1);
  return known.length === 0 ? Number.NaN : (known[Math.floor(at)]! + known[Math.ceil(at)]!) / 2;
}
