/** Cameras refined by somebody who walks through the shop, with how well they fit before and after. */
import { median } from "@saunter/numerics/statistics";
import { type Camera, projectPoint, toCameraAxes } from "@saunter/vision/cameras/camera-model";
import { differentiateImage, POSE_PARAMETERS } from "@saunter/vision/cameras/pose-fit";
import {
  type CameraPrior,
  type Refinement,
  refineCameras,
  type WalkObservation,
} from "@saunter/vision/cameras/refine-cameras";
import type { Resection } from "@saunter/vision/cameras/resect-camera";
import type { Point3 } from "@saunter/vision/cameras/rotations";
import { triangulateRobustly } from "@saunter/vision/cameras/triangulate";
import type { CalibratedCamera } from "../config/calibration-file.ts";

export interface RefineOptions {
  /** How well positions and directions are known of cameras that have no points. */
  readonly positionSdCm: number;
  readonly turnSdDegrees: number;
  /** What clicked points say of cameras, by their ids. */
  readonly resections: ReadonlyMap<string, Resection>;
}

export interface WalkErrors {
  /** Median distance of an observation from where its place is imaged, by camera, pixels. */
  readonly medianPx: ReadonlyMap<string, number>;
  /** Of all places that two cameras or more agree on; the middle of them, metres. */
  readonly places: number;
  readonly middle: Point3 | null;
}

export interface RefinedWalk {
  readonly before: WalkErrors;
  readonly after: WalkErrors;
  readonly refinement: Refinement;
  readonly cameras: readonly CalibratedCamera[];
}

const RADIANS_A_DEGREE = Math.PI / 180;

/** RangeError as `refineCameras`. */
export function refineWalk(
  calibrated: readonly CalibratedCamera[],
  observations: readonly WalkObservation[],
  options: RefineOptions,
): RefinedWalk {
  const priors = calibrated.map(({ camera }) => makePrior(camera, options));
  const refinement = refineCameras(priors, observations);
  const before = measureWalk(
    calibrated.map(({ camera }) => camera),
    observations,
  );
  const refined = refinement.cameras.map(({ camera }) => camera);
  const after = measureWalk(refined, observations);
  const cameras = refinement.cameras.map((one) => {
    const errorPx = after.medianPx.get(one.camera.cameraId);
    const workingSdCm = after.middle === null ? null : findWorkingSdCm(one, after.middle);
    const points = one.observations - one.observationsDropped;
    const isMeasured = errorPx !== undefined && workingSdCm !== null;
    return { camera: one.camera, quality: isMeasured ? { errorPx, workingSdCm, points } : null };
  });
  return { before, after, refinement, cameras };
}

function makePrior(camera: Camera, options: RefineOptions): CameraPrior {
  const { positionSdCm, turnSdDegrees, resections } = options;
  const resection = resections.get(camera.cameraId);
  if (resection !== undefined) {
    // It knows how a turn and a step make up for one another: places that were clicked stay.
    return { camera: resection.camera, poseCovariance: resection.poseCovariance };
  }
  const turnSd = turnSdDegrees * RADIANS_A_DEGREE;
  const positionSd = positionSdCm / 100;
  const poseCovariance = new Float64Array(POSE_PARAMETERS ** 2);
  for (let i = 0; i < POSE_PARAMETERS; i++) {
    poseCovariance[i * POSE_PARAMETERS + i] = (i < 3 ? turnSd : positionSd) ** 2;
  }
  return { camera, poseCovariance };
}

/** Each place is found by the cameras that agree on it; what the others are off by is told, too. */
export function measureWalk(
  cameras: readonly Camera[],
  observations: readonly WalkObservation[],
): WalkErrors {
  const cameraById = new Map(cameras.map((camera) => [camera.cameraId, camera]));
  const errors = new Map(cameras.map(({ cameraId }): [string, number[]] => [cameraId, []]));
  const found: Point3[] = [];
  for (const group of Map.groupBy(observations, ({ place }) => place).values()) {
    const seen = group.map(({ cameraId, x, y, sdPx }) => ({
      camera: cameraById.get(cameraId)!,
      x,
      y,
      sdPx,
    }));
    const place = seen.length < 2 ? null : triangulateRobustly(seen);
    if (place === null) continue;
    found.push(place.position);
    for (const { camera, x, y } of seen) {
      const pixel = projectPoint(camera, place.position);
      if (pixel !== null) errors.get(camera.cameraId)!.push(Math.hypot(pixel.x - x, pixel.y - y));
    }
  }
  const medianPx = [...errors].filter(([, list]) => list.length > 0);
  return {
    medianPx: new Map(medianPx.map(([cameraId, list]) => [cameraId, median(list)])),
    places: found.length,
    middle: found.length === 0 ? null : findMiddle(found),
  };
}

const findMiddle = (places: readonly Point3[]): Point3 => ({
  x: median(places.map(({ x }) => x)),
  y: median(places.map(({ y }) => y)),
  z: median(places.map(({ z }) => z)),
});

/** How far off, across the line of sight, a thing there is put for what is not known of the pose. */
function findWorkingSdCm(
  { camera, poseCovariance }: { readonly camera: Camera; readonly poseCovariance: Float64Array },
  place: Point3,
): number | null {
  const slopes = new Float64Array(2 * POSE_PARAMETERS);
  if (!differentiateImage(camera, place, { focal: false, k1: false }, slopes, 0)) return null;
  let variance = 0;
  for (let axis = 0; axis < 2; axis++) {
    const row = slopes.subarray(axis * POSE_PARAMETERS, (axis + 1) * POSE_PARAMETERS);
    for (let i = 0; i < POSE_PARAMETERS; i++) {
      for (let j = 0; j < POSE_PARAMETERS; j++) {
        variance += row[i]! * poseCovariance[i * POSE_PARAMETERS + j]! * row[j]!;
      }
    }
  }
  return (100 * Math.sqrt(variance) * toCameraAxes(camera, place).z) / camera.focalXPx;
}
