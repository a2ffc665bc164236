/**
 * The people of the shop from the poses that its cameras see: each body is foreseen in each camera's
 * frame, the poses there are given to bodies all at once, and correct them joint by joint; poses that
 * are nobody's begin new ones, where two cameras agree, or one sees somebody who can only be inside.
 * Whether there is somebody is kept as a probability (Musicki, Evans and Stankovic 1994), and whether
 * they can be seen; who they are, by what they wear.
 */
import {
  type IdentityAmbiguity,
  JOINT_STRIDE,
  type ShopperPose,
} from "@saunter/engine/observation";
import type { BodyParameters } from "../parameters/bodies.ts";
import { DEFAULT_FUSION, type FusionParameters } from "../parameters/fusion.ts";
import { assignPoses } from "./assign-poses.ts";
import { findGround, learnSpeed, SYMMETRIC } from "./body.ts";
import { type CameraView, createCameraView } from "./camera-view.ts";
import { settleIdentities } from "./identities.ts";
import {
  type AmbiguityTracker,
  createAmbiguityTracker,
  type IdentityNote,
} from "./identity-ambiguities.ts";
import { initiatePeople } from "./initiator.ts";
import { mergePeople } from "./merge-people.ts";
import { type BodyTrackerOptions, type FusionSetup, isReported, type Person } from "./person.ts";
import { type CameraFrame, JOINTS } from "./pose-detection.ts";
import { predictPeople } from "./predictor.ts";

export type { BodyTrackerOptions } from "./person.ts";

export interface BodyTracker {
  /** Takes what the cameras see at one instant; returns who is in the shop. */
  step(timestampMs: number, frames: readonly CameraFrame[]): ShopperPose[];
  /** Identity ambiguities at the instant of the last step. */
  listAmbiguities(): readonly IdentityAmbiguity[];
}

interface State {
  readonly setup: FusionSetup;
  readonly views: ReadonlyMap<string, CameraView>;
  people: readonly Person[];
  count: number;
  lastMs: number;
  /** When somebody was first looked for. */
  firstMs: number;
  readonly keeper: AmbiguityTracker;
  ambiguities: readonly IdentityAmbiguity[];
}

export function createBodyTracker(
  options: BodyTrackerOptions,
  parameters: FusionParameters = DEFAULT_FUSION,
): BodyTracker {
  const { cameras } = options;
  const views = new Map(cameras.map((one) => [one.cameraId, createCameraView(one, parameters)]));
  const state: State = {
    setup: { ...options, parameters },
    views,
    people: [],
    count: 0,
    lastMs: Number.NaN,
    firstMs: Number.NaN,
    keeper: createAmbiguityTracker(parameters),
    ambiguities: [],
  };
  return {
    step: (timestampMs, frames) => {
      const seconds = Number.isNaN(state.lastMs) ? 0 : (timestampMs - state.lastMs) / 1000;
      if (seconds < 0) throw new RangeError("frames have to come in order");
      if (Number.isNaN(state.firstMs)) state.firstMs = timestampMs;
      state.lastMs = timestampMs;
      return stepFrames(state, timestampMs, seconds, frames);
    },
    listAmbiguities: () => state.ambiguities,
  };
}

function stepFrames(
  state: State,
  nowMs: number,
  seconds: number,
  frames: readonly CameraFrame[],
): ShopperPose[] {
  const { setup, views, people } = state;
  const { parameters } = setup;
  const viewFrames = frames.map(({ cameraId, poses }) => {
    const view = views.get(cameraId);
    if (view === undefined) throw new RangeError(`there is no camera ${cameraId}`);
    return { view, poses };
  });
  predictPeople(people, setup, nowMs, seconds);
  const before = people.map(({ body, lastSeenMs }) => ({ ...findGround(body), lastSeenMs }));
  const left = assignPoses(people, viewFrames, setup, nowMs);
  for (const [at, { body, lastSeenMs }] of people.entries()) {
    const { lastSeenMs: beforeMs } = before[at]!;
    // Where somebody comes into sight again tells nothing of how fast they are.
    const isFollowed = lastSeenMs === nowMs && nowMs - beforeMs <= parameters.lostMs;
    if (isFollowed) learnSpeed(body, before[at]!, seconds, parameters);
  }
  const lone = left.flatMap((poses, at) =>
    poses.map((pose) => ({ view: viewFrames[at]!.view, pose })),
  );
  const nextId = (): string => String(++state.count);
  const sinceMs = nowMs - state.firstMs;
  const begun = initiatePeople(people, lone, setup, { nowMs, sinceMs, nextId });
  const there = [...people, ...begun].filter(
    ({ visible, hidden }) => visible + hidden >= parameters.dropPersonProbability,
  );
  const notes: IdentityNote[] = [];
  const merged = mergePeople(there, nowMs, parameters);
  state.people = settleIdentities(merged, setup, nowMs, nextId, notes);
  state.ambiguities = state.keeper.step(state.people, notes, nowMs);
  return state.people
    .filter((one) => isReported(one, parameters))
    .map((one) => reportPose(one, nowMs, parameters));
}

function reportPose(
  { shopperId, body, isAmbiguous }: Person,
  nowMs: number,
  { jointStaleMs, jointReachM }: BodyParameters,
): ShopperPose {
  const joints = new Float64Array(JOINTS * JOINT_STRIDE).fill(Number.NaN);
  for (let joint = 0; joint < JOINTS; joint++) {
    if (nowMs - body.seenMs[joint]! > jointStaleMs) continue;
    for (let axis = 0; axis < 3; axis++) {
      joints[joint * JOINT_STRIDE + axis] = body.places[3 * joint + axis]!;
    }
    const at = SYMMETRIC * joint;
    const { covariances: c } = body;
    const sd = Math.sqrt((c[at]! + c[at + 3]! + c[at + 5]!) / 3);
    joints[joint * JOINT_STRIDE + 3] = 1 - Math.exp(-0.5 * (jointReachM / sd) ** 2);
  }
  return isAmbiguous ? { shopperId, joints, isAmbiguous } : { shopperId, joints };
}
