/** Parameters that differ from joint to joint, in the order of `JOINT_NAMES`. */
import type { BodyParameters } from "../parameters/bodies.ts";
import type { PoseParameters } from "../parameters/poses.ts";

/** One name for each kind of joint: shoulders, elbows and wrists come in pairs. */
function spread<T>(head: T, neck: T, shoulders: T, elbows: T, wrists: T): readonly T[] {
  return [head, neck, shoulders, shoulders, elbows, elbows, wrists, wrists];
}

const WANDERS = spread<keyof BodyParameters>(
  "wanderHeadM2PerS",
  "wanderNeckM2PerS",
  "wanderShouldersM2PerS",
  "wanderElbowsM2PerS",
  "wanderWristsM2PerS",
);
/** The neck is what the others hang from. */
const HANGS = spread<keyof BodyParameters | null>(
  "hangHeadM",
  null,
  "hangShouldersM",
  "hangElbowsM",
  "hangWristsM",
);
const HANG_SDS = spread<keyof BodyParameters>(
  "hangHeadSdM",
  "hangNeckSdM",
  "hangShouldersSdM",
  "hangElbowsSdM",
  "hangWristsSdM",
);
const NOISE_SDS = spread<keyof PoseParameters>(
  "noiseHeadSdM",
  "noiseNeckSdM",
  "noiseShouldersSdM",
  "noiseElbowsSdM",
  "noiseWristsSdM",
);
/** Of joints of the torso alone. */
const STANDS = ["standHeadM", "standNeckM", "standShouldersM", "standShouldersM"] as const;

/** What a joint moves by beside the torso's speed: variance a second, m². */
export function findWanderM2PerS(parameters: BodyParameters, joint: number): number {
  return parameters[WANDERS[joint]!];
}

/** How far above the neck a joint is when nothing is known of it, metres. */
export function findHangM(parameters: BodyParameters, joint: number): number {
  const name = HANGS[joint]!;
  return name === null ? 0 : parameters[name];
}

/** How far from there it may be, each axis, metres. */
export function findHangSdM(parameters: BodyParameters, joint: number): number {
  return parameters[HANG_SDS[joint]!];
}

/** How high a joint of the torso is of people who stand, metres. */
export function findStandM(parameters: BodyParameters, joint: number): number {
  return parameters[STANDS[joint]!];
}

/** How far off a joint is at first across the line of sight, metres: of each joint. */
export function listNoiseSdsM(parameters: PoseParameters): number[] {
  return NOISE_SDS.map((name) => parameters[name]);
}
