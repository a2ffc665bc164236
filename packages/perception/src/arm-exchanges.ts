/**
 * Whose arm is whose, where a tracker gives the arm of one of two neighbours to the other for a while.
 *
 * Hands do not jump from one body's side to another's: for each hand of one and each hand of the other a
 * hidden Markov model of two states, each its own or exchanged, is run forward and backward over the frames
 * around a reach. (Forward–backward: Rabiner 1989, section III; the same as of whole bodies in identity.ts.)
 */
import { JOINT_STRIDE } from "./observation.ts";
import type { PoseFrame } from "./tracks.ts";

export const ARM_EXCHANGE = {
  /** People whose bodies are closer than this may have their arms taken for each other's, metres. */
  nearM: 0.9,
  /** Exchanges a second of one hand with one of a neighbour, and of people further apart; how soon one ends. */
  beginPerS: 0.04,
  beginFarPerS: 1e-4,
  endPerS: 2,
  /** Chance that two were already exchanged in the first frame. */
  begunBefore: 0.02,
  /** A wrist's place from one frame to the next: noise along each axis, metres, and movement a second. */
  placeNoiseM: 0.09,
  moveMPerS: 2,
  /** One frame says no more than this, as a logarithm. */
  evidenceMax: 12,
  /** Less likely exchanges are left out. */
  shareLeast: 0.01,
};

/** An arm that may be somebody else's: whose, in which of their frames, and on which side. */
export interface ArmShare {
  readonly view: number;
  readonly frame: number;
  readonly side: number;
  readonly share: number;
}

/** By view, then by frame and side as `frame * 2 + side`. */
export type ArmShares = readonly ReadonlyMap<number, readonly ArmShare[]>[];

const WRIST = 6;

/** Frames of two people at the same times, by their places in each one's list. */
type Both = readonly (readonly [number, number])[];

/**
 * @param views frames of each person near, by time; those of two at the same time have the same timestamp.
 */
export function findArmShares(
  views: readonly { readonly frames: readonly PoseFrame[] }[],
): ArmShares {
  const shares = views.map(() => new Map<number, ArmShare[]>());
  for (let a = 0; a < views.length; a++) {
    for (let b = a + 1; b < views.length; b++) {
      const [own, other] = [views[a]!.frames, views[b]!.frames];
      const both = alignFrames(own, other);
      if (!both.some(([i, j]) => areNear(own[i]!, other[j]!))) continue;
      for (let hands = 0; hands < 4; hands++) {
        const [left, right] = [hands >> 1, hands & 1];
        const exchanged = smooth(own, other, both, left, right).map((x) =>
          Math.max(x, ARM_EXCHANGE.shareLeast),
        );
        for (const [at, share] of exchanged.entries()) {
          const [i, j] = both[at]!;
          if (!areNear(own[i]!, other[j]!)) continue;
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

function areNear(a: PoseFrame, b: PoseFrame): boolean {
  return Math.hypot(a.bodyX - b.bodyX, a.bodyY - b.bodyY) < ARM_EXCHANGE.nearM;
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

/** −log density of a hand here after it was there, up to a constant. */
function weighMove(before: Seen, after: Seen): number {
  const { placeNoiseM, moveMPerS } = ARM_EXCHANGE;
  const elapsedS = (after.timestampMs - before.timestampMs) / 1000;
  const variance = placeNoiseM ** 2 + (moveMPerS * elapsedS) ** 2;
  const square = (before.x - after.x) ** 2 + (before.y - after.y) ** 2 + (before.z - after.z) ** 2;
  return 3 * Math.log1p(square / (3 * variance)) + 1.5 * Math.log(variance);
}

/** Probability in each frame that both have the hands of the other. */
function smooth(
  own: readonly PoseFrame[],
  other: readonly PoseFrame[],
  both: Both,
  left: number,
  right: number,
): Float64Array {
  const { beginPerS, beginFarPerS, endPerS, begunBefore, evidenceMax } = ARM_EXCHANGE;
  const begins = new Float64Array(both.length);
  const ends = new Float64Array(both.length);
  const forward = new Float64Array(both.length);
  let lastA: Seen | null = null;
  let lastB: Seen | null = null;
  for (const [at, [i, j]] of both.entries()) {
    const [a, b] = [see(own[i]!, left), see(other[j]!, right)];
    let evidence = 0;
    if (lastA !== null && lastB !== null) {
      if (a !== null) evidence += weighMove(lastA, a) - weighMove(lastB, a);
      if (b !== null) evidence += weighMove(lastB, b) - weighMove(lastA, b);
    }
    const ratio = Math.exp(Math.max(-evidenceMax, Math.min(evidenceMax, evidence)));
    const elapsedS =
      at === 0 ? 0 : (own[i]!.timestampMs - own[both[at - 1]![0]]!.timestampMs) / 1000;
    const rate = areNear(own[i]!, other[j]!) ? beginPerS : beginFarPerS;
    begins[at] = ratio * rate * elapsedS;
    ends[at] = ratio * (1 - Math.exp(-endPerS * elapsedS));
    lastA = a ?? lastA;
    lastB = b ?? lastB;
    const before = at === 0 ? begunBefore : forward[at - 1]!;
    const stays = Math.exp(-endPerS * elapsedS);
    const exchanged = before * stays + (1 - before) * begins[at]!;
    const kept = 1 - before + before * ends[at]!;
    forward[at] = exchanged / (exchanged + kept);
  }
  smoothBack(own, both, { begins, ends, forward });
  return forward;
}

/** Turns what is known of each frame by those before it into what is known by all. */
function smoothBack(
  own: readonly PoseFrame[],
  both: Both,
  { begins, ends, forward }: Record<"begins" | "ends" | "forward", Float64Array>,
): void {
  let kept = 1;
  let exchanged = 1;
  for (let at = both.length - 2; at >= 0; at--) {
    const elapsedMs = own[both[at + 1]![0]]!.timestampMs - own[both[at]![0]]!.timestampMs;
    const stays = Math.exp((-ARM_EXCHANGE.endPerS * elapsedMs) / 1000);
    const nextKept = kept + begins[at + 1]! * exchanged;
    const nextExchanged = stays * exchanged + ends[at + 1]! * kept;
    const sum = nextKept + nextExchanged;
    kept = nextKept / sum;
    exchanged = nextExchanged / sum;
    const share = forward[at]! * exchanged;
    forward[at] = share / (share + (1 - forward[at]!) * kept);
  }
}
