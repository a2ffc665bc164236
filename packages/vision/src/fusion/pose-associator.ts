/** The data associator: which pose in a camera's frame is whose, by the likeliest set of pairs. */
import { assign } from "@saunter/numerics/assignment";
import { type Body, measureOff } from "./body.ts";
import type { CameraView } from "./camera-view.ts";
import { weighColour } from "./clothing.ts";
import { DETECTION_STRIDE, JOINTS, type PoseDetection } from "./pose-detection.ts";
import { type JointProjection, makeBodyProjection, projectBody } from "./project-body.ts";

/** Off by more standard deviations, a joint is somewhere else: what is left of e⁻⁷² changes nothing. */
const FAR_SDS = 12;

const projections = makeBodyProjection();
/** How much likelier each joint is where it is thought to be than anywhere in that square. */
const peaks = new Float64Array(JOINTS);

/**
 * How much likelier a pose is where it is of that body than where it is of nobody; logarithm.
 * @param isVetoed its colour has to be what the body wears
 */
export function weighPose(
  body: Body,
  view: CameraView,
  pose: PoseDetection,
  isVetoed = false,
): number {
  lookFor(body, view);
  return weighAsSeen(body, view, pose, isVetoed);
}

/** Before poses are weighed: how the camera sees a body is the same for all of them. */
function lookFor(body: Body, view: CameraView): void {
  const { jointAstrayShare, nobodyM } = view.parameters;
  projectBody(body, view, projections);
  for (const [joint, projection] of projections.entries()) {
    if (!projection.isImaged) continue;
    const { determinant } = measureOff(projection, projection.x, projection.y, projection.noisePx2);
    const density = determinant > 0 ? 1 / (2 * Math.PI * Math.sqrt(determinant)) : 0;
    peaks[joint] = (1 - jointAstrayShare) * density * (nobodyM * projection.pxPerM) ** 2;
  }
}

/** The weight of a pose as that of the body that was looked for. */
function weighAsSeen(
  { clothing }: Body,
  { camera, parameters }: CameraView,
  { joints, colour }: PoseDetection,
  isVetoed: boolean,
): number {
  const { jointAstrayShare, jointAstraySdM, nobodyM } = parameters;
  let ratio = 1;
  let seen = 0;
  for (let joint = 0; joint < JOINTS; joint++) {
    const x = joints[DETECTION_STRIDE * joint]!;
    const y = joints[DETECTION_STRIDE * joint + 1]!;
    const projection = projections[joint]!;
    if (Number.isNaN(x) || !projection.isImaged) continue;
    // The first joint of nobody can be anywhere in the frame, the others are about it.
    if (seen === 0) ratio = (camera.widthPx * camera.heightPx) / (nobodyM * projection.pxPerM) ** 2;
    const { square } = measureOff(projection, x, y, projection.noisePx2);
    const isNear = peaks[joint]! > 0 && square < FAR_SDS ** 2;
    const astray =
      jointAstrayShare * Math.exp(-0.5 * measureAstray(projection, x, y, jointAstraySdM));
    ratio *= (isNear ? peaks[joint]! * Math.exp(-0.5 * square) : 0) + astray;
    seen++;
  }
  if (seen < parameters.poseJointsMin) return Number.NEGATIVE_INFINITY;
  const worn = colour === undefined ? 0 : weighColour(clothing, colour, parameters, isVetoed);
  return parameters.jointWeight * Math.log(ratio) + worn;
}

/** How far off a joint is, as a square of standard deviations of those that are somewhere else. */
function measureAstray(
  projection: JointProjection,
  x: number,
  y: number,
  astraySdM: number,
): number {
  const variance = (astraySdM * projection.pxPerM) ** 2 + (projection.xx + projection.yy) / 2;
  return ((x - projection.x) ** 2 + (y - projection.y) ** 2) / variance;
}

export interface Match {
  /** For each body its pose, or -1. */
  readonly poseOfBody: Int32Array;
  /** How much likelier the pair is than none; logarithm. */
  readonly gains: Float64Array;
}

export interface MatchOptions {
  /** Least lead of a pair over either's next best, for it to be taken; logarithm. */
  readonly marginMin?: number;
  /** For each body, whether what it is seen in has to be what it wears. */
  readonly isVetoed?: readonly boolean[];
}

/** @param found for each body, how likely the camera finds it in this frame, if it is there */
export function associatePoses(
  bodies: readonly Body[],
  view: CameraView,
  poses: readonly PoseDetection[],
  found: ArrayLike<number>,
  { marginMin = 0, isVetoed = [] }: MatchOptions = {},
): Match {
  const gains = new Float64Array(bodies.length);
  if (bodies.length === 0 || poses.length === 0) {
    return { poseOfBody: new Int32Array(bodies.length).fill(-1), gains };
  }
  const columns = poses.length;
  const { clutterPerFrame } = view.parameters;
  const costs = new Float64Array(bodies.length * columns);
  for (const [row, body] of bodies.entries()) {
    if (!(found[row]! > 0)) continue;
    const logOdds = Math.log(found[row]! / (1 - found[row]!) / clutterPerFrame);
    lookFor(body, view);
    for (const [column, pose] of poses.entries()) {
      const gain = logOdds + weighAsSeen(body, view, pose, isVetoed[row] === true);
      if (gain > 0) costs[row * columns + column] = -gain;
    }
  }
  const { columnOfRow: poseOfBody } = assign(costs, bodies.length, columns)!;
  for (let row = 0; row < bodies.length; row++) {
    const column = poseOfBody[row]!;
    gains[row] = column < 0 ? 0 : -costs[row * columns + column]!;
    const isUnsure =
      marginMin > 0 && findRival(costs, row, column, columns) < marginMin - gains[row]!;
    if (gains[row] === 0 || isUnsure) poseOfBody[row] = -1;
  }
  return { poseOfBody, gains };
}

/** The least cost of the other pairs that either of a pair could make. */
function findRival(costs: Float64Array, row: number, column: number, columns: number): number {
  let least = 0;
  for (let other = 0; other < columns; other++) {
    if (other !== column) least = Math.min(least, costs[row * columns + other]!);
  }
  for (let at = column; at < costs.length; at += columns) {
    if (at !== row * columns + column) least = Math.min(least, costs[at]!);
  }
  return least;
}
