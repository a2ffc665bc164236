/**
 * Rotations as nine numbers, row-major, and as vectors: the axis, as long as the angle in radians
 * (Rodrigues 1840; OpenCV's rvec).
 */

/** A place or a direction. Metres, where it is a place. */
export interface Point3 {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

/** Nine numbers, row-major. */
export type Rotation = Float64Array;

export const subtract = (a: Point3, b: Point3): Point3 => ({
  x: a.x - b.x,
  y: a.y - b.y,
  z: a.z - b.z,
});

export const addScaled = (a: Point3, scale: number, b: Point3): Point3 => ({
  x: a.x + scale * b.x,
  y: a.y + scale * b.y,
  z: a.z + scale * b.z,
});

export const dot = (a: Point3, b: Point3): number => a.x * b.x + a.y * b.y + a.z * b.z;

export const cross = (a: Point3, b: Point3): Point3 => ({
  x: a.y * b.z - a.z * b.y,
  y: a.z * b.x - a.x * b.z,
  z: a.x * b.y - a.y * b.x,
});

export const measureLength = (a: Point3): number => Math.hypot(a.x, a.y, a.z);

export const measureDistance = (a: Point3, b: Point3): number =>
  Math.hypot(a.x - b.x, a.y - b.y, a.z - b.z);

/** The same direction with length 1; a vector of length 0 has none and gives NaN. */
export function normalise(a: Point3): Point3 {
  const length = measureLength(a);
  return { x: a.x / length, y: a.y / length, z: a.z / length };
}

export const rotate = (r: Rotation, a: Point3): Point3 => ({
  x: r[0] * a.x + r[1] * a.y + r[2] * a.z,
  y: r[3] * a.x + r[4] * a.y + r[5] * a.z,
  z: r[6] * a.x + r[7] * a.y + r[8] * a.z,
});

/** By the rotation's transpose, which is its inverse. */
export const rotateBack = (r: Rotation, a: Point3): Point3 => ({
  x: r[0] * a.x + r[3] * a.y + r[6] * a.z,
  y: r[1] * a.x + r[4] * a.y + r[7] * a.z,
  z: r[2] * a.x + r[5] * a.y + r[8] * a.z,
});

export const transpose = (r: Rotation): Rotation =>
  Float64Array.of(r[0], r[3], r[6], r[1], r[4], r[7], r[2], r[5], r[8]);

/** a b: first b, then a. */
export function multiplyRotations(a: Rotation, b: Rotation): Rotation {
  const product = new Float64Array(9);
  for (let row = 0; row < 3; row++) {
    for (let column = 0; column < 3; column++) {
      product[3 * row + column] =
        a[3 * row] * b[column] + a[3 * row + 1] * b[3 + column] + a[3 * row + 2] * b[6 + column];
    }
  }
  return product;
}

/** A rotation by its three rows. */
export const stackRows = (x: Point3, y: Point3, z: Point3): Rotation =>
  Float64Array.of(x.x, x.y, x.z, y.x, y.y, y.z, z.x, z.y, z.z);

/** @param vector the axis, as long as the angle, radians */
export function rotationFromVector({ x, y, z }: Point3): Rotation {
  const angle = Math.hypot(x, y, z);
  // sin(a)/a and (1 - cos a)/a², which have a value at 0 too.
  const sine = angle < 1e-4 ? 1 - angle ** 2 / 6 : Math.sin(angle) / angle;
  const versine = angle < 1e-4 ? 0.5 - angle ** 2 / 24 : 2 * (Math.sin(angle / 2) / angle) ** 2;
  return Float64Array.of(
    1 - versine * (y * y + z * z),
    versine * x * y - sine * z,
    versine * x * z + sine * y,
    versine * x * y + sine * z,
    1 - versine * (x * x + z * z),
    versine * y * z - sine * x,
    versine * x * z - sine * y,
    versine * y * z + sine * x,
    1 - versine * (x * x + y * y),
  );
}

/**
 * The vector of a rotation, 0 to π long, by way of its quaternion, whose largest part is taken first,
 * so that it is exact near 0 and near π (Shepperd 1978).
 */
export function vectorFromRotation(r: Rotation): Point3 {
  const squares = [
    1 + r[0] + r[4] + r[8],
    1 + r[0] - r[4] - r[8],
    1 - r[0] + r[4] - r[8],
    1 - r[0] - r[4] + r[8],
  ];
  const sums = [
    [r[7] - r[5], r[2] - r[6], r[3] - r[1]],
    [r[1] + r[3], r[2] + r[6], r[5] + r[7]],
  ];
  const [[wx, wy, wz], [xy, xz, yz]] = sums;
  const rows = [
    [squares[0], wx, wy, wz],
    [wx, squares[1], xy, xz],
    [wy, xy, squares[2], yz],
    [wz, xz, yz, squares[3]],
  ];
  const largest = squares.indexOf(Math.max(...squares));
  const sign = rows[largest][0] < 0 ? -1 : 1;
  const [w, x, y, z] = rows[largest].map((part) => sign * part);
  const length = Math.hypot(x, y, z);
  if (length === 0) return { x: 0, y: 0, z: 0 };
  const scale = (2 * Math.atan2(length, w)) / length;
  return { x: scale * x, y: scale * y, z: scale * z };
}

/**
 * Three rows that are nearly orthonormal made so: the first keeps its direction, the second its plane.
 * Takes out rounding, and what a file's few digits leave.
 */
export function orthonormalise(r: ArrayLike<number>): Rotation {
  const x = normalise({ x: r[0], y: r[1], z: r[2] });
  const rough = { x: r[3], y: r[4], z: r[5] };
  const y = normalise(addScaled(rough, -dot(rough, x), x));
  return stackRows(x, y, cross(x, y));
}

/** How far two rotations are apart, radians, 0 to π. */
export function measureTurn(a: Rotation, b: Rotation): number {
  return measureLength(vectorFromRotation(multiplyRotations(a, transpose(b))));
}

/**
 * The rotation, world to camera, of a camera at `from` that has `at` in the middle of its image, with
 * the world's z upwards in it. Looking straight up or down, the world's y is upwards.
 */
export function lookAt(from: Point3, at: Point3): Rotation {
  const forward = normalise(subtract(at, from));
  const isSteep = Math.hypot(forward.x, forward.y) < 1e-9;
  const right = normalise(cross(forward, isSteep ? { x: 0, y: 1, z: 0 } : { x: 0, y: 0, z: 1 }));
  return stackRows(right, cross(forward, right), forward);
}
