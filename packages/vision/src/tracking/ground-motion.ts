/**
 * How people move on the floor: position and velocity, where the velocity is forgotten in a second or
 * two (an Ornstein-Uhlenbeck process), and the Kalman filter of it.
 *
 * State: x, y in metres and their velocities in m/s. Covariance: the ten entries of a symmetric matrix
 * of four, by blocks: position (xx, xy, yy), position by velocity (x·vx, x·vy, y·vx, y·vy), velocity
 * (vx·vx, vx·vy, vy·vy).
 */

/** What one is to know of how people walk. */
export interface Gait {
  /** Of each component of the velocity, m/s: what people walk at, standing included. */
  readonly speedSd: number;
  /** Time constant of a velocity, seconds. */
  readonly persistenceS: number;
}

export interface GroundState {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

const STATE = 4;
const COVARIANCE = 10;

/** A state at a place that was seen, with any velocity that people have. @param noiseVariance m², each axis */
export function startState(x: number, y: number, noiseVariance: number, gait: Gait): GroundState {
  const mean = new Float64Array(STATE);
  mean[0] = x;
  mean[1] = y;
  const covariance = new Float64Array(COVARIANCE);
  covariance[0] = noiseVariance;
  covariance[2] = noiseVariance;
  covariance[7] = gait.speedSd ** 2;
  covariance[9] = gait.speedSd ** 2;
  return { mean, covariance };
}

/** The transition of any state over a number of seconds. */
export interface MotionStep {
  /** Of the velocity, what is left. */
  readonly left: number;
  /** Metres that one goes for each m/s that one had. */
  readonly reachS: number;
  readonly placeVariance: number;
  readonly mixedVariance: number;
  readonly speedVariance: number;
}

export function findMotionStep({ speedSd, persistenceS }: Gait, seconds: number): MotionStep {
  const left = Math.exp(-seconds / persistenceS);
  const lost = 1 - left;
  const variance = speedSd ** 2;
  return {
    left,
    reachS: persistenceS * lost,
    placeVariance:
      2 * variance * persistenceS * (seconds - 2 * persistenceS * lost) +
      variance * persistenceS ** 2 * (1 - left * left),
    mixedVariance: variance * persistenceS * lost * lost,
    speedVariance: variance * (1 - left * left),
  };
}

/** Moves a state on, in place. */
export function predictState({ mean: m, covariance: p }: GroundState, step: MotionStep): void {
  const { left: a, reachS: b, placeVariance, mixedVariance, speedVariance } = step;
  m[0] = m[0]! + b * m[2]!;
  m[1] = m[1]! + b * m[3]!;
  m[2] = a * m[2]!;
  m[3] = a * m[3]!;
  const xu = p[3]!;
  const xv = p[4]!;
  const yu = p[5]!;
  const yv = p[6]!;
  const uu = p[7]!;
  const uv = p[8]!;
  const vv = p[9]!;
  p[0] = p[0]! + 2 * b * xu + b * b * uu + placeVariance;
  p[1] = p[1]! + b * (xv + yu) + b * b * uv;
  p[2] = p[2]! + 2 * b * yv + b * b * vv + placeVariance;
  p[3] = a * (xu + b * uu) + mixedVariance;
  p[4] = a * (xv + b * uv);
  p[5] = a * (yu + b * uv);
  p[6] = a * (yv + b * vv) + mixedVariance;
  p[7] = a * a * uu + speedVariance;
  p[8] = a * a * uv;
  p[9] = a * a * vv + speedVariance;
}

/** Takes in a place that was seen, in place. @param noiseVariance m², each axis */
export function updateState(
  { mean: m, covariance: p }: GroundState,
  x: number,
  y: number,
  noiseVariance: number,
): void {
  const sxx = p[0]! + noiseVariance;
  const sxy = p[1]!;
  const syy = p[2]! + noiseVariance;
  const determinant = sxx * syy - sxy * sxy;
  const ixx = syy / determinant;
  const ixy = -sxy / determinant;
  const iyy = sxx / determinant;
  const dx = x - m[0]!;
  const dy = y - m[1]!;
  const xx = p[0]!;
  const xy = p[1]!;
  const yy = p[2]!;
  const xu = p[3]!;
  const xv = p[4]!;
  const yu = p[5]!;
  const yv = p[6]!;
  // Rows of the gain: x, y, and the two velocities.
  const kxx = xx * ixx + xy * ixy;
  const kxy = xx * ixy + xy * iyy;
  const kyx = xy * ixx + yy * ixy;
  const kyy = xy * ixy + yy * iyy;
  const kux = xu * ixx + yu * ixy;
  const kuy = xu * ixy + yu * iyy;
  const kvx = xv * ixx + yv * ixy;
  const kvy = xv * ixy + yv * iyy;
  m[0] = m[0]! + kxx * dx + kxy * dy;
  m[1] = m[1]! + kyx * dx + kyy * dy;
  m[2] = m[2]! + kux * dx + kuy * dy;
  m[3] = m[3]! + kvx * dx + kvy * dy;
  p[0] = xx - kxx * xx - kxy * xy;
  p[1] = xy - kxx * xy - kxy * yy;
  p[2] = yy - kyx * xy - kyy * yy;
  p[3] = xu - kxx * xu - kxy * yu;
  p[4] = xv - kxx * xv - kxy * yv;
  p[5] = yu - kyx * xu - kyy * yu;
  p[6] = yv - kyx * xv - kyy * yv;
  p[7] = p[7]! - kux * xu - kuy * yu;
  p[8] = p[8]! - kux * xv - kuy * yv;
  p[9] = p[9]! - kvx * xv - kvy * yv;
}

/** How likely it is to see somebody at a place, natural logarithm of the density a square metre. */
export function placeLogDensity(
  { mean: m, covariance: p }: GroundState,
  x: number,
  y: number,
  noiseVariance: number,
): number {
  const sxx = p[0]! + noiseVariance;
  const sxy = p[1]!;
  const syy = p[2]! + noiseVariance;
  const determinant = sxx * syy - sxy * sxy;
  const dx = x - m[0]!;
  const dy = y - m[1]!;
  const square = (dx * dx * syy - 2 * dx * dy * sxy + dy * dy * sxx) / determinant;
  return -Math.log(2 * Math.PI) - 0.5 * (Math.log(determinant) + square);
}
