/** A recording's joints, seen by simulated cameras with a pose model's faults, and fused again. */

import {
  JOINT_NAMES,
  JOINT_STRIDE,
  type JointFrame,
  type ShopperPose,
} from "@saunter/engine/observation";
import { RECORDING_FOLDERS } from "@saunter/ingest/recordings/recording-folders";
import { createRandom } from "@saunter/numerics/random";
import { quantile } from "@saunter/numerics/statistics";
import { type FloorArea, hangCameras } from "@saunter/sim/cameras/hang-cameras";
import { POSE_NOISE, seePoses } from "@saunter/sim/cameras/see-poses";
import { createBodyTracker } from "@saunter/vision/fusion/body-tracker";
import { atMost, createFigure, type FigureGroup } from "../bench/figure.ts";

export const HEAD_CM_MAX = 5;
export const WRIST_CM_MAX = 8;

/** The floor of the shop that was recorded. */
const AREA: FloorArea = { xMin: -1.2, xMax: 5.3, yMin: -3.6, yMax: 1 };
const CAMERAS = 4;
const NEAR_M = 0.6;
const HEAD = JOINT_NAMES.indexOf("head");
const NECK = JOINT_NAMES.indexOf("neck");
const WRISTS = [JOINT_NAMES.indexOf("l_wrist"), JOINT_NAMES.indexOf("r_wrist")];

export async function measureJoints(
  folder: string,
  name: string,
  heightM: number,
  seed: number,
): Promise<FigureGroup> {
  const random = createRandom(seed);
  const cameras = hangCameras(AREA, CAMERAS, heightM);
  const { xMin, xMax, yMin, yMax } = AREA;
  const isInside = (x: number, y: number) => x > xMin && x < xMax && y > yMin && y < yMax;
  const tracker = createBodyTracker({ cameras, isInside });
  const offCm = JOINT_NAMES.map((): number[] => []);
  const tracks = new Set<string>();
  const shoppers = new Set<string>();
  for await (const { timestampMs, shoppers: truth } of readFrames(folder)) {
    const poses = truth.map(toPose);
    const frames = cameras.map((camera) => ({
      cameraId: camera.cameraId,
      poses: seePoses(camera, poses, POSE_NOISE, random),
    }));
    const reported = tracker.step(timestampMs, frames);
    for (const { shopperId } of truth) shoppers.add(shopperId);
    for (const { shopperId } of reported) tracks.add(shopperId);
    for (const shopper of truth) compare(shopper, reported, offCm);
  }
  const median = (joints: readonly number[]) =>
    quantile(
      joints.flatMap((at) => offCm[at]!),
      0.5,
    );
  return {
    title: `Joints of ${name}, by ${CAMERAS} simulated cameras at ${heightM} m and back`,
    figures: [
      createFigure("head, median", median([HEAD]), "cm", 1, atMost(HEAD_CM_MAX)),
      createFigure("wrists, median", median(WRISTS), "cm", 1, atMost(WRIST_CM_MAX)),
      createFigure(
        "wrists, 90 of 100 within",
        quantile(
          WRISTS.flatMap((at) => offCm[at]!),
          0.9,
        ),
        "cm",
        1,
      ),
      createFigure("shoppers", shoppers.size, "", 0),
      createFigure("tracks", tracks.size, "", 0),
    ],
  };
}

async function* readFrames(folder: string): AsyncGenerator<JointFrame> {
  const { chunks } = await RECORDING_FOLDERS.open(folder);
  let lastMs = Number.NEGATIVE_INFINITY;
  for await (const chunk of chunks) {
    for (const observation of chunk) {
      if (observation.kind !== "joints" || observation.timestampMs <= lastMs) continue;
      lastMs = observation.timestampMs;
      yield observation;
    }
  }
}

function toPose({ joints }: ShopperPose): Float64Array {
  return Float64Array.from(
    { length: 3 * JOINT_NAMES.length },
    (_, at) => joints[JOINT_STRIDE * Math.floor(at / 3) + (at % 3)]!,
  );
}

function compare(
  { joints }: ShopperPose,
  reported: readonly ShopperPose[],
  offCm: readonly number[][],
): void {
  const distanceM = (other: ShopperPose, joint: number): number =>
    Math.hypot(
      ...[0, 1, 2].map(
        (axis) => other.joints[JOINT_STRIDE * joint + axis]! - joints[JOINT_STRIDE * joint + axis]!,
      ),
    );
  const own = reported.find((other) => distanceM(other, NECK) < NEAR_M);
  if (own === undefined) return;
  for (const [joint, list] of offCm.entries()) {
    const offM = distanceM(own, joint);
    if (Number.isFinite(offM)) list.push(100 * offM);
  }
}
