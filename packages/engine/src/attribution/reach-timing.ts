/**
 * What a change of some plates says of the offset between the times of joints and of readings: a hand is at the plates
 * around the time of the change, and not long before or after. Each offset is as likely as the wrists seen are if that
 * was so: the correlation of two signals that Knapp & Carter, "The generalized correlation method for estimation of
 * time delay", IEEE Trans. ASSP 24 (1976), show to be the likelihood of a delay, with one signal known beforehand.
 */
import { logSumExp } from "@saunter/numerics/statistics";
import { JOINT_STRIDE, WRIST } from "../observation.ts";
import type { ClockParameters } from "../parameters/clocks.ts";
import type { ReachParameters } from "../parameters/reach.ts";
import { type LocalPoint, toPlateAxes } from "../shop-index.ts";
import type { ReachTarget } from "./reach.ts";
import type { PoseFrame } from "./tracks.ts";

export interface ReachTimingParameters {
  readonly clocks: ClockParameters;
  readonly reach: ReachParameters;
}

/** Joints from so long before a change to so long after it are looked at, milliseconds. */
export function findTimingMs({ handAfterMs, handBeforeMs, offsetMsMax }: ClockParameters): number {
  return offsetMsMax + Math.max(handAfterMs, handBeforeMs);
}

/**
 * log likelihood of each offset if one of those near made the change, over that if none of them did.
 *
 * @param near frames of each of those near, by time
 * @param changeMs when half of the change was done, by the clock that the frames have
 * @param offsetsMs how much later than that clock joints may be stamped
 * @returns null where too little of them was seen to say anything
 */
export function weighOffsets(
  near: readonly (readonly PoseFrame[])[],
  target: ReachTarget,
  changeMs: number,
  offsetsMs: Float64Array,
  parameters: ReachTimingParameters,
): Float64Array | null {
  const seen = near.flatMap(
    (frames) => weighReach(frames, target, changeMs, offsetsMs, parameters) ?? [],
  );
  if (seen.length < 2) return seen[0] ?? null;
  return offsetsMs.map((_, at) => logSumExp(seen.map((logs) => logs[at]!)));
}

/** The same if that one person made it; null where they were hardly seen. */
function weighReach(
  frames: readonly PoseFrame[],
  target: ReachTarget,
  changeMs: number,
  offsetsMs: Float64Array,
  { clocks, reach }: ReachTimingParameters,
): Float64Array | null {
  const { frameIndependentMs, handAwayShare, handThereShare } = clocks;
  const timingMs = findTimingMs(clocks);
  const logs = new Float64Array(offsetsMs.length);
  let [previousMs, seenMs] = [Number.NEGATIVE_INFINITY, 0];
  for (const frame of frames) {
    const lagMs = frame.timestampMs - changeMs;
    if (Math.abs(lagMs) > timingMs) continue;
    const near = rateNearness(frame, target, clocks, reach);
    if (Number.isNaN(near)) continue;
    const newMs = Math.min(frameIndependentMs, frame.timestampMs - previousMs);
    previousMs = frame.timestampMs;
    seenMs += newMs;
    const weight = newMs / frameIndependentMs;
    for (let at = 0; at < logs.length; at++) {
      const there = rateTiming(lagMs - offsetsMs[at]!, clocks);
      const share = handAwayShare + (handThereShare - handAwayShare) * there;
      const seenLog = Math.log(share / handAwayShare);
      const unseenLog = Math.log((1 - share) / (1 - handAwayShare));
      logs[at]! += weight * (near * seenLog + (1 - near) * unseenLog);
    }
  }
  return seenMs < timingMs ? null : logs;
}

/** How far it is expected that a hand is at the plates, so long after half of the change was done: 0 to 1. */
function rateTiming(
  lagMs: number,
  { handAfterMs, handBeforeMs, handSpreadMs }: ClockParameters,
): number {
  const come = 1 + Math.exp(-(lagMs + handBeforeMs) / handSpreadMs);
  const gone = 1 + Math.exp((lagMs - handAfterMs) / handSpreadMs);
  return 1 / (come * gone);
}

const point: LocalPoint = { across: 0, into: 0, above: 0 };

/** How near the nearer wrist is to where it would be for a reach: 1 there, 0 far away, NaN where none is seen. */
function rateNearness(
  { joints }: PoseFrame,
  { halfWidthM, place }: ReachTarget,
  { handNearM }: ClockParameters,
  { wristAboveM, wristAboveSdM, wristBeforeM }: ReachParameters,
): number {
  let nearest = Number.NaN;
  for (let side = 0; side < 2; side++) {
    const at = (WRIST + side) * JOINT_STRIDE;
    toPlateAxes(place, joints[at]!, joints[at + 1]!, joints[at + 2]!, point);
    const apartM = Math.hypot(
      Math.max(0, Math.abs(point.across) - halfWidthM),
      Math.max(0, -wristBeforeM - point.into),
      Math.max(0, Math.abs(point.above - wristAboveM) - wristAboveSdM),
    );
    if (!(apartM >= nearest)) nearest = Number.isNaN(apartM) ? nearest : apartM;
  }
  return 1 / (1 + (nearest / handNearM) ** 4);
}
