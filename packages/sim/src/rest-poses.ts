/** How people hold their hands while they do nothing with them. Metres, for somebody of 1.69 m. */

import type { Random } from "@saunter/numerics/random";
import type { BodyPhysics } from "./physics.ts";

/** Where a wrist and its elbow are, seen from the spine below the head. */
export interface RestPose {
  readonly forwardM: number;
  /** Away from the spine; negative: across it. */
  readonly outM: number;
  readonly belowM: number;
  readonly elbowForwardM: number;
  readonly elbowOutM: number;
  readonly elbowBelowM: number;
  /** Of the swing while walking, this share. */
  readonly swingShare: number;
}

export function makeHangingPose(physics: BodyPhysics, scale = 1): RestPose {
  return {
    forwardM: physics.wristForwardM * scale,
    outM: physics.wristHalfWidthM * scale,
    belowM: physics.wristBelowM * scale,
    elbowForwardM: physics.elbowForwardM * scale,
    elbowOutM: physics.elbowHalfWidthM * scale,
    elbowBelowM: physics.elbowBelowM * scale,
    swingShare: 1,
  };
}

export const REST_POSE_NAMES = [
  "hanging",
  "basket",
  "phone",
  "pocket",
  "trolley",
  "bag",
  "hip",
] as const;

export type RestPoseName = (typeof REST_POSE_NAMES)[number];

function poseOf(wrist: readonly number[], elbow: readonly number[], swingShare: number): RestPose {
  return {
    forwardM: wrist[0]!,
    outM: wrist[1]!,
    belowM: wrist[2]!,
    elbowForwardM: elbow[0]!,
    elbowOutM: elbow[1]!,
    elbowBelowM: elbow[2]!,
    swingShare,
  };
}

const POSES: Readonly<Record<Exclude<RestPoseName, "hanging">, RestPose>> = {
  /** A basket in the crook of the arm. */
  basket: poseOf([0.26, 0.1, 0.52], [0.02, 0.24, 0.52], 0.15),
  /** A telephone before the chest. */
  phone: poseOf([0.27, 0.06, 0.42], [0.06, 0.2, 0.53], 0.1),
  pocket: poseOf([0.03, 0.18, 0.78], [-0.06, 0.25, 0.53], 0.15),
  /** Both hands on the bar of a trolley. */
  trolley: poseOf([0.46, 0.22, 0.6], [0.17, 0.24, 0.5], 0.05),
  /** A hand on the strap of a bag over the shoulder. */
  bag: poseOf([0.1, 0.12, 0.36], [0.05, 0.24, 0.52], 0.1),
  hip: poseOf([0.02, 0.2, 0.66], [-0.08, 0.36, 0.52], 0.1),
};

/** One for the left and one for the right hand; a trolley takes both. */
export function drawRestPoseNames(random: Random): [RestPoseName, RestPoseName] {
  const first = random.pick(REST_POSE_NAMES);
  if (first === "trolley") return [first, first];
  const drawn = random.pick(REST_POSE_NAMES);
  const second = drawn === "trolley" ? "hanging" : drawn;
  return random.chance(0.5) ? [first, second] : [second, first];
}

export function drawRestPoses(
  physics: BodyPhysics,
  scale: number,
  random: Random,
): [RestPose, RestPose] {
  const [left, right] = drawRestPoseNames(random);
  return [vary(left, physics, scale, random), vary(right, physics, scale, random)];
}

function vary(name: RestPoseName, physics: BodyPhysics, scale: number, random: Random): RestPose {
  const pose = name === "hanging" ? makeHangingPose(physics) : POSES[name];
  const move = (valueM: number) => scale * (valueM + random.normal(0, 0.035));
  return {
    forwardM: move(pose.forwardM),
    outM: move(pose.outM),
    belowM: move(pose.belowM),
    elbowForwardM: move(pose.elbowForwardM),
    elbowOutM: move(pose.elbowOutM),
    elbowBelowM: move(pose.elbowBelowM),
    swingShare: pose.swingShare * random.uniform(0.5, 1.5),
  };
}
