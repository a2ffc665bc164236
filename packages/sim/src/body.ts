/** A shopper's body: where it is at a time, and where its eight joints are. Metres, world axes. */

import type { Random } from "@saunter/numerics/random";
import type { Point } from "./floor-plan-types.ts";
import { DEFAULT_PHYSICS, type Physics } from "./physics.ts";
import { drawRestPoses, makeHangingPose, type RestPose } from "./rest-poses.ts";

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
  readonly physics: Physics["body"];
  /** Of the measured skeleton: smaller for children. */
  readonly scale: number;
  /** Left and right. */
  readonly rests: readonly [RestPose, RestPose];
  readonly style: Style;
  /** How long a hand is on its way. */
  readonly moveMs: number;
  motion: Motion;
  reaches: Reach[];
}

/** What people do each in their own way; 1 and 0 are the measured ones. */
export interface Style {
  readonly paceScale: number;
  readonly swingScale: number;
  /** How much deeper and higher than others the hand goes. */
  readonly depthM: number;
  readonly reachHeightM: number;
  /** How much sooner the right hand is taken than the left. */
  readonly rightM: number;
}

const PLAIN_STYLE: Style = { paceScale: 1, swingScale: 1, depthM: 0, reachHeightM: 0, rightM: 0 };

/** Head of a child, metres (1.0 to 1.45 m), and the head of whom the skeleton was measured. */
const CHILD_MIN_M = 1;
const CHILD_MAX_M = 1.45;
const MEASURED_HEAD_M = 1.69;

export function makeBody(
  at: Point,
  headingRad: number,
  nowMs: number,
  random: Random,
  physics: Physics = DEFAULT_PHYSICS,
): Body {
  const { headMinM, headMaxM, childShare, restPoseShare, styleLogSpread } = physics.body;
  const isChild = childShare > 0 && random.chance(childShare);
  const heightM = isChild
    ? random.uniform(CHILD_MIN_M, CHILD_MAX_M)
    : random.uniform(headMinM, headMaxM);
  const scale = isChild ? heightM / MEASURED_HEAD_M : 1;
  const phase = random.uniform(0, 6.28);
  const resting = restPoseShare > 0 && random.chance(restPoseShare);
  const hanging = makeHangingPose(physics.body, scale);
  const hasStyle = styleLogSpread > 0;
  return {
    heightM,
    phase,
    scale,
    physics: physics.body,
    rests: resting ? drawRestPoses(physics.body, scale, random) : [hanging, hanging],
    style: hasStyle ? drawStyle(styleLogSpread, random) : PLAIN_STYLE,
    moveMs: physics.reach.moveMs * (hasStyle ? drawPace(styleLogSpread, random) : 1),
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

function drawPace(logSpread: number, random: Random): number {
  return Math.min(2.2, Math.max(0.5, Math.exp(random.normal(0, logSpread))));
}

function drawStyle(logSpread: number, random: Random): Style {
  return {
    paceScale: drawPace(logSpread, random),
    swingScale: drawPace(2 * logSpread, random),
    depthM: random.normal(0, 0.3 * logSpread),
    reachHeightM: random.normal(0, 0.15 * logSpread),
    rightM: random.normal(0.4 * logSpread, 0.6 * logSpread),
  };
}

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
  return headingFromRad + turn * smooth((tMs - startMs) / body.physics.turnMs);
}

/** 0 with the arm at rest, 1 with the hand at the point. */
function reachShare(reach: Reach, tMs: number): number {
  const out = smooth((tMs - reach.startMs) / (reach.arriveMs - reach.startMs));
  const back = smooth((tMs - reach.leaveMs) / (reach.endMs - reach.leaveMs));
  return out * (1 - back);
}

/** How far down the head comes for a hand that is to go where the arm does not. */
function bendFor(body: Body, reach: Reach | null | undefined, share: number): number {
  const { bendShare, shoulderBelowM, wristBelowM } = body.physics;
  if (reach == null || bendShare === 0) return 0;
  const lowestM = body.heightM - body.scale * (shoulderBelowM + 0.7 * wristBelowM);
  return bendShare * share * Math.max(0, lowestM - reach.z);
}

/** Writes the joints at `tMs` to `pose` (`POSE_LENGTH` values). */
export function writePose(body: Body, tMs: number, pose: Float64Array): void {
  const { physics, scale, style } = body;
  const heading = headingAt(body, tMs);
  const fx = Math.cos(heading);
  const fy = Math.sin(heading);
  const place = positionAt(body, tMs);
  const { startMs, endMs } = body.motion;
  const walking = tMs > startMs && tMs < endMs && body.motion.from !== body.motion.to;
  const swingM = physics.swingM * style.swingScale;
  const swing = walking ? swingM * Math.sin(tMs * physics.swingRadPerMs + body.phase) : 0;
  const sway = physics.swayM * Math.sin(tMs * physics.swayRadPerMs + body.phase);
  const shares = [0, 0];
  const hands: (Reach | null)[] = [null, null];
  for (const reach of body.reaches) {
    if (tMs < reach.startMs || tMs > reach.endMs) continue;
    const share = reachShare(reach, tMs);
    if (share < shares[reach.hand]!) continue;
    shares[reach.hand] = share;
    hands[reach.hand] = reach;
  }
  const bend = Math.max(bendFor(body, hands[0], shares[0]!), bendFor(body, hands[1], shares[1]!));
  const lean = physics.leanM * Math.max(shares[0]!, shares[1]!) + sway;
  const x = place.x + lean * fx;
  const y = place.y + lean * fy;
  const put = (joint: number, forward: number, left: number, z: number): void => {
    pose[joint * 3] = x + forward * fx - left * fy;
    pose[joint * 3 + 1] = y + forward * fy + left * fx;
    pose[joint * 3 + 2] = z;
  };
  const top = body.heightM - bend;
  put(0, physics.headForwardM + 0.4 * bend, 0, top);
  put(1, 0.3 * bend, 0, top - physics.neckBelowM * scale);
  for (let hand = 0; hand < 2; hand++) {
    const side = hand === 0 ? 1 : -1;
    const rest = body.rests[hand]!;
    const arm = side * swing * rest.swingShare;
    const shoulderM = side * physics.shoulderHalfWidthM * scale;
    put(2 + hand, 0.3 * bend, shoulderM, top - physics.shoulderBelowM * scale);
    put(4 + hand, rest.elbowForwardM + arm / 2, side * rest.elbowOutM, top - rest.elbowBelowM);
    put(6 + hand, rest.forwardM + arm, side * rest.outM, top - rest.belowM);
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
