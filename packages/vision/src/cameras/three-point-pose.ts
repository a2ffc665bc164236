/**
 * Where a camera may be that sees three known places in three known directions: up to four answers
 * (Grunert 1841, as Haralick et al. 1994 write it). They are starts, to be refined.
 */
import { differentiate, findRealRoots } from "@saunter/numerics/real-roots";
import type { Pose } from "./camera-model.ts";
import {
  addScaled,
  cross,
  dot,
  measureDistance,
  multiplyRotations,
  normalise,
  type Point3,
  type Rotation,
  rotate,
  rotateBack,
  stackRows,
  subtract,
  transpose,
} from "./rotations.ts";

export type Triple = readonly [Point3, Point3, Point3];

/** How many times further than the first place the third may be. */
const RATIO_MAX = 1000;

/** Axes along a triangle and across it; null where its corners lie on one line. */
function findTriangleAxes([p1, p2, p3]: Triple): Rotation | null {
  const first = normalise(subtract(p2, p1));
  const across = normalise(cross(first, subtract(p3, p1)));
  if (!Number.isFinite(across.x)) return null;
  return stackRows(first, cross(across, first), across);
}

const findMiddle = ([a, b, c]: Triple): Point3 => ({
  x: (a.x + b.x + c.x) / 3,
  y: (a.y + b.y + c.y) / 3,
  z: (a.z + b.z + c.z) / 3,
});

/** The pose in which three places lie at three places in camera axes, as nearly as they fit. */
function alignTriangles(places: Triple, seen: Triple): Pose | null {
  const placeAxes = findTriangleAxes(places);
  const seenAxes = findTriangleAxes(seen);
  if (placeAxes === null || seenAxes === null) return null;
  const rotation = multiplyRotations(transpose(seenAxes), placeAxes);
  const position = subtract(findMiddle(places), rotateBack(rotation, findMiddle(seen)));
  return { rotation, position };
}

interface Triangle {
  /** Squares of the sides opposite to the corners 1, 2 and 3, the second being 1. */
  readonly a: number;
  readonly c: number;
  readonly cosAlpha: number;
  readonly cosBeta: number;
  readonly cosGamma: number;
}

/** Grunert's polynomial of the fourth degree in the ratio of the third distance to the first. */
function writeQuartic({ a, c, cosAlpha, cosBeta, cosGamma }: Triangle): number[] {
  const minus = a - c;
  const plus = a + c;
  const [alpha2, beta2, gamma2] = [cosAlpha ** 2, cosBeta ** 2, cosGamma ** 2];
  return [
    (1 + minus) ** 2 - 4 * a * gamma2,
    4 *
      (-minus * (1 + minus) * cosBeta +
        2 * a * gamma2 * cosBeta -
        (1 - plus) * cosAlpha * cosGamma),
    2 *
      (minus ** 2 -
        1 +
        2 * minus ** 2 * beta2 +
        2 * (1 - c) * alpha2 -
        4 * plus * cosAlpha * cosBeta * cosGamma +
        2 * (1 - a) * gamma2),
    4 *
      (minus * (1 - minus) * cosBeta - (1 - plus) * cosAlpha * cosGamma + 2 * c * alpha2 * cosBeta),
    (minus - 1) ** 2 - 4 * c * alpha2,
  ];
}

/**
 * Poses in which the three places are seen in the three directions (camera axes, length 1). With
 * noise two answers may melt into one that is no root any more: where the polynomial comes nearest
 * to zero is a start too.
 */
export function findThreePointPoses(places: Triple, directions: Triple): Pose[] {
  const [p1, p2, p3] = places;
  const [d1, d2, d3] = directions;
  const side = measureDistance(p1, p3);
  const triangle = {
    a: (measureDistance(p2, p3) / side) ** 2,
    c: (measureDistance(p1, p2) / side) ** 2,
    cosAlpha: dot(d2, d3),
    cosBeta: dot(d1, d3),
    cosGamma: dot(d1, d2),
  };
  const quartic = writeQuartic(triangle);
  if (!quartic.every(Number.isFinite)) return [];
  const [low, high] = [1 / RATIO_MAX, RATIO_MAX];
  const ratios = [
    ...findRealRoots(quartic, low, high),
    ...findRealRoots(differentiate(quartic), low, high),
  ];
  const poses: Pose[] = [];
  for (const third of ratios) {
    const spread = 1 + third ** 2 - 2 * third * triangle.cosBeta;
    const first = side / Math.sqrt(spread);
    const root = Math.sqrt(Math.max(0, triangle.cosGamma ** 2 - 1 + triangle.c * spread));
    for (const second of [triangle.cosGamma - root, triangle.cosGamma + root]) {
      if (!(second > 0) || !Number.isFinite(first)) continue;
      const seen: Triple = [
        addScaled(ORIGIN, first, d1),
        addScaled(ORIGIN, first * second, d2),
        addScaled(ORIGIN, first * third, d3),
      ];
      const pose = alignTriangles(places, seen);
      if (pose !== null) poses.push(pose);
    }
  }
  return poses;
}

const ORIGIN: Point3 = { x: 0, y: 0, z: 0 };

/**
 * The other pose in which places on a plane look nearly the same, seen from afar: depths about their
 * middle mirrored (Schweighofer & Pinz 2006). @param normal of the plane, length 1
 */
export function mirrorPose(pose: Pose, middle: Point3, normal: Point3): Pose {
  const seen = rotate(pose.rotation, subtract(middle, pose.position));
  const mirrored = multiplyRotations(
    multiplyRotations(reflect(normalise(seen)), pose.rotation),
    reflect(normal),
  );
  return { rotation: mirrored, position: subtract(middle, rotateBack(mirrored, seen)) };
}

/** I - 2 n nᵀ. */
const reflect = ({ x, y, z }: Point3): Float64Array =>
  Float64Array.of(
    ...[1 - 2 * x * x, -2 * x * y, -2 * x * z],
    ...[-2 * x * y, 1 - 2 * y * y, -2 * y * z],
    ...[-2 * x * z, -2 * y * z, 1 - 2 * z * z],
  );
