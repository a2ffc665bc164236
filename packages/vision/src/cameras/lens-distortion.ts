/**
 * How a lens bends what it images: Brown (1971), with the coefficients as OpenCV names and orders
 * them (k1, k2, p1, p2, k3). Coordinates are those on a plane one focal length before the camera, as
 * shares of the focal length: x to the right, y down, 0 on the axis.
 */
import { findRealRoots } from "@saunter/numerics/real-roots";
import { UNDISTORTION_STEPS_MAX } from "../limits.ts";

export interface Distortion {
  readonly k1: number;
  readonly k2: number;
  readonly p1: number;
  readonly p2: number;
  readonly k3: number;
}

export const NO_DISTORTION: Distortion = { k1: 0, k2: 0, p1: 0, p2: 0, k3: 0 };

/** No lens of this model sees further from its axis: 89.4 degrees. */
const RADIUS_MAX = 100;
const TOLERANCE = 1e-13;
/** Of the radius of the fold, where the slope is none: Newton's method starts this far within. */
const START_SHARE = 0.97;

/**
 * How far from the axis the polynomial holds: from there on it goes back inwards, and would image
 * what is far aside in the middle. Infinity where it never does.
 */
export function findFoldRadius({ k1, k2, k3 }: Distortion): number {
  if (k1 >= 0 && k2 >= 0 && k3 >= 0) return Number.POSITIVE_INFINITY;
  // The derivative of r (1 + k1 r² + k2 r⁴ + k3 r⁶), in squares of r.
  const slope = [1, 3 * k1, 5 * k2, 7 * k3];
  const [first] = findRealRoots(slope, 0, RADIUS_MAX ** 2);
  return first === undefined ? Number.POSITIVE_INFINITY : Math.sqrt(first);
}

/** Writes where a point is imaged, x and y, into `out`. */
export function distort(
  { k1, k2, p1, p2, k3 }: Distortion,
  x: number,
  y: number,
  out: Float64Array,
): void {
  const square = x * x + y * y;
  const gain = 1 + square * (k1 + square * (k2 + square * k3));
  out[0] = x * gain + 2 * p1 * x * y + p2 * (square + 2 * x * x);
  out[1] = y * gain + p1 * (square + 2 * y * y) + 2 * p2 * x * y;
}

/** As `distort`, followed by the derivatives dx/dx, dx/dy (which is dy/dx too) and dy/dy. */
export function distortWithSlopes(
  distortion: Distortion,
  x: number,
  y: number,
  out: Float64Array,
): void {
  const { k1, k2, p1, p2, k3 } = distortion;
  distort(distortion, x, y, out);
  const square = x * x + y * y;
  const gain = 1 + square * (k1 + square * (k2 + square * k3));
  const growth = k1 + square * (2 * k2 + 3 * square * k3);
  out[2] = gain + 2 * x * x * growth + 2 * p1 * y + 6 * p2 * x;
  out[3] = 2 * x * y * growth + 2 * p1 * x + 2 * p2 * y;
  out[4] = gain + 2 * y * y * growth + 6 * p1 * y + 2 * p2 * x;
}

/** The radius that is imaged at `radius`, below the fold, or null: Newton within a bracket. */
function undistortRadius(
  { k1, k2, k3 }: Distortion,
  radius: number,
  foldRadius: number,
): number | null {
  const slope = [1, 3 * k1, 5 * k2, 7 * k3];
  const reach = (r: number): number => r * (1 + r * r * (k1 + r * r * (k2 + r * r * k3)));
  let low = 0;
  let high = Math.min(foldRadius, Math.max(1, 2 * radius));
  while (reach(high) < radius) {
    if (high >= foldRadius || high >= RADIUS_MAX) return null;
    high = Math.min(foldRadius, 2 * high);
  }
  let at = Math.min(radius, high);
  for (let i = 0; i < UNDISTORTION_STEPS_MAX; i++) {
    const off = reach(at) - radius;
    if (Math.abs(off) <= TOLERANCE * (1 + radius)) break;
    if (off > 0) high = at;
    else low = at;
    const square = at * at;
    const rate = slope[0] + square * (slope[1] + square * (slope[2] + square * slope[3]));
    const next = at - off / rate;
    at = next > low && next < high ? next : (low + high) / 2;
  }
  return at;
}

/**
 * Writes the point that is imaged at (x, y) into `out`, and says whether there is one: what lies
 * outside of what the lens can image has none. The radial part is inverted first, on one axis where
 * it is monotone; Newton's method on both does the rest.
 */
export function undistortOnPlane(
  distortion: Distortion,
  foldRadius: number,
  x: number,
  y: number,
  out: Float64Array,
): boolean {
  const imaged = Math.hypot(x, y);
  const isRadial = distortion.p1 === 0 && distortion.p2 === 0;
  let radius = undistortRadius(distortion, imaged, foldRadius);
  if (radius === null) {
    // The tangential part may reach a little further than the radial alone.
    if (isRadial || foldRadius > RADIUS_MAX) return false;
    radius = START_SHARE * foldRadius;
  }
  const share = imaged === 0 ? 1 : radius / imaged;
  let atX = x * share;
  let atY = y * share;
  const slopes = new Float64Array(5);
  for (let i = 0; !isRadial; i++) {
    distortWithSlopes(distortion, atX, atY, slopes);
    const [offX, offY] = [slopes[0] - x, slopes[1] - y];
    if (Math.abs(offX) + Math.abs(offY) <= TOLERANCE * (1 + imaged)) break;
    const determinant = slopes[2] * slopes[4] - slopes[3] * slopes[3];
    if (i === UNDISTORTION_STEPS_MAX || !(determinant > 0)) return false;
    atX -= (slopes[4] * offX - slopes[3] * offY) / determinant;
    atY -= (slopes[2] * offY - slopes[3] * offX) / determinant;
  }
  if (!(Math.hypot(atX, atY) <= foldRadius)) return false;
  out[0] = atX;
  out[1] = atY;
  return true;
}

/** The coefficients in OpenCV's order; those that are left out are 0. */
export function distortionFromList(list: ArrayLike<number>): Distortion {
  const [k1 = 0, k2 = 0, p1 = 0, p2 = 0, k3 = 0] = Array.from(list);
  return { k1, k2, p1, p2, k3 };
}
