/** A shopper's body: where it is at a time, and where its eight joints are. Metres, world axes. */

import type { Random } from "@saunter/numerics/random";
import type { Point } from "./floor-plan.ts";
import * as measured from "./signal-parameters.ts";

/** Head, neck, shoulders, elbows, wrists: x, y, z of each. */
export const POSE_LENGTH = 24;

/** A walk, or standing where `from` equals `to`. */
export interface Motion {
  readonly from: Point;
  readonly to: Point;
  readonly startMs: number;
  readonly endMs: number;
  readonly headingFromRad: number;
  readonly headingToRad: number;
}

/** A hand that goes to a point, stays and comes back. */
export interface Reach {
  /** 0: left, 1: right. */
  readonly hand: 0 | 1;
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly startMs: number;
  readonly arriveMs: number;
  readonly leaveMs: number;
  readonly endMs: number;
}

export interface Body {
  readonly heightM: number;
  readonly phase: number;
  motion: Motion;
  reaches: Reach[];
}

export function makeBody(at: Point, headingRad: number, nowMs: number, random: Random): Body {
  return {
    heightM: random.uniform(measured.HEAD_HEIGHT_MIN_M, measured.HEAD_HEIGHT_MAX_M),
    phase: random.uniform(0, 6.28),
    motion: {
      from: at,
      to: at,
      startMs: nowMs,
      endMs: nowMs,
      headingFromRad: headingRad,
      headingToRad: headingRad,
    },
    reaches: [],
  };
}

const TURN_MS = 400;

function smooth(share: number): number {
  const s = Math.min(1, Math.max(0, share));
  return s * s * (3 - 2 * s);
}

export function positionAt(body: Body, tMs: number): Point {
  const { from, to, startMs, endMs } = body.motion;
  const share = endMs > startMs ? Math.min(1, Math.max(0, (tMs - startMs) / (endMs - startMs))) : 1;
  return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
}

export function headingAt(body: Body, tMs: number): number {
  const { headingFromRad, headingToRad, startMs } = body.motion;
  const turn = Math.atan2(
    Math.sin(headingToRad - headingFromRad),
    Math.cos(headingToRad - headingFromRad),
  );
  return headingFromRad + turn * smooth((tMs - startMs) / TURN_MS);
}

/** 0 with the arm at rest, 1 with the hand at the point. */
function reachShare(reach: Reach, tMs: number): number {
  const out = smooth((tMs - reach.startMs) / (reach.arriveMs - reach.startMs));
  const back = smooth((tMs - reach.leaveMs) / (reach.endMs - reach.leaveMs));
  return out * (1 - back);
}

/** Writes the joints at `tMs` to `pose` (`POSE_LENGTH` values). */
export function writePose(body: Body, tMs: number, pose: Float64Array): void {
  const heading = headingAt(body, tMs);
  const fx = Math.cos(heading);
  const fy = Math.sin(heading);
  const place = positionAt(body, tMs);
  const { startMs, endMs } = body.motion;
  const walking = tMs > startMs && tMs < endMs && body.motion.from !== body.motion.to;
  const swing = walking ? 0.13 * Math.sin(tMs * 0.0061 + body.phase) : 0;
  const sway = 0.012 * Math.sin(tMs * 0.0013 + body.phase);
  const shares = [0, 0];
  const hands: (Reach | null)[] = [null, null];
  for (const reach of body.reaches) {
    if (tMs < reach.startMs || tMs > reach.endMs) continue;
    const share = reachShare(reach, tMs);
    if (share < shares[reach.hand]!) continue;
    shares[reach.hand] = share;
    hands[reach.hand] = reach;
  }
  const lean = 0.05 * Math.max(shares[0]!, shares[1]!) + sway;
  const x = place.x + lean * fx;
  const y = place.y + lean * fy;
  const put = (joint: number, forward: number, left: number, z: number): void => {
    pose[joint * 3] = x + forward * fx - left * fy;
    pose[joint * 3 + 1] = y + forward * fy + left * fx;
    pose[joint * 3 + 2] = z;
  };
  const top = body.heightM;
  put(0, 0.02, 0, top);
  put(1, 0, 0, top - measured.NECK_BELOW_M);
  for (let hand = 0; hand < 2; hand++) {
    const side = hand === 0 ? 1 : -1;
    const arm = side * swing;
    put(2 + hand, 0, side * measured.SHOULDER_HALF_WIDTH_M, top - measured.SHOULDER_BELOW_M);
    put(4 + hand, 0.05 + arm / 2, side * 0.19, top - measured.ELBOW_BELOW_M);
    put(
      6 + hand,
      measured.WRIST_FORWARD_M + arm,
      side * measured.WRIST_HALF_WIDTH_M,
      top - measured.WRIST_BELOW_M,
    );
    const reach = hands[hand];
    if (reach != null) stretchArm(pose, hand, reach, shares[hand]!);
  }
}

function stretchArm(pose: Float64Array, hand: number, reach: Reach, share: number): void {
  const wrist = (6 + hand) * 3;
  const elbow = (4 + hand) * 3;
  const shoulder = (2 + hand) * 3;
  const target = [reach.x, reach.y, reach.z];
  for (let axis = 0; axis < 3; axis++) {
    pose[wrist + axis]! += share * (target[axis]! - pose[wrist + axis]!);
    const between = 0.5 * (pose[shoulder + axis]! + target[axis]!);
    pose[elbow + axis]! += share * (between - pose[elbow + axis]!);
  }
}
