/**
 * A place that several cameras see: the one whose images are least off from where it was seen, in
 * standard deviations (Hartley & Sturm 1997). A linear start, the place nearest to the rays, then
 * Gauss-Newton, with all that is solved in closed form, as it is done for each joint of each frame.
 */
import { chiSquareTailQuantile } from "@saunter/numerics/chi-square";
import { TRIANGULATION_STEPS_MAX } from "../limits.ts";
import {
  DEFAULT_TRIANGULATION,
  type TriangulationParameters,
} from "../parameters/triangulation.ts";
import { type Camera, imageCameraPoint } from "./camera-model.ts";
import { undistortOnPlane } from "./lens-distortion.ts";
import { measureDistance, type Point3 } from "./rotations.ts";
import { invertSums, type Sums, solveSums, SUMS_VECTOR as VECTOR } from "./three-by-three.ts";

/** Where a camera sees something, pixels, and how far off that is on each axis. */
export interface Observation {
  readonly camera: Camera;
  readonly x: number;
  readonly y: number;
  readonly sdPx: number;
}

export interface Triangulation {
  /** Metres, in the world. */
  readonly position: Point3;
  /** Of the position, m², row-major 3 x 3: what the observations' sds make of it. */
  readonly covariance: Float64Array;
  /** Sum of squares of what the observations are off by, in sds. */
  readonly chiSquare: number;
  /** What chi-square is on average: twice the observations, less 3. */
  readonly degreesOfFreedom: number;
  /** The root of their ratio: about 1 where the sds are right and all saw the same. */
  readonly residualSds: number;
  /** What each observation is off by, in sds. */
  readonly errorsSds: Float64Array;
}

export interface RobustTriangulation extends Triangulation {
  /** Index of the observation that was left out; null where all agree. Its error is of all, too. */
  readonly droppedAt: number | null;
  /** Whether the rest would agree as well without another one instead: with three, often so. */
  readonly isAmbiguous: boolean;
}

/** Metres; below it nothing is to be gained. */
const STEP_MIN_M = 1e-7;

/** Adds weight · (I - d dᵀ), of the ray's direction d, and what it makes of the ray's origin. */
function addRay(s: Sums, camera: Camera, x: number, y: number, weight: number): void {
  const { rotation: r, position: p } = camera;
  const length = Math.sqrt(x * x + y * y + 1);
  const dx = (r[0] * x + r[3] * y + r[6]) / length;
  const dy = (r[1] * x + r[4] * y + r[7]) / length;
  const dz = (r[2] * x + r[5] * y + r[8]) / length;
  const along = dx * p.x + dy * p.y + dz * p.z;
  s[0] += weight * (1 - dx * dx);
  s[1] -= weight * dx * dy;
  s[2] -= weight * dx * dz;
  s[3] += weight * (1 - dy * dy);
  s[4] -= weight * dy * dz;
  s[5] += weight * (1 - dz * dz);
  s[VECTOR] += weight * (p.x - along * dx);
  s[VECTOR + 1] += weight * (p.y - along * dy);
  s[VECTOR + 2] += weight * (p.z - along * dz);
}

/** Writes the place nearest to the rays, first by angle alone, then by pixels at its distance. */
function startFromRays(
  observations: readonly Observation[],
  skipAt: number,
  out: Float64Array,
): boolean {
  const planes = new Float64Array(2 * observations.length);
  const plane = new Float64Array(2);
  for (let i = 0; i < observations.length; i++) {
    if (i === skipAt) continue;
    const { camera, x, y } = observations[i];
    const planeX = (x - camera.centreXPx) / camera.focalXPx;
    const planeY = (y - camera.centreYPx) / camera.focalYPx;
    const { distortion, foldRadius } = camera;
    if (!undistortOnPlane(distortion, foldRadius, planeX, planeY, plane)) return false;
    planes[2 * i] = plane[0];
    planes[2 * i + 1] = plane[1];
  }
  const sums = new Float64Array(9);
  for (let pass = 0; pass < 2; pass++) {
    const at = { x: out[0], y: out[1], z: out[2] };
    sums.fill(0);
    for (let i = 0; i < observations.length; i++) {
      if (i === skipAt) continue;
      const { camera, sdPx } = observations[i];
      const distance = pass === 0 ? 1 : measureDistance(at, camera.position);
      const weight = (camera.focalXPx / (sdPx * Math.max(distance, 1e-3))) ** 2;
      addRay(sums, camera, planes[2 * i], planes[2 * i + 1], weight);
    }
    if (!solveSums(sums, out)) return false;
  }
  return true;
}

/** Sums of the normal equations at a place; chi-square, or NaN where some camera does not image it. */
function gatherSums(
  observations: readonly Observation[],
  skipAt: number,
  at: Float64Array,
  imaged: Float64Array,
  s: Sums,
): number {
  s.fill(0);
  let chiSquare = 0;
  for (let i = 0; i < observations.length; i++) {
    if (i === skipAt) continue;
    const { camera, x, y, sdPx } = observations[i];
    const { rotation: r, position: p } = camera;
    const [dx, dy, dz] = [at[0] - p.x, at[1] - p.y, at[2] - p.z];
    const cx = r[0] * dx + r[1] * dy + r[2] * dz;
    const cy = r[3] * dx + r[4] * dy + r[5] * dz;
    const cz = r[6] * dx + r[7] * dy + r[8] * dz;
    if (!imageCameraPoint(camera, cx, cy, cz, imaged)) return Number.NaN;
    for (let axis = 0; axis < 2; axis++) {
      const off = ((axis === 0 ? x : y) - imaged[axis]) / sdPx;
      const a = imaged[2 + 3 * axis] / sdPx;
      const b = imaged[3 + 3 * axis] / sdPx;
      const c = imaged[4 + 3 * axis] / sdPx;
      const jx = a * r[0] + b * r[3] + c * r[6];
      const jy = a * r[1] + b * r[4] + c * r[7];
      const jz = a * r[2] + b * r[5] + c * r[8];
      chiSquare += off * off;
      s[0] += jx * jx;
      s[1] += jx * jy;
      s[2] += jx * jz;
      s[3] += jy * jy;
      s[4] += jy * jz;
      s[5] += jz * jz;
      s[VECTOR] += jx * off;
      s[VECTOR + 1] += jy * off;
      s[VECTOR + 2] += jz * off;
    }
  }
  return chiSquare;
}

/** Gauss-Newton from `at`, in place; steps that make it worse are halved. Chi-square, or NaN. */
function descend(
  observations: readonly Observation[],
  skipAt: number,
  at: Float64Array,
  sums: Sums,
): number {
  const imaged = new Float64Array(8);
  const step = new Float64Array(3);
  let best = gatherSums(observations, skipAt, at, imaged, sums);
  if (Number.isNaN(best) || !solveSums(sums, step)) return Number.NaN;
  for (let i = 0; i < TRIANGULATION_STEPS_MAX; i++) {
    if (Math.abs(step[0]) + Math.abs(step[1]) + Math.abs(step[2]) < STEP_MIN_M) break;
    for (let axis = 0; axis < 3; axis++) at[axis] += step[axis];
    const chiSquare = gatherSums(observations, skipAt, at, imaged, sums);
    if (chiSquare <= best) {
      best = chiSquare;
      if (!solveSums(sums, step)) return Number.NaN;
    } else {
      for (let axis = 0; axis < 3; axis++) {
        at[axis] -= step[axis];
        step[axis] /= 4;
      }
    }
  }
  return gatherSums(observations, skipAt, at, imaged, sums);
}

/** As `errorsSds` says: of all, the one that was left out too; infinite where it is not imaged. */
function measureErrors(observations: readonly Observation[], at: Float64Array): Float64Array {
  const imaged = new Float64Array(8);
  const sums = new Float64Array(9);
  return Float64Array.from(observations, (observation) => {
    const square = gatherSums([observation], -1, at, imaged, sums);
    return Number.isNaN(square) ? Number.POSITIVE_INFINITY : Math.sqrt(square);
  });
}

function fitPlace(
  observations: readonly Observation[],
  skipAt: number,
  { placeSdShareMax }: Pick<TriangulationParameters, "placeSdShareMax">,
): Triangulation | null {
  const at = new Float64Array(3);
  const sums = new Float64Array(9);
  if (!startFromRays(observations, skipAt, at)) return null;
  const chiSquare = descend(observations, skipAt, at, sums);
  if (Number.isNaN(chiSquare)) return null;
  const covariance = invertSums(sums);
  const position = { x: at[0], y: at[1], z: at[2] };
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < observations.length; i++) {
    if (i === skipAt) continue;
    nearest = Math.min(nearest, measureDistance(position, observations[i].camera.position));
  }
  const variance = covariance[0] + covariance[4] + covariance[8];
  if (!(variance <= (placeSdShareMax * nearest) ** 2)) return null;
  const count = observations.length - (skipAt >= 0 ? 1 : 0);
  const degreesOfFreedom = 2 * count - 3;
  return {
    position,
    covariance,
    chiSquare,
    degreesOfFreedom,
    residualSds: Math.sqrt(chiSquare / degreesOfFreedom),
    errorsSds: measureErrors(observations, at),
  };
}

function checkObservations(observations: readonly Observation[]): void {
  if (observations.length < 2) throw new RangeError("a place needs two observations at least");
  for (const { camera, x, y, sdPx } of observations) {
    if (!(sdPx > 0) || !Number.isFinite(x + y + sdPx)) {
      throw new RangeError(`a sighting of ${camera.cameraId} is ${x}, ${y} with the sd ${sdPx}`);
    }
  }
}

/**
 * The place that is seen in all of the observations. Null where it lies behind one of the cameras or
 * where no light falls, and where the rays are so nearly parallel that its sd is more than
 * `placeSdShareMax` of its distance. RangeError on fewer than two, or an sd not above 0.
 */
export function triangulate(
  observations: readonly Observation[],
  parameters: Pick<TriangulationParameters, "placeSdShareMax"> = DEFAULT_TRIANGULATION,
): Triangulation | null {
  checkObservations(observations);
  return fitPlace(observations, -1, parameters);
}

/** By parameters and degrees of freedom, as it takes long to find. */
const limits = new WeakMap<TriangulationParameters, Map<number, number>>();

/** What chi-square stays below, all but one time in 1 / `disagreementTail`. */
function findLimit(degrees: number, parameters: TriangulationParameters): number {
  let byDegrees = limits.get(parameters);
  if (byDegrees === undefined) {
    byDegrees = new Map();
    limits.set(parameters, byDegrees);
  }
  let limit = byDegrees.get(degrees);
  if (limit === undefined) {
    limit = chiSquareTailQuantile(parameters.disagreementTail, degrees);
    byDegrees.set(degrees, limit);
  }
  return limit;
}

function agrees(
  place: Triangulation | null,
  parameters: TriangulationParameters,
): place is Triangulation {
  return place !== null && place.chiSquare <= findLimit(place.degreesOfFreedom, parameters);
}

/**
 * As `triangulate`, where one observation may be of something else: where all do not agree, the one is
 * left out without which the rest agrees best. Null where not even so they do. Two observations that
 * disagree are null; nothing tells which is wrong.
 */
export function triangulateRobustly(
  observations: readonly Observation[],
  parameters: TriangulationParameters = DEFAULT_TRIANGULATION,
): RobustTriangulation | null {
  checkObservations(observations);
  const whole = fitPlace(observations, -1, parameters);
  if (agrees(whole, parameters)) return { ...whole, droppedAt: null, isAmbiguous: false };
  if (observations.length < 3) return null;
  let best: Triangulation | null = null;
  let droppedAt = -1;
  let agreeing = 0;
  for (let i = 0; i < observations.length; i++) {
    const rest = fitPlace(observations, i, parameters);
    if (!agrees(rest, parameters)) continue;
    agreeing++;
    if (best !== null && best.chiSquare <= rest.chiSquare) continue;
    best = rest;
    droppedAt = i;
  }
  return best === null ? null : { ...best, droppedAt, isAmbiguous: agreeing > 1 };
}
