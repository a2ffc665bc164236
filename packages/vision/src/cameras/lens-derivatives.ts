import type { Lens } from "./camera-model.ts";

/** focal x, focal y, centre x, centre y, k1, k2, p1, p2, k3: the order of the derivatives. */
export const LENS_PARAMETERS = 9;

/**
 * Derivatives of a pixel by the parameters of the lens, for a point at (x, y) on the plane one focal
 * length before the camera: those of the pixel's x go to out[at..at+8], y's to out[at+stride..].
 */
export function differentiateByLens(
  { focalXPx, focalYPx, distortion }: Lens,
  x: number,
  y: number,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  const { k1, k2, p1, p2, k3 } = distortion;
  const square = x * x + y * y;
  const gain = 1 + square * (k1 + square * (k2 + square * k3));
  const alongX = square + 2 * x * x;
  const alongY = square + 2 * y * y;
  out[at] = x * gain + 2 * p1 * x * y + p2 * alongX;
  out[at + 2] = 1;
  out[at + 4] = focalXPx * x * square;
  out[at + 5] = out[at + 4] * square;
  out[at + 6] = focalXPx * 2 * x * y;
  out[at + 7] = focalXPx * alongX;
  out[at + 8] = out[at + 5] * square;
  const to = at + stride;
  out[to + 1] = y * gain + p1 * alongY + 2 * p2 * x * y;
  out[to + 3] = 1;
  out[to + 4] = focalYPx * y * square;
  out[to + 5] = out[to + 4] * square;
  out[to + 6] = focalYPx * alongY;
  out[to + 7] = focalYPx * 2 * x * y;
  out[to + 8] = out[to + 5] * square;
}
