import { findEigen } from "@saunter/numerics/symmetric-eigen";

/** A place on a plane, in its own axes, and where it is imaged. */
export interface PlanePair {
  readonly planeX: number;
  readonly planeY: number;
  readonly x: number;
  readonly y: number;
}

interface Scaling {
  readonly meanX: number;
  readonly meanY: number;
  /** Mean distance from there becomes the root of 2. */
  readonly scale: number;
}

function findScaling(points: readonly (readonly [number, number])[]): Scaling {
  let meanX = 0;
  let meanY = 0;
  for (const [x, y] of points) {
    meanX += x / points.length;
    meanY += y / points.length;
  }
  let distance = 0;
  for (const [x, y] of points) distance += Math.hypot(x - meanX, y - meanY) / points.length;
  return { meanX, meanY, scale: Math.SQRT2 / distance };
}

/**
 * The projective map of a plane to its image, nine numbers row-major, of length 1 and with the places
 * before the camera: the normalised direct linear transformation (Hartley & Zisserman 2004, 4.1).
 * Null where the pairs do not decide it: fewer than four, or all but one on a line.
 */
export function fitHomography(pairs: readonly PlanePair[]): Float64Array | null {
  if (pairs.length < 4) return null;
  const from = findScaling(pairs.map(({ planeX, planeY }) => [planeX, planeY]));
  const to = findScaling(pairs.map(({ x, y }) => [x, y]));
  if (!Number.isFinite(from.scale + to.scale)) return null;
  const normal = new Float64Array(81);
  const add = (row: readonly number[]): void => {
    for (let i = 0; i < 81; i++) normal[i] += row[Math.floor(i / 9)] * row[i % 9];
  };
  for (const pair of pairs) {
    const a = (pair.planeX - from.meanX) * from.scale;
    const b = (pair.planeY - from.meanY) * from.scale;
    const x = (pair.x - to.meanX) * to.scale;
    const y = (pair.y - to.meanY) * to.scale;
    add([a, b, 1, 0, 0, 0, -x * a, -x * b, -x]);
    add([0, 0, 0, a, b, 1, -y * a, -y * b, -y]);
  }
  const { values, vectors } = findEigen(normal, 9);
  if (!(values[1] > 1e-9 * values[8])) return null;
  return unscale(vectors.subarray(0, 9), from, to, pairs);
}

/** Undoes the scaling of both sides, and settles length and sign. */
function unscale(
  h: Float64Array,
  from: Scaling,
  to: Scaling,
  pairs: readonly PlanePair[],
): Float64Array {
  const map = new Float64Array(9);
  for (let column = 0; column < 3; column++) {
    map[column] = h[column] / to.scale + to.meanX * h[6 + column];
    map[3 + column] = h[3 + column] / to.scale + to.meanY * h[6 + column];
    map[6 + column] = h[6 + column];
  }
  for (let row = 0; row < 9; row += 3) {
    const [a, b] = [map[row] * from.scale, map[row + 1] * from.scale];
    map[row] = a;
    map[row + 1] = b;
    map[row + 2] -= a * from.meanX + b * from.meanY;
  }
  const [first] = pairs;
  const depth = map[6] * first.planeX + map[7] * first.planeY + map[8];
  const length = Math.hypot(...map) * (depth < 0 ? -1 : 1);
  return map.map((entry) => entry / length);
}
