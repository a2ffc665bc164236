/**
 * A body in the shop: where each of its joints is, metres, as a normal distribution, moved on from frame
 * to frame and corrected by where cameras see it (an extended Kalman filter a joint). The whole is
 * carried along at the speed of the torso; within it, hands go farther in a moment than heads.
 */
import { type Camera, imageCameraPoint } from "../cameras/camera-model.ts";
import type { BodyParameters } from "../parameters/bodies.ts";
import type { ClothingParameters } from "../parameters/clothing.ts";
import { type Clothing, makeClothing } from "./clothing.ts";
import { findHangM, findHangSdM, findStandM, findWanderM2PerS } from "./joint-values.ts";
import { JOINTS, TORSO_JOINTS } from "./pose-detection.ts";

/** Of a symmetric matrix of three: xx, xy, xz, yy, yz, zz. */
export const SYMMETRIC = 6;

export interface Body {
  /** Of each joint, x, y, z. */
  readonly places: Float64Array;
  readonly covariances: Float64Array;
  /** When each was last seen, milliseconds. */
  readonly seenMs: Float64Array;
  /** Of the torso on the floor, m/s. */
  velocityX: number;
  velocityY: number;
  clothing: Clothing;
}

const NECK = 1;

export function makeBody(parameters: ClothingParameters): Body {
  return {
    places: new Float64Array(3 * JOINTS).fill(Number.NaN),
    covariances: new Float64Array(SYMMETRIC * JOINTS),
    seenMs: new Float64Array(JOINTS).fill(Number.NEGATIVE_INFINITY),
    velocityX: 0,
    velocityY: 0,
    clothing: makeClothing(parameters),
  };
}

/** Sets a joint to a place. @param covariance its six numbers, m² */
export function placeJoint(
  { places, covariances }: Body,
  joint: number,
  place: ArrayLike<number>,
  covariance: ArrayLike<number>,
): void {
  for (let axis = 0; axis < 3; axis++) places[3 * joint + axis] = place[axis]!;
  for (let at = 0; at < SYMMETRIC; at++) covariances[SYMMETRIC * joint + at] = covariance[at]!;
}

/** Joints of which nothing is known hang from those that are known. */
export function hangRest(body: Body, parameters: BodyParameters): void {
  const { places } = body;
  const neck = findNeck(body, parameters);
  for (let joint = 0; joint < JOINTS; joint++) {
    if (!Number.isNaN(places[3 * joint]!)) continue;
    const variance = findHangSdM(parameters, joint) ** 2 + neck.variance;
    placeJoint(
      body,
      joint,
      [neck.x, neck.y, neck.z + findHangM(parameters, joint)],
      [...[variance, 0, 0, variance, 0, variance]],
    );
  }
}

/** The neck, from whichever joints are known: the one that is known best. */
function findNeck({ places, covariances }: Body, parameters: BodyParameters) {
  let best = { x: Number.NaN, y: Number.NaN, z: Number.NaN, variance: Number.POSITIVE_INFINITY };
  for (let joint = 0; joint < JOINTS; joint++) {
    if (Number.isNaN(places[3 * joint]!)) continue;
    const at = SYMMETRIC * joint;
    const own = (covariances[at]! + covariances[at + 3]! + covariances[at + 5]!) / 3;
    const variance = own + (joint === NECK ? 0 : findHangSdM(parameters, joint) ** 2);
    if (variance >= best.variance) continue;
    const [x, y] = [places[3 * joint]!, places[3 * joint + 1]!];
    best = { x, y, z: places[3 * joint + 2]! - findHangM(parameters, joint), variance };
  }
  return best;
}

/** Predicts a body a number of seconds ahead. */
export function predictBody(body: Body, seconds: number, parameters: BodyParameters): void {
  const { places, covariances } = body;
  const { speedPersistenceS } = parameters;
  const reachS = speedPersistenceS * (1 - Math.exp(-seconds / speedPersistenceS));
  for (let joint = 0; joint < JOINTS; joint++) {
    places[3 * joint] = places[3 * joint]! + reachS * body.velocityX;
    places[3 * joint + 1] = places[3 * joint + 1]! + reachS * body.velocityY;
    const added = findWanderM2PerS(parameters, joint) * seconds;
    for (const at of joint < TORSO_JOINTS ? [0, 3] : [0, 3, 5]) {
      const index = SYMMETRIC * joint + at;
      covariances[index] = covariances[index]! + added;
    }
  }
  straighten(body, seconds, parameters);
  const left = Math.exp(-seconds / speedPersistenceS);
  body.velocityX *= left;
  body.velocityY *= left;
  for (let joint = TORSO_JOINTS; joint < JOINTS; joint++) forgetFar(body, joint, parameters);
}

/**
 * Who bends stands up again: without it, whom one camera alone sees would float along its line of sight
 * (Ornstein and Uhlenbeck 1930).
 */
function straighten(
  { places, covariances }: Body,
  seconds: number,
  parameters: BodyParameters,
): void {
  const { straightenS, standSdM } = parameters;
  const kept = Math.exp(-seconds / straightenS);
  for (let joint = 0; joint < TORSO_JOINTS; joint++) {
    const z = 3 * joint + 2;
    const standM = findStandM(parameters, joint);
    places[z] = standM + kept * (places[z]! - standM);
    const at = SYMMETRIC * joint;
    for (const entry of [2, 4]) covariances[at + entry] = kept * covariances[at + entry]!;
    covariances[at + 5] = kept * kept * covariances[at + 5]! + (1 - kept * kept) * standSdM ** 2;
  }
}

/** A limb of which no more is known than that it hangs from the neck does so. */
function forgetFar(body: Body, joint: number, parameters: BodyParameters): void {
  const { places, covariances } = body;
  const at = SYMMETRIC * joint;
  const own = (covariances[at]! + covariances[at + 3]! + covariances[at + 5]!) / 3;
  if (own < findHangSdM(parameters, joint) ** 2) return;
  places.fill(Number.NaN, 3 * joint, 3 * joint + 3);
  hangRest(body, parameters);
}

/** A body that is not where it was thought to be may be that far off, mean square, m². */
export function loosenBody(
  { covariances }: Body,
  offM2: number,
  { loosenedM2Max }: BodyParameters,
): void {
  if (offM2 === 0) return;
  for (let at = 0; at < covariances.length; at += SYMMETRIC) {
    for (const entry of [0, 3]) {
      const before = covariances[at + entry]!;
      // Known better along one axis alone it would be no covariance any more.
      covariances[at + entry] = Math.max(before, Math.min(loosenedM2Max, before + offM2));
    }
  }
}

/** The same body elsewhere, standing, with a larger variance. */
export function moveBody(
  body: Body,
  dx: number,
  dy: number,
  varianceM2: number,
  parameters: BodyParameters,
): Body {
  const moved: Body = {
    ...body,
    velocityX: 0,
    velocityY: 0,
    places: Float64Array.from(body.places),
    covariances: Float64Array.from(body.covariances),
    seenMs: Float64Array.from(body.seenMs),
  };
  shiftBody(moved, dx, dy);
  loosenBody(moved, varianceM2, parameters);
  return moved;
}

export function shiftBody({ places }: Body, dx: number, dy: number): void {
  for (let at = 0; at < places.length; at += 3) {
    places[at] = places[at]! + dx;
    places[at + 1] = places[at + 1]! + dy;
  }
}

/** The part of a step that was not foreseen is speed, in part; of a leap no more than of a step. */
export function learnSpeed(
  body: Body,
  before: { readonly x: number; readonly y: number },
  seconds: number,
  { speedGain, speedStepMMax, speedMPerSMax, speedFrameSMin }: BodyParameters,
): void {
  if (!(seconds > 0)) return;
  const after = findGround(body);
  const [dx, dy] = [after.x - before.x, after.y - before.y];
  const step = Math.min(1, speedStepMMax / Math.max(1e-9, Math.hypot(dx, dy)));
  const gain = (step * speedGain) / Math.max(seconds, speedFrameSMin);
  const limit = (speed: number): number => Math.max(-speedMPerSMax, Math.min(speedMPerSMax, speed));
  body.velocityX = limit(body.velocityX + gain * dx);
  body.velocityY = limit(body.velocityY + gain * dy);
}

/** Where the torso is on the floor: the mean of its joints, by how well each is known. */
export function findGround({ places, covariances }: Body) {
  let [x, y, weights] = [0, 0, 0];
  for (let joint = 0; joint < TORSO_JOINTS; joint++) {
    const at = SYMMETRIC * joint;
    const weight = 1 / (covariances[at]! + covariances[at + 3]!);
    x += weight * places[3 * joint]!;
    y += weight * places[3 * joint + 1]!;
    weights += weight;
  }
  // Joints of a torso are wrong together.
  return { x: x / weights, y: y / weights, variance: TORSO_JOINTS / (2 * weights) };
}

/** How a camera sees a joint: where, and how surely. */
export interface JointView {
  x: number;
  y: number;
  /** Of the pixel, what the joint's own covariance makes of it: xx, xy, yy, px². */
  xx: number;
  xy: number;
  yy: number;
  /** Pixels a metre across the line of sight. */
  pxPerM: number;
  /** Derivatives of x and y by the place's three coordinates. */
  readonly slopes: Float64Array;
}

export function makeJointView(): JointView {
  return { x: 0, y: 0, xx: 0, xy: 0, yy: 0, pxPerM: 0, slopes: new Float64Array(6) };
}

const imaged = new Float64Array(8);

/** Writes how a camera sees a joint; false where it does not image the place. */
export function viewJoint(
  { places, covariances }: Body,
  joint: number,
  camera: Camera,
  out: JointView,
): boolean {
  const { rotation: r, position: p } = camera;
  const dx = places[3 * joint]! - p.x;
  const dy = places[3 * joint + 1]! - p.y;
  const dz = places[3 * joint + 2]! - p.z;
  const depth = r[6]! * dx + r[7]! * dy + r[8]! * dz;
  const isImaged = imageCameraPoint(
    camera,
    r[0]! * dx + r[1]! * dy + r[2]! * dz,
    r[3]! * dx + r[4]! * dy + r[5]! * dz,
    depth,
    imaged,
  );
  if (!isImaged) return false;
  out.x = imaged[0]!;
  out.y = imaged[1]!;
  out.pxPerM = camera.focalXPx / depth;
  const { slopes } = out;
  for (let axis = 0; axis < 2; axis++) {
    const a = imaged[2 + 3 * axis]!;
    const b = imaged[3 + 3 * axis]!;
    const c = imaged[4 + 3 * axis]!;
    for (let to = 0; to < 3; to++) {
      slopes[3 * axis + to] = a * r[to]! + b * r[3 + to]! + c * r[6 + to]!;
    }
  }
  const at = SYMMETRIC * joint;
  out.xx = multiply(covariances, at, slopes, 0, 0);
  out.xy = multiply(covariances, at, slopes, 0, 3);
  out.yy = multiply(covariances, at, slopes, 3, 3);
  return true;
}

/** One row of the slopes times the covariance times another. */
function multiply(p: Float64Array, at: number, s: Float64Array, left: number, right: number) {
  const [a, b, c] = [s[right]!, s[right + 1]!, s[right + 2]!];
  return (
    s[left]! * (p[at]! * a + p[at + 1]! * b + p[at + 2]! * c) +
    s[left + 1]! * (p[at + 1]! * a + p[at + 3]! * b + p[at + 4]! * c) +
    s[left + 2]! * (p[at + 2]! * a + p[at + 4]! * b + p[at + 5]! * c)
  );
}

/**
 * How far a pixel is from where a camera was thought to see a joint: squared, in standard deviations,
 * and the determinant of the covariance that this is by, px⁴.
 */
export function measureOff(view: JointView, x: number, y: number, variancePx2: number) {
  const sxx = view.xx + variancePx2;
  const syy = view.yy + variancePx2;
  const determinant = sxx * syy - view.xy ** 2;
  const [dx, dy] = [x - view.x, y - view.y];
  const square = (dx * dx * syy - 2 * dx * dy * view.xy + dy * dy * sxx) / determinant;
  return { square, determinant };
}

/**
 * Takes in where a camera sees a joint: pixels, with that variance on each axis, px². `view` is how the
 * camera was thought to see it.
 */
export function correctJoint(
  { places, covariances }: Body,
  joint: number,
  view: JointView,
  x: number,
  y: number,
  variancePx2: number,
): void {
  const { slopes: s } = view;
  const at = SYMMETRIC * joint;
  const sxx = view.xx + variancePx2;
  const syy = view.yy + variancePx2;
  const determinant = sxx * syy - view.xy * view.xy;
  const [ixx, ixy, iyy] = [syy / determinant, -view.xy / determinant, sxx / determinant];
  for (let axis = 0; axis < 3; axis++) {
    const row = ROWS[axis]!;
    const a = covariances[at + row[0]!]!;
    const b = covariances[at + row[1]!]!;
    const c = covariances[at + row[2]!]!;
    byX[axis] = a * s[0]! + b * s[1]! + c * s[2]!;
    byY[axis] = a * s[3]! + b * s[4]! + c * s[5]!;
  }
  const [dx, dy] = [x - view.x, y - view.y];
  for (let axis = 0; axis < 3; axis++) {
    const row = ROWS[axis]!;
    const gainX = byX[axis]! * ixx + byY[axis]! * ixy;
    const gainY = byX[axis]! * ixy + byY[axis]! * iyy;
    places[3 * joint + axis] = places[3 * joint + axis]! + gainX * dx + gainY * dy;
    for (let other = axis; other < 3; other++) {
      const entry = at + row[other]!;
      covariances[entry] = covariances[entry]! - gainX * byX[other]! - gainY * byY[other]!;
    }
  }
}

/** The covariance of a joint's place with the pixel's x and y, by the place's axis. */
const byX = new Float64Array(3);
const byY = new Float64Array(3);

/** Where the entries of each row of a symmetric matrix are. */
const ROWS = [
  [0, 1, 2],
  [1, 3, 4],
  [2, 4, 5],
] as const;
