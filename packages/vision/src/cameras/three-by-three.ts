/** Symmetric 3 x 3 sums, xx xy xz yy yz zz, and a vector: a place's normal equations. */
export type Sums = Float64Array;
/** Where the vector begins. */
export const SUMS_VECTOR = 6;

/** Writes the solution of the system to out[0..2]; false where it has none to working precision. */
export function solveSums(s: Sums, out: Float64Array): boolean {
  const [xx, xy, xz, yy, yz, zz] = [s[0], s[1], s[2], s[3], s[4], s[5]];
  const a = yy * zz - yz * yz;
  const b = xz * yz - xy * zz;
  const c = xy * yz - xz * yy;
  const determinant = xx * a + xy * b + xz * c;
  const scale = (xx + yy + zz) / 3;
  if (!(determinant > 1e-14 * scale * scale * scale)) return false;
  const d = xx * zz - xz * xz;
  const e = xy * xz - xx * yz;
  const f = xx * yy - xy * xy;
  const [u, v, w] = [s[SUMS_VECTOR], s[SUMS_VECTOR + 1], s[SUMS_VECTOR + 2]];
  out[0] = (a * u + b * v + c * w) / determinant;
  out[1] = (b * u + d * v + e * w) / determinant;
  out[2] = (c * u + e * v + f * w) / determinant;
  return true;
}

/** The inverse, nine numbers row-major. Not finite where there is none. */
export function invertSums(s: Sums): Float64Array {
  const [xx, xy, xz, yy, yz, zz] = [s[0], s[1], s[2], s[3], s[4], s[5]];
  const a = yy * zz - yz * yz;
  const b = xz * yz - xy * zz;
  const c = xy * yz - xz * yy;
  const k = 1 / (xx * a + xy * b + xz * c);
  const d = (xx * zz - xz * xz) * k;
  const e = (xy * xz - xx * yz) * k;
  const f = (xx * yy - xy * xy) * k;
  return Float64Array.of(a * k, b * k, c * k, b * k, d, e, c * k, e, f);
}
