/**
 * Who is who when a tracker exchanges two people who stand close together, and gives them back about
 * a second later.
 *
 * Bodies do not jump. For each pair a hidden Markov model with two states, as told or exchanged, is
 * run forward and backward over the seconds around a change: an exchange between two people who
 * stand apart shows as a jump of both, one between two who stand on the same spot does not, and is
 * seen only by the jump with which it ends. (Forward–backward: Rabiner 1989, section III.)
 */
import type { PoseFrame, ShopperTrack } from "./tracks.ts";

/** Exchanges begin only between people closer than this, metres. */
const CLOSE_M = 0.9;
/** Exchanges a second between two people that close, and how soon one ends. */
const BEGIN_PER_S = 0.08;
const END_PER_S = 2;
/** A body's place from one frame to the next: noise, and movement a second. */
const PLACE_NOISE_M = 0.1;
const MOVE_M_PER_S = 1.2;
/** One pair of frames says no more than this, as a logarithm: bodies may be misplaced. */
const EVIDENCE_MAX = 15;
/** Seconds looked at before and after. */
const BEFORE_MS = 4000;
export const IDENTITY_AFTER_MS = 2200;

export interface PairIdentity {
  readonly a: string;
  readonly b: string;
  readonly timesMs: readonly number[];
  /** Probability at each of those times that the tracker has the two exchanged. */
  readonly exchanged: readonly number[];
}

interface PairFrame {
  readonly timestampMs: number;
  readonly a: PoseFrame;
  readonly b: PoseFrame;
}

function alignFrames(a: ShopperTrack, b: ShopperTrack, fromMs: number, toMs: number): PairFrame[] {
  const frames: PairFrame[] = [];
  let i = 0;
  let j = 0;
  while (i < a.frames.length && j < b.frames.length) {
    const frameA = a.frames[i]!;
    const frameB = b.frames[j]!;
    if (frameA.timestampMs < frameB.timestampMs) i++;
    else if (frameB.timestampMs < frameA.timestampMs) j++;
    else {
      const { timestampMs } = frameA;
      i++;
      j++;
      if (timestampMs < fromMs || timestampMs > toMs) continue;
      if (Number.isNaN(frameA.bodyX) || Number.isNaN(frameB.bodyX)) continue;
      frames.push({ timestampMs, a: frameA, b: frameB });
    }
  }
  return frames;
}

function square(a: PoseFrame, b: PoseFrame): number {
  const dx = a.bodyX - b.bodyX;
  const dy = a.bodyY - b.bodyY;
  return dx * dx + dy * dy;
}

/** log p(the second frame | the two were exchanged in between) − log p(… | they were not). */
function weighToggle(before: PairFrame, after: PairFrame): number {
  const elapsedS = (after.timestampMs - before.timestampMs) / 1000;
  const spread = PLACE_NOISE_M ** 2 + (MOVE_M_PER_S * elapsedS) ** 2;
  const kept = square(before.a, after.a) + square(before.b, after.b);
  const crossed = square(before.a, after.b) + square(before.b, after.a);
  const evidence = (kept - crossed) / (2 * spread);
  return Math.max(-EVIDENCE_MAX, Math.min(EVIDENCE_MAX, evidence));
}

/**
 * @returns null where the two were never close enough, or never seen together, to be exchanged.
 */
export function resolvePair(
  a: ShopperTrack,
  b: ShopperTrack,
  timestampMs: number,
): PairIdentity | null {
  const frames = alignFrames(a, b, timestampMs - BEFORE_MS, timestampMs + IDENTITY_AFTER_MS);
  const count = frames.length;
  if (count < 2) return null;
  if (!frames.some((frame) => square(frame.a, frame.b) < CLOSE_M * CLOSE_M)) return null;
  if (!mayBeExchanged(frames)) return null;
  // transition[i]: from frame i to i + 1, [keep 0, begin, end, keep 1], likelihood included.
  const transitions: Float64Array[] = [];
  for (let i = 0; i + 1 < count; i++) transitions.push(makeTransition(frames[i]!, frames[i + 1]!));
  const forward = new Float64Array(2 * count);
  forward[0] = 0.99;
  forward[1] = 0.01;
  for (let i = 1; i < count; i++) {
    const [stay, begin, end, remain] = transitions[i - 1]! as unknown as number[];
    const told = forward[2 * i - 2]! * stay! + forward[2 * i - 1]! * end!;
    const crossed = forward[2 * i - 2]! * begin! + forward[2 * i - 1]! * remain!;
    forward[2 * i] = told / (told + crossed);
    forward[2 * i + 1] = crossed / (told + crossed);
  }
  const exchanged = new Array<number>(count);
  let backTold = 1;
  let backCrossed = 1;
  for (let i = count - 1; i >= 0; i--) {
    if (i < count - 1) {
      const [stay, begin, end, remain] = transitions[i]! as unknown as number[];
      const told: number = stay! * backTold + begin! * backCrossed;
      const crossed: number = end! * backTold + remain! * backCrossed;
      backTold = told / (told + crossed);
      backCrossed = crossed / (told + crossed);
    }
    const told = forward[2 * i]! * backTold;
    const crossed = forward[2 * i + 1]! * backCrossed;
    exchanged[i] = crossed / (told + crossed);
  }
  const timesMs = frames.map((frame) => frame.timestampMs);
  return { a: a.shopperId, b: b.shopperId, timesMs, exchanged };
}

/** Two people who stay well apart from frame to frame show that they were not exchanged. */
const CERTAIN_EVIDENCE = -4;

function mayBeExchanged(frames: readonly PairFrame[]): boolean {
  for (let i = 0; i + 1 < frames.length; i++) {
    if (weighToggle(frames[i]!, frames[i + 1]!) > CERTAIN_EVIDENCE) return true;
  }
  return false;
}

function makeTransition(before: PairFrame, after: PairFrame): Float64Array {
  const elapsedS = (after.timestampMs - before.timestampMs) / 1000;
  const close = square(before.a, before.b) < CLOSE_M * CLOSE_M;
  const begin = close ? 1 - Math.exp(-BEGIN_PER_S * elapsedS) : 1e-6;
  const end = 1 - Math.exp(-END_PER_S * elapsedS);
  const ratio = Math.exp(weighToggle(before, after));
  return Float64Array.of(1 - begin, begin * ratio, end * ratio, 1 - end);
}

/** Probability that the pair is exchanged at a time: that of the nearest frame. */
export function findExchanged(pair: PairIdentity, timestampMs: number): number {
  let best = 0;
  let bestGap = Number.POSITIVE_INFINITY;
  for (const [at, time] of pair.timesMs.entries()) {
    const gap = Math.abs(time - timestampMs);
    if (gap >= bestGap) continue;
    bestGap = gap;
    best = pair.exchanged[at]!;
  }
  return best;
}
