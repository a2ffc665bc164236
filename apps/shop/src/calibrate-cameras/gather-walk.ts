/**
 * Joints of somebody who walks through the shop, for its cameras to be refined by: of instants in which it
 * is plain whose each pose is, as nobody else is in any frame and the cameras roughly agree where they are.
 */

import type { WatchedCamera } from "@saunter/ingest/cameras/cameras-config";
import {
  type CameraFault,
  findConcernedSinceMs,
  isLeftOut,
} from "@saunter/ingest/pipeline/camera-fault";
import type { WatchEvent } from "@saunter/ingest/pipeline/cameras-watch";
import type { FramePoses } from "@saunter/ingest/pipeline/fuse-views";
import type { Camera } from "@saunter/vision/cameras/camera-model";
import { triangulateRobustly } from "@saunter/vision/cameras/triangulate";
import {
  DETECTION_STRIDE,
  JOINTS,
  type PoseDetection,
} from "@saunter/vision/fusion/pose-detection";
import { SCORE_MIN, type WalkFrame, type WalkPose } from "./poses-csv.ts";

export interface WalkGatherer {
  /** What cameras saw at one instant; instants in order of time. */
  see(timestampMs: number, views: readonly FramePoses[]): void;
  /** What becomes known of cameras: of what they saw before, all that is wrong by it is forgotten. */
  takeEvent(event: WatchEvent): void;
  list(): readonly WalkFrame[];
  /** Instants in which somebody was seen that are not used, and why. */
  readonly leftOut: Readonly<WalkLeftOut>;
}

export interface WalkLeftOut {
  /** Two people or more were in one picture. */
  crowded: number;
  /** No two cameras saw the same joint. */
  alone: number;
  /** Cameras did not agree where they are, by far. */
  apart: number;
}

/** Sooner nobody is elsewhere. It is a little less than two pictures of ten a second. */
export const WALK_STEP_MS = 190;
/** Of more, every other instant is forgotten, and they are twice as far apart from then on. */
export const WALK_JOINTS_MAX = 40_000;
/** So near to the edge of a picture, as a share of its width, models put what lies beyond it. */
const EDGE_SHARE = 0.01;
/**
 * So far apart cameras may put a joint, standard deviations as shares of a picture's width: as much as
 * those that were knocked by some degrees do. Who is elsewhere in the shop is farther off, mostly.
 */
const AGREE_SD_SHARE = 0.03;

/** What such a camera sees is right, and its calibration wrong: that is what it is refined for. */
const REFINABLE: ReadonlySet<CameraFault["kind"]> = new Set(["elsewhere", "drifted"]);

export function createWalkGatherer(cameras: readonly WatchedCamera[]): WalkGatherer {
  const cameraById = new Map(cameras.map((one) => [one.camera.cameraId, one]));
  const leftOut: WalkLeftOut = { crowded: 0, alone: 0, apart: 0 };
  const faults = new Set<string>();
  let frames: WalkFrame[] = [];
  let stepMs = WALK_STEP_MS;
  let lastMs = Number.NEGATIVE_INFINITY;

  const isFaulty = (cameraId: string): boolean =>
    [...faults].some((fault) => fault.startsWith(`${cameraId} `));

  function forget(cameraId: string, sinceMs: number): void {
    frames = frames.flatMap((frame) => {
      if (frame.timestampMs < sinceMs) return [frame];
      const poses = keepShared(frame.poses.filter((pose) => pose.cameraId !== cameraId));
      return poses.length < 2 ? [] : [{ ...frame, poses }];
    });
  }

  return {
    leftOut,
    list: () => frames,
    see: (timestampMs, views) => {
      if (timestampMs - lastMs < stepMs) return;
      const well = views.filter(({ cameraId }) => !isFaulty(cameraId));
      const seen = well.flatMap(({ cameraId, poses }) =>
        (poses ?? []).map((pose) => ({ cameraId, joints: takeJoints(cameraById, cameraId, pose) })),
      );
      if (seen.length === 0) return;
      lastMs = timestampMs;
      if (views.some(({ poses }) => (poses ?? []).length > 1)) leftOut.crowded++;
      else if (keepShared(seen).length < 2) leftOut.alone++;
      else {
        const found = findAgreeing(keepShared(seen), cameraById);
        if (found === null) leftOut.apart++;
        else frames.push({ timestampMs, ...found });
      }
      if (countJoints(frames) <= WALK_JOINTS_MAX) return;
      frames = frames.filter((_, at) => at % 2 === 0);
      stepMs *= 2;
    },
    takeEvent: (event) => {
      if (event.kind === "well") faults.delete(`${event.cameraId} ${event.fault}`);
      // Others saw something else at the time that it was stamped by.
      else if (event.kind === "clock") forget(event.cameraId, Number.NEGATIVE_INFINITY);
      else if (event.kind === "fault") {
        const { fault } = event;
        if (!isLeftOut(fault) || REFINABLE.has(fault.kind)) return;
        faults.add(`${fault.cameraId} ${fault.kind}`);
        forget(fault.cameraId, findWrongSinceMs(fault));
      }
    },
  };
}

/** Of a camera that was turned, what it saw before is of no use: it does not hang so any more. */
function findWrongSinceMs(fault: CameraFault): number {
  if (fault.kind === "moved") return Number.NEGATIVE_INFINITY;
  return findConcernedSinceMs(fault) ?? Number.NEGATIVE_INFINITY;
}

type CameraById = ReadonlyMap<string, WatchedCamera>;

/** Those joints that tell something, in pixels of the calibration; NaN in place of others. */
function takeJoints(
  cameraById: CameraById,
  cameraId: string,
  { joints, isRepeated = false }: PoseDetection,
): Float64Array {
  const { camera, calibrated } = cameraById.get(cameraId)!;
  const { widthPx, heightPx } = camera;
  const [alongX, alongY] = [calibrated.widthPx / widthPx, calibrated.heightPx / heightPx];
  const edgePx = EDGE_SHARE * widthPx;
  const taken = new Float64Array(joints.length).fill(Number.NaN);
  if (isRepeated) return taken;
  for (let at = 0; at < joints.length; at += DETECTION_STRIDE) {
    const [x, y, score] = [joints[at]!, joints[at + 1]!, joints[at + 2]!];
    const isInImage =
      x >= edgePx && y >= edgePx && x <= widthPx - 1 - edgePx && y <= heightPx - 1 - edgePx;
    if (!isInImage || !(score >= SCORE_MIN)) continue;
    taken.set([(x + 0.5) * alongX - 0.5, (y + 0.5) * alongY - 0.5, score], at);
  }
  return taken;
}

const hasJoint = ({ joints }: WalkPose, joint: number): boolean =>
  !Number.isNaN(joints[DETECTION_STRIDE * joint]!);

/** What one camera alone sees of a joint tells nothing. */
function keepShared(poses: readonly WalkPose[]): WalkPose[] {
  return poses.flatMap((pose) => {
    const joints = Float64Array.from(pose.joints);
    let count = 0;
    for (let joint = 0; joint < JOINTS; joint++) {
      const isShared = poses.some((other) => other !== pose && hasJoint(other, joint));
      if (hasJoint(pose, joint) && isShared) count++;
      else joints.fill(Number.NaN, DETECTION_STRIDE * joint, DETECTION_STRIDE * (joint + 1));
    }
    return count === 0 ? [] : [{ cameraId: pose.cameraId, joints }];
  });
}

/** Those cameras that see most of their joints where others do; null where no two agree. */
function findAgreeing(
  poses: readonly WalkPose[],
  cameraById: CameraById,
): Omit<WalkFrame, "timestampMs"> | null {
  const votes = new Map<WalkPose, number>(poses.map((pose) => [pose, 0]));
  let place: WalkFrame["place"] | null = null;
  for (let joint = 0; joint < JOINTS; joint++) {
    const seeing = poses.filter((pose) => hasJoint(pose, joint));
    if (seeing.length < 2) continue;
    const found = triangulateRobustly(
      seeing.map(({ cameraId, joints }) =>
        makeDetection(cameraById.get(cameraId)!.calibrated, joints, joint),
      ),
    );
    // With three cameras it may well not be known which of them sees somebody else.
    const isPlain = found !== null && (found.droppedAt === null || !found.isAmbiguous);
    if (isPlain) place ??= { x: found.position.x, y: found.position.y };
    for (const [at, pose] of seeing.entries()) {
      const agrees = isPlain && at !== found.droppedAt;
      votes.set(pose, votes.get(pose)! + (agrees ? 1 : -1));
    }
  }
  const agreeing = keepShared(poses.filter((pose) => votes.get(pose)! > 0));
  return agreeing.length < 2 || place === null ? null : { poses: agreeing, place };
}

function makeDetection(camera: Camera, joints: Float64Array, joint: number) {
  const at = DETECTION_STRIDE * joint;
  return { camera, x: joints[at]!, y: joints[at + 1]!, sdPx: AGREE_SD_SHARE * camera.widthPx };
}

/** Joints in pictures: a row of the file each. */
export function countJoints(frames: readonly WalkFrame[]): number {
  let count = 0;
  for (const { poses } of frames)
    for (const pose of poses)
      for (let joint = 0; joint < JOINTS; joint++) if (hasJoint(pose, joint)) count++;
  return count;
}
