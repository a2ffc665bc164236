/**
 * Where each of somebody's hands is when it does nothing: beside a hip, at a basket's handle, around a phone.
 * It is learnt for each hand by itself, in the body's own axes (shoulders give the heading), as a median and
 * a median absolute deviation over about the last minute.
 */
import { medianAndMad } from "@saunter/numerics/statistics";
import { HAND_REST_SAMPLES_MAX } from "../limits.ts";
import { JOINT_STRIDE, WRIST } from "../observation.ts";
import type { HandParameters } from "../parameters/hands.ts";
import type { PoseFrame } from "./tracks.ts";

const LEFT_SHOULDER = 2 * JOINT_STRIDE;
const RIGHT_SHOULDER = 3 * JOINT_STRIDE;
/** Volume under exp(-r²/2) in three dimensions. */
export const NORMAL_3D = (2 * Math.PI) ** 1.5;

interface OneHand {
  /** Offsets from the body's middle and the neck: along the shoulders, before them, up; a ring. */
  readonly offsets: Float64Array;
  count: number;
  lastMs: number;
  /** Medians, then spreads. */
  readonly rest: Float64Array;
}

export interface HandRest {
  readonly parameters: HandParameters;
  readonly hands: readonly [OneHand, OneHand];
  renewedMs: number;
  /** Heading as the running mean of the vector between the shoulders. */
  acrossX: number;
  acrossY: number;
  headingMs: number;
}

/** @param side -1 of the left hand, 1 of the right one */
function createHand(
  side: -1 | 1,
  { hangBesideM, hangBeforeM, hangBelowM, hangSdM }: HandParameters,
): OneHand {
  const offsets = new Float64Array(3 * HAND_REST_SAMPLES_MAX);
  const spreads = [hangSdM, hangSdM, hangSdM];
  const rest = Float64Array.from([side * hangBesideM, hangBeforeM, -hangBelowM, ...spreads]);
  return { offsets, count: 0, lastMs: Number.NEGATIVE_INFINITY, rest };
}

export function createHandRest(parameters: HandParameters): HandRest {
  return {
    parameters,
    hands: [createHand(-1, parameters), createHand(1, parameters)],
    renewedMs: Number.NEGATIVE_INFINITY,
    acrossX: 0,
    acrossY: 0,
    headingMs: Number.NaN,
  };
}

function turnTo(rest: HandRest, { joints, timestampMs }: PoseFrame): void {
  const x = joints[RIGHT_SHOULDER]! - joints[LEFT_SHOULDER]!;
  const y = joints[RIGHT_SHOULDER + 1]! - joints[LEFT_SHOULDER + 1]!;
  if (!Number.isFinite(x + y)) return;
  const elapsedMs = timestampMs - rest.headingMs;
  rest.headingMs = timestampMs;
  const kept = elapsedMs >= 0 ? Math.exp(-elapsedMs / rest.parameters.headingMs) : 0;
  rest.acrossX = kept * rest.acrossX + (1 - kept) * x;
  rest.acrossY = kept * rest.acrossY + (1 - kept) * y;
}

const offset = new Float64Array(3);

/** Writes a hand's offset in the body's axes to `offset`; whether it is known. */
function findOffset(rest: HandRest, frame: PoseFrame, hand: number, neckZ: number): boolean {
  const at = (WRIST + hand) * JOINT_STRIDE;
  const dx = frame.joints[at]! - frame.bodyX;
  const dy = frame.joints[at + 1]! - frame.bodyY;
  const length = Math.hypot(rest.acrossX, rest.acrossY);
  const cos = length > 0 ? rest.acrossX / length : 1;
  const sin = length > 0 ? rest.acrossY / length : 0;
  offset[0] = dx * cos + dy * sin;
  offset[1] = -dx * sin + dy * cos;
  offset[2] = frame.joints[at + 2]! - neckZ;
  return Number.isFinite(offset[0]! + offset[1]! + offset[2]!);
}

/**
 * Takes in a frame. Writes to `densities` how dense each hand's place is if it does nothing that it does not do
 * usually, per cubic metre; NaN where the hand is not seen.
 *
 * @param isReaching whether a hand there reaches into a shelf: no rest is learnt of that.
 */
export function weighRest(
  rest: HandRest,
  frame: PoseFrame,
  neckZ: number,
  isReaching: (x: number, y: number) => boolean,
  densities: Float64Array,
): void {
  turnTo(rest, frame);
  for (let hand = 0; hand < 2; hand++) {
    if (!findOffset(rest, frame, hand, neckZ)) {
      densities[hand] = Number.NaN;
      continue;
    }
    const own = rest.hands[hand]!;
    densities[hand] = findDensity(own.rest, rest.parameters);
    const at = (WRIST + hand) * JOINT_STRIDE;
    if (!isReaching(frame.joints[at]!, frame.joints[at + 1]!)) {
      remember(own, frame.timestampMs, rest.parameters);
    }
  }
  if (Math.abs(frame.timestampMs - rest.renewedMs) < rest.parameters.restRenewMs) return;
  rest.renewedMs = frame.timestampMs;
  for (const own of rest.hands) renew(own, rest.parameters);
}

function findDensity(rest: Float64Array, { otherShare, otherDensity }: HandParameters): number {
  let square = 0;
  let volume = 1;
  for (let axis = 0; axis < 3; axis++) {
    const spreadM = rest[3 + axis]!;
    square += ((offset[axis]! - rest[axis]!) / spreadM) ** 2;
    volume *= spreadM;
  }
  const usual = Math.exp(-0.5 * square) / (NORMAL_3D * volume);
  return (1 - otherShare) * usual + otherShare * otherDensity;
}

function remember(
  own: OneHand,
  timestampMs: number,
  { restSamplesMin, restEveryMs }: HandParameters,
): void {
  const isEnough = own.count >= restSamplesMin;
  if (isEnough && Math.abs(timestampMs - own.lastMs) < restEveryMs) return;
  own.lastMs = timestampMs;
  own.offsets.set(offset, 3 * (own.count++ % HAND_REST_SAMPLES_MAX));
}

function renew(own: OneHand, { restSamplesMin, restSdMMin, restSdMMax }: HandParameters): void {
  const count = Math.min(own.count, HAND_REST_SAMPLES_MAX);
  if (count < restSamplesMin) return;
  const along = new Float64Array(count);
  for (let axis = 0; axis < 3; axis++) {
    for (let at = 0; at < count; at++) along[at] = own.offsets[3 * at + axis]!;
    const { median, mad } = medianAndMad(along);
    own.rest[axis] = median;
    own.rest[3 + axis] = Math.min(restSdMMax, Math.max(restSdMMin, mad));
  }
}
