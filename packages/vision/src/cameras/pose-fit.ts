/** A camera's pose, and on request its focal length and k1, fitted to known places that it sees. */
import { fitLeastSquares, type RobustLoss } from "@saunter/numerics/levenberg-marquardt";
import { POSE_FIT_ROUNDS, POSE_FIT_STEPS_MAX } from "../limits.ts";
import type { CameraParameters } from "../parameters/cameras.ts";
import {
  type Camera,
  createLens,
  differentiateByPose,
  imageCameraPoint,
  movePose,
  projectPoint,
  toCameraAxes,
} from "./camera-model.ts";
import { differentiateByLens, LENS_PARAMETERS } from "./lens-derivatives.ts";
import type { Point3 } from "./rotations.ts";

/** A place of which one knows where it is, metres, and where the camera shows it, pixels. */
export interface KnownPoint {
  readonly name: string;
  readonly place: Point3;
  readonly x: number;
  readonly y: number;
  /** How exactly it was pointed at, each axis. */
  readonly sdPx: number;
}

export interface LensUnknowns {
  /** Both focal lengths, in the ratio they have. */
  readonly focal: boolean;
  readonly k1: boolean;
}

export interface PoseFit {
  readonly camera: Camera;
  /**
   * Row-major, in the order of `movePose`, then the focal length's logarithm and k1 where they were
   * sought. Null where the points leave something open.
   */
  readonly covariance: Float64Array | null;
  /** Robust cost, squared sds. */
  readonly cost: number;
  /** Of each point, pixels. */
  readonly errorsPx: readonly number[];
  /** Sum of squares of the errors, in sds. */
  readonly chiSquare: number;
}

export const POSE_PARAMETERS = 6;

export const countParameters = ({ focal, k1 }: LensUnknowns): number =>
  POSE_PARAMETERS + Number(focal) + Number(k1);

/** The camera with what a step of the parameters makes of it. */
export function stepCamera(camera: Camera, step: Float64Array, unknowns: LensUnknowns): Camera {
  const pose = movePose(camera, step);
  if (!unknowns.focal && !unknowns.k1) return { ...camera, ...pose };
  const gain = unknowns.focal ? Math.exp(step[POSE_PARAMETERS]) : 1;
  const bend = unknowns.k1 ? step[POSE_PARAMETERS + Number(unknowns.focal)] : 0;
  const lens = createLens({
    ...camera,
    focalXPx: camera.focalXPx * gain,
    focalYPx: camera.focalYPx * gain,
    distortion: { ...camera.distortion, k1: camera.distortion.k1 + bend },
  });
  return { ...camera, ...lens, ...pose };
}

/**
 * Writes a place's pixel, and its derivatives by the parameters, x's from `at` on, y's a stride
 * later. False where it is not imaged.
 */
export function differentiateImage(
  camera: Camera,
  place: Point3,
  unknowns: LensUnknowns,
  out: Float64Array,
  at: number,
): boolean {
  const stride = countParameters(unknowns);
  const imaged = new Float64Array(8);
  const point = toCameraAxes(camera, place);
  if (!imageCameraPoint(camera, point.x, point.y, point.z, imaged)) return false;
  differentiateByPose(camera, point, imaged, out, at, stride);
  if (!unknowns.focal && !unknowns.k1) return true;
  const byLens = new Float64Array(2 * LENS_PARAMETERS);
  differentiateByLens(camera, point.x / point.z, point.y / point.z, byLens, 0, LENS_PARAMETERS);
  let next = at + POSE_PARAMETERS;
  if (unknowns.focal) {
    out[next] = camera.focalXPx * byLens[0];
    out[next + stride] = camera.focalYPx * byLens[LENS_PARAMETERS + 1];
    next++;
  }
  if (unknowns.k1) {
    out[next] = byLens[4];
    out[next + stride] = byLens[LENS_PARAMETERS + 4];
  }
  return true;
}

/** From a start in which all points are imaged; null where some are not. */
export function fitPose(
  start: Camera,
  points: readonly KnownPoint[],
  unknowns: LensUnknowns,
  { clickHuberSds }: CameraParameters,
): PoseFit | null {
  const loss: RobustLoss = { kind: "huber", scaleSds: clickHuberSds };
  const size = countParameters(unknowns);
  let base = start;
  let covariance: Float64Array | null = null;
  let cost = Number.POSITIVE_INFINITY;
  if (!points.every(({ place }) => projectPoint(start, place) !== null)) return null;
  for (let round = 0; round < POSE_FIT_ROUNDS; round++) {
    const from = base;
    const fit = fitLeastSquares(
      {
        residualCount: 2 * points.length,
        evaluate: (step, residuals) => {
          const camera = stepCamera(from, step, unknowns);
          return points.every(({ place, x, y, sdPx }, i) => {
            const pixel = projectPoint(camera, place);
            if (pixel === null) return false;
            residuals[2 * i] = (pixel.x - x) / sdPx;
            residuals[2 * i + 1] = (pixel.y - y) / sdPx;
            return true;
          });
        },
        // About the start, a turn's derivatives are those of a small turn; further away nearly.
        differentiate: (step, jacobian) => {
          const camera = stepCamera(from, step, unknowns);
          points.forEach(({ place, sdPx }, i) => {
            const at = 2 * i * size;
            differentiateImage(camera, place, unknowns, jacobian, at);
            for (let k = at; k < at + 2 * size; k++) jacobian[k] /= sdPx;
          });
        },
      },
      new Float64Array(size),
      { loss, groupSize: 2, iterationsMax: POSE_FIT_STEPS_MAX },
    );
    base = stepCamera(from, fit.parameters, unknowns);
    covariance = fit.covariance;
    cost = fit.cost;
  }
  const errorsPx = points.map(({ place, x, y }) => {
    const pixel = projectPoint(base, place);
    return pixel === null ? Number.POSITIVE_INFINITY : Math.hypot(pixel.x - x, pixel.y - y);
  });
  const chiSquare = points.reduce((sum, { sdPx }, i) => sum + (errorsPx[i] / sdPx) ** 2, 0);
  return { camera: base, covariance, cost, errorsPx, chiSquare };
}
