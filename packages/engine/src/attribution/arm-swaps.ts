/**
 * Whose arm is whose, where a tracker gives the arm of one of two neighbours to the other for a while.
 *
 * Hands do not jump from one body's side to another's: for each hand of one and each hand of the other a
 * hidden Markov model of two states, each its own or swapped, is run forward and backward over the frames
 * around a reach. (Forward–backward: Rabiner 1989, section III; the same as of whole bodies in identity.ts.)
 */
import { JOINT_STRIDE, WRIST } from "../observation.ts";
import type { ReachParameters } from "../parameters/reach.ts";
import type { PoseFrame } from "./tracks.ts";

/** An arm that may be somebody else's: whose, in which of their frames, and on which side. */
export interface ArmShare {
  readonly view: number;
  readonly frame: number;
  readonly side: number;
  readonly share: number;
}

/** By view, then by frame and side as `frame * 2 + side`. */
export type ArmShares = readonly ReadonlyMap<number, readonly ArmShare[]>[];

/** Frames of two people at the same times, by their places in each one's list. */
type Both = readonly (readonly [number, number])[];

/**
 * @param views frames of each person near, by time; those of two at the same time have the same timestamp.
 */
export function findArmShares(
  views: readonly { readonly frames: readonly PoseFrame[] }[],
  parameters: ReachParameters,
): ArmShares {
  const { armsNearM, armMixedShare } = parameters;
  const shares = views.map(() => new Map<number, ArmShare[]>());
  for (let a = 0; a < views.length; a++) {
    for (let b = a + 1; b < views.length; b++) {
      const [own, other] = [views[a]!.frames, views[b]!.frames];
      const both = alignFrames(own, other);
      if (!both.some(([i, j]) => areNear(own[i]!, other[j]!, armsNearM))) continue;
      for (let hands = 0; hands < 4; hands++) {
        const [left, right] = [hands >> 1, hands & 1];
        const swapped = smooth(own, other, both, [left, right], parameters).map((x) =>
          Math.max(x, armMixedShare),
        );
        for (const [at, share] of swapped.entries()) {
          const [i, j] = both[at]!;
          if (!areNear(own[i]!, other[j]!, armsNearM)) continue;
          addShare(shares[a]!, i * 2 + left, { view: b, frame: j, side: right, share });
          addShare(shares[b]!, j * 2 + right, { view: a, frame: i, side: left, share });
        }
      }
    }
  }
  return shares;
}

function addShare(shares: Map<number, ArmShare[]>, key: number, share: ArmShare): void {
  const known = shares.get(key);
  if (known === undefined) shares.set(key, [share]);
  else known.push(share);
}

function alignFrames(own: readonly PoseFrame[], other: readonly PoseFrame[]): Both {
  const both: [number, number][] = [];
  for (let i = 0, j = 0; i < own.length && j < other.length; ) {
    const apartMs = own[i]!.timestampMs - other[j]!.timestampMs;
    if (apartMs === 0) both.push([i++, j++]);
    else if (apartMs < 0) i++;
    else j++;
  }
  return both;
}

function areNear(a: PoseFrame, b: PoseFrame, armsNearM: number): boolean {
  return Math.hypot(a.bodyX - b.bodyX, a.bodyY - b.bodyY) < armsNearM;
}

/** The last that was seen of a hand. */
interface Seen {
  timestampMs: number;
  x: number;
  y: number;
  z: number;
}

function see({ joints, timestampMs }: PoseFrame, side: number): Seen | null {
  const at = (WRIST + side) * JOINT_STRIDE;
  const [x, y, z] = [joints[at]!, joints[at + 1]!, joints[at + 2]!];
  return Number.isFinite(x + y + z) ? { timestampMs, x, y, z } : null;
}

/** −log density of a hand here after it was there, up to a constant: Student's t, as hands start and stop at once. */
function weighMove(before: Seen, after: Seen, parameters: ReachParameters): number {
  const { handNoiseM, handMPerS, handTail } = parameters;
  const elapsedS = (after.timestampMs - before.timestampMs) / 1000;
  const variance = handNoiseM ** 2 + (handMPerS * elapsedS) ** 2;
  const square = (before.x - after.x) ** 2 + (before.y - after.y) ** 2 + (before.z - after.z) ** 2;
  return (
    ((handTail + 3) / 2) * Math.log1p(square / (handTail * variance)) + (3 / 2) * Math.log(variance)
  );
}

/** From the frame before to this one: weights of an ID switch's beginning and end, and chance that one goes on. */
interface Transitions {
  readonly begins: Float64Array;
  readonly ends: Float64Array;
  readonly stays: Float64Array;
}

/** Probability in each frame that both have the hands of the other. */
function smooth(
  own: readonly PoseFrame[],
  other: readonly PoseFrame[],
  both: Both,
  sides: readonly [number, number],
  parameters: ReachParameters,
): Float64Array {
  const transitions = weighTransitions(own, other, both, sides, parameters);
  const { begins, ends, stays } = transitions;
  const forward = new Float64Array(both.length);
  for (const at of both.keys()) {
    const before = at === 0 ? parameters.armBegunBefore : forward[at - 1]!;
    const swapped = before * stays[at]! + (1 - before) * begins[at]!;
    const kept = 1 - before + before * ends[at]!;
    forward[at] = swapped / (swapped + kept);
  }
  smoothBack(forward, transitions);
  return forward;
}

function weighTransitions(
  own: readonly PoseFrame[],
  other: readonly PoseFrame[],
  both: Both,
  [side, otherSide]: readonly [number, number],
  parameters: ReachParameters,
): Transitions {
  const { armsNearM, armBeginPerS, armBeginFarPerS, armEndPerS, armEvidenceMax } = parameters;
  const begins = new Float64Array(both.length);
  const ends = new Float64Array(both.length);
  const stays = new Float64Array(both.length);
  let lastA: Seen | null = null;
  let lastB: Seen | null = null;
  let lastMs = both.length > 0 ? own[both[0]![0]]!.timestampMs : 0;
  for (const [at, [i, j]] of both.entries()) {
    const [a, b] = [see(own[i]!, side), see(other[j]!, otherSide)];
    let evidence = 0;
    if (lastA !== null && lastB !== null) {
      if (a !== null) evidence += weighMove(lastA, a, parameters) - weighMove(lastB, a, parameters);
      if (b !== null) evidence += weighMove(lastB, b, parameters) - weighMove(lastA, b, parameters);
    }
    const ratio = Math.exp(Math.max(-armEvidenceMax, Math.min(armEvidenceMax, evidence)));
    const elapsedS = (own[i]!.timestampMs - lastMs) / 1000;
    const rate = areNear(own[i]!, other[j]!, armsNearM) ? armBeginPerS : armBeginFarPerS;
    stays[at] = Math.exp(-armEndPerS * elapsedS);
    begins[at] = ratio * rate * elapsedS;
    ends[at] = ratio * (1 - stays[at]!);
    lastA = a ?? lastA;
    lastB = b ?? lastB;
    lastMs = own[i]!.timestampMs;
  }
  return { begins, ends, stays };
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
