/**
 * Whose arm is whose, where a tracker gives the arm of one of two neighbours to the other for a while.
 *
 * Hands do not jump from one body's side to another's: for each hand of one and each hand of the other a
 * hidden Markov model of two states, each its own or swapped, is run forward and backward over the frames
 * around a reach. (Forward–backward: Rabiner 1989, section III; the same as of whole bodies in
 * identity-smoother.ts.)
 */
import { JOINT_STRIDE, WRIST } from "../observation.ts";
import type { ReachParameters } from "../parameters/reach.ts";
import type { PoseFrame } from "./tracks.ts";

interface FramesOfOne {
  readonly frames: readonly PoseFrame[];
}

/** Of two people, over the frames in which both were seen. */
export interface ArmSwap {
  /** By frame of the one and of the other: which of those that they share it is; -1 where it is none. */
  readonly sharedOfA: Int32Array;
  readonly sharedOfB: Int32Array;
  /** By shared frame: the frame of the one and of the other. */
  readonly framesOfA: Int32Array;
  readonly framesOfB: Int32Array;
  /** By shared frame: whether they stood close enough for their arms to be taken for each other's. */
  readonly near: Uint8Array;
  /**
   * By shared frame: probability that a hand of the one is told where a hand of the other is, and the other way
   * round. The left hand of both comes first, then the left one with the other's right, then the right one.
   */
  readonly swapped: readonly Float64Array[];
}

/** Some people around a moment; what is worked out of two of them is kept. */
export interface ArmSwaps {
  readonly views: readonly FramesOfOne[];
  readonly parameters: ReachParameters;
  /** By `a * views + b`; null of two who were never close to each other. */
  readonly pairs: Map<number, ArmSwap | null>;
  /** By view: both hands over all of its frames. */
  readonly paths: Map<number, readonly HandPath[]>;
  readonly moves: MoveModel;
}

/**
 * @param views frames of each person, by time; those of two at the same time have the same timestamp.
 */
export function createArmSwaps(
  views: readonly FramesOfOne[],
  parameters: ReachParameters,
): ArmSwaps {
  const moves = new MoveModel(parameters);
  return { views, parameters, pairs: new Map(), paths: new Map(), moves };
}

/** Of two people by their places, the smaller one first; null where they were never close. */
export function findArmSwap(swaps: ArmSwaps, a: number, b: number): ArmSwap | null {
  const { views, pairs } = swaps;
  const key = a * views.length + b;
  let swap = pairs.get(key);
  if (swap === undefined) {
    swap = resolveArms(swaps, a, b);
    pairs.set(key, swap);
  }
  return swap;
}

function resolveArms(swaps: ArmSwaps, a: number, b: number): ArmSwap | null {
  const { parameters, moves } = swaps;
  const own = swaps.views[a]!.frames;
  const other = swaps.views[b]!.frames;
  const { framesOfA, framesOfB, sharedOfA, sharedOfB } = alignFrames(own, other);
  const near = new Uint8Array(framesOfA.length);
  let isEverNear = false;
  for (let at = 0; at < near.length; at++) {
    if (!areNear(own[framesOfA[at]!]!, other[framesOfB[at]!]!, parameters.armsNearM)) continue;
    near[at] = 1;
    isEverNear = true;
  }
  if (!isEverNear) return null;
  const chances = weighChances(own, framesOfA, near, parameters);
  const hands = followHands(swaps, a, framesOfA);
  const otherHands = followHands(swaps, b, framesOfB);
  const swapped: Float64Array[] = [];
  for (const hand of hands) {
    for (const otherHand of otherHands) {
      swapped.push(
        smooth(weighTransitions(hand, otherHand, chances, moves, parameters), parameters),
      );
    }
  }
  return { sharedOfA, sharedOfB, framesOfA, framesOfB, near, swapped };
}

type Alignment = Pick<ArmSwap, "sharedOfA" | "sharedOfB" | "framesOfA" | "framesOfB">;

function alignFrames(own: readonly PoseFrame[], other: readonly PoseFrame[]): Alignment {
  const sharedOfA = new Int32Array(own.length).fill(-1);
  const sharedOfB = new Int32Array(other.length).fill(-1);
  const framesOfA = new Int32Array(Math.min(own.length, other.length));
  const framesOfB = new Int32Array(framesOfA.length);
  let count = 0;
  for (let i = 0, j = 0; i < own.length && j < other.length; ) {
    const apartMs = own[i]!.timestampMs - other[j]!.timestampMs;
    if (apartMs === 0) {
      framesOfA[count] = i;
      framesOfB[count] = j;
      sharedOfA[i++] = count;
      sharedOfB[j++] = count++;
    } else if (apartMs < 0) i++;
    else j++;
  }
  return {
    sharedOfA,
    sharedOfB,
    framesOfA: framesOfA.subarray(0, count),
    framesOfB: framesOfB.subarray(0, count),
  };
}

function areNear(a: PoseFrame, b: PoseFrame, armsNearM: number): boolean {
  const dx = a.bodyX - b.bodyX;
  const dy = a.bodyY - b.bodyY;
  return dx * dx + dy * dy < armsNearM * armsNearM;
}

/** How likely a hand moves so far in so long. */
class MoveModel {
  readonly #noiseVariance: number;
  readonly #mPerS: number;
  readonly #tail: number;
  // Frames mostly follow each other after the same time.
  #elapsedMs = Number.NaN;
  #variance = 0;
  #logVariance = 0;

  constructor({ handNoiseM, handMPerS, handTail }: ReachParameters) {
    this.#noiseVariance = handNoiseM ** 2;
    this.#mPerS = handMPerS;
    this.#tail = handTail;
  }

  /**
   * −log density of a hand here after it was there, up to a constant: Student's t, as hands start and stop at
   * once. Frame `from` of the one hand's path, frame `to` of the other's.
   */
  weigh(before: HandPath, from: number, after: HandPath, to: number): number {
    const elapsedMs = after.timesMs[to]! - before.timesMs[from]!;
    if (elapsedMs !== this.#elapsedMs) {
      const elapsedS = elapsedMs / 1000;
      this.#elapsedMs = elapsedMs;
      this.#variance = this.#noiseVariance + (this.#mPerS * elapsedS) ** 2;
      this.#logVariance = (3 / 2) * Math.log(this.#variance);
    }
    const dx = before.places[3 * from]! - after.places[3 * to]!;
    const dy = before.places[3 * from + 1]! - after.places[3 * to + 1]!;
    const dz = before.places[3 * from + 2]! - after.places[3 * to + 2]!;
    const square = dx * dx + dy * dy + dz * dz;
    const tail = this.#tail;
    return ((tail + 3) / 2) * Math.log1p(square / (tail * this.#variance)) + this.#logVariance;
  }
}

/** A hand over shared frames. */
interface HandPath {
  readonly timesMs: Float64Array;
  /** x, y, z, metres; only where it is seen. */
  readonly places: Float64Array;
  readonly seen: Uint8Array;
  /** By frame: −log density of its move from where it was seen last. */
  readonly ownMoves: Float64Array;
}

/** Both hands of somebody over shared frames; these are mostly all of theirs. */
function followHands(
  { views, paths, moves }: ArmSwaps,
  who: number,
  shared: Int32Array,
): readonly HandPath[] {
  const { frames } = views[who]!;
  const isWhole = shared.length === frames.length;
  const known = isWhole ? paths.get(who) : undefined;
  if (known !== undefined) return known;
  const hands = [followHand(frames, shared, 0, moves), followHand(frames, shared, 1, moves)];
  if (isWhole) paths.set(who, hands);
  return hands;
}

function followHand(
  frames: readonly PoseFrame[],
  shared: Int32Array,
  side: number,
  moves: MoveModel,
): HandPath {
  const count = shared.length;
  const path: HandPath = {
    timesMs: new Float64Array(count),
    places: new Float64Array(3 * count),
    seen: new Uint8Array(count),
    ownMoves: new Float64Array(count),
  };
  const at = (WRIST + side) * JOINT_STRIDE;
  let last = -1;
  for (let frame = 0; frame < count; frame++) {
    const { joints, timestampMs } = frames[shared[frame]!]!;
    path.timesMs[frame] = timestampMs;
    const [x, y, z] = [joints[at]!, joints[at + 1]!, joints[at + 2]!];
    if (!Number.isFinite(x + y + z)) continue;
    path.seen[frame] = 1;
    path.places[3 * frame] = x;
    path.places[3 * frame + 1] = y;
    path.places[3 * frame + 2] = z;
    if (last >= 0) path.ownMoves[frame] = moves.weigh(path, last, path, frame);
    last = frame;
  }
  return path;
}

/** By shared frame, whichever hands: what may come about since the one before. */
interface Chances {
  readonly elapsedS: Float64Array;
  /** Swaps a second that begin. */
  readonly beginsPerS: Float64Array;
  /** Chance that a swap goes on. */
  readonly stays: Float64Array;
}

function weighChances(
  own: readonly PoseFrame[],
  shared: Int32Array,
  near: Uint8Array,
  { armBeginPerS, armBeginFarPerS, armEndPerS }: ReachParameters,
): Chances {
  const elapsedS = new Float64Array(shared.length);
  const beginsPerS = new Float64Array(shared.length);
  const stays = new Float64Array(shared.length);
  let lastMs = own[shared[0]!]!.timestampMs;
  for (let at = 0; at < shared.length; at++) {
    const { timestampMs } = own[shared[at]!]!;
    elapsedS[at] = (timestampMs - lastMs) / 1000;
    beginsPerS[at] = near[at] === 1 ? armBeginPerS : armBeginFarPerS;
    stays[at] = Math.exp(-armEndPerS * elapsedS[at]!);
    lastMs = timestampMs;
  }
  return { elapsedS, beginsPerS, stays };
}

/** From the frame before to this one: weights of a swap's beginning and end, and chance that one goes on. */
interface Transitions {
  readonly begins: Float64Array;
  readonly ends: Float64Array;
  readonly stays: Float64Array;
}

function weighTransitions(
  one: HandPath,
  other: HandPath,
  { elapsedS, beginsPerS, stays }: Chances,
  moves: MoveModel,
  { armEvidenceMax }: ReachParameters,
): Transitions {
  const count = stays.length;
  const begins = new Float64Array(count);
  const ends = new Float64Array(count);
  let lastOne = -1;
  let lastOther = -1;
  for (let at = 0; at < count; at++) {
    const [isOne, isOther] = [one.seen[at] === 1, other.seen[at] === 1];
    let evidence = 0;
    if (lastOne >= 0 && lastOther >= 0) {
      if (isOne) evidence += one.ownMoves[at]! - moves.weigh(other, lastOther, one, at);
      if (isOther) evidence += other.ownMoves[at]! - moves.weigh(one, lastOne, other, at);
    }
    const ratio = Math.exp(Math.max(-armEvidenceMax, Math.min(armEvidenceMax, evidence)));
    begins[at] = ratio * beginsPerS[at]! * elapsedS[at]!;
    ends[at] = ratio * (1 - stays[at]!);
    if (isOne) lastOne = at;
    if (isOther) lastOther = at;
  }
  return { begins, ends, stays };
}

/** Probability in each frame that both have the hands of the other. */
function smooth(
  transitions: Transitions,
  { armBegunBefore, armMixedShare }: ReachParameters,
): Float64Array {
  const { begins, ends, stays } = transitions;
  const forward = new Float64Array(begins.length);
  let before = armBegunBefore;
  for (let at = 0; at < forward.length; at++) {
    const swapped = before * stays[at]! + (1 - before) * begins[at]!;
    const kept = 1 - before + before * ends[at]!;
    before = swapped / (swapped + kept);
    forward[at] = before;
  }
  smoothBack(forward, transitions);
  for (let at = 0; at < forward.length; at++) {
    forward[at] = Math.max(forward[at]!, armMixedShare);
  }
  return forward;
}

/** Turns what is known of each frame by those before it into what is known by all. */
function smoothBack(forward: Float64Array, { begins, ends, stays }: Transitions): void {
  let kept = 1;
  let swapped = 1;
  for (let at = forward.length - 2; at >= 0; at--) {
    const nextKept = kept + begins[at + 1]! * swapped;
    const nextSwapped = stays[at + 1]! * swapped + ends[at + 1]! * kept;
    const sum = nextKept + nextSwapped;
    kept = nextKept / sum;
    swapped = nextSwapped / sum;
    const share = forward[at]! * swapped;
    forward[at] = share / (share + (1 - forward[at]!) * kept);
  }
}
