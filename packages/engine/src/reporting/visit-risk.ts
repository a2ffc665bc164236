/**
 * What makes a receipt uncertain beside the belief itself: what a belief rests on that was made in another world than
 * the shop's. Each is counted over a visit, and shows how far the belief can be trusted (`calibration.ts`).
 */

import type { Tracks } from "../attribution/tracks.ts";
import type { ShopperKey } from "../engine-types.ts";
import { NEAR_FRAME_MS_MAX } from "../limits.ts";
import type { JointFrame } from "../observation.ts";
import type { BeliefParameters } from "../parameters/belief.ts";

export interface VisitRisk {
  /** Changes that this shopper made, by the likeliest explanation. */
  changes: number;
  /** Changes that somebody else may have made, or that this shopper may have made: how ambiguous each was, summed up. */
  ambiguous: number;
  /** Seconds within an arm's length of somebody else. */
  nearS: number;
  /** Meetings of hands that were too unclear to be reported: how likely an item went over, summed up. */
  unclearMeetings: number;
  /** Meetings that were reported: how unsure each was. */
  meetings: number;
  /** Forces of hands, and changes that nothing explains well, summed up by the belief in them. */
  touches: number;
}

export const NO_VISIT_RISK: Readonly<VisitRisk> = {
  changes: 0,
  ambiguous: 0,
  nearS: 0,
  unclearMeetings: 0,
  meetings: 0,
  touches: 0,
};

export type VisitRisks = Map<ShopperKey, VisitRisk>;

export function findVisitRisk(risks: VisitRisks, shopper: ShopperKey): VisitRisk {
  let risk = risks.get(shopper);
  if (risk === undefined) {
    risk = { ...NO_VISIT_RISK };
    risks.set(shopper, risk);
  }
  return risk;
}

/** Adds the time since the frame before in which each was near somebody else. */
export function addNearness(
  risks: VisitRisks,
  tracks: Tracks,
  frame: JointFrame,
  beforeMs: number,
  { armLengthM }: BeliefParameters,
) {
  const elapsedS = Math.min(NEAR_FRAME_MS_MAX, frame.timestampMs - beforeMs) / 1000;
  if (!(elapsedS > 0) || frame.shoppers.length < 2) return;
  const here = frame.shoppers.map(({ shopperId }) => ({
    shopperId,
    pose: tracks.byId.get(shopperId)?.frames.at(-1),
  }));
  for (const [at, { shopperId, pose }] of here.entries()) {
    if (pose === undefined) continue;
    const isNear = here.some(
      ({ pose: other }, index) =>
        index !== at &&
        other !== undefined &&
        Math.hypot(other.bodyX - pose.bodyX, other.bodyY - pose.bodyY) < armLengthM,
    );
    if (isNear) findVisitRisk(risks, shopperId).nearS += elapsedS;
  }
}
