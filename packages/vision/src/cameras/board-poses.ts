/** Where a plane board is in each view, and what focal length they agree on: Zhang (2000), 3.1. */
import type { Lens, Pose } from "./camera-model.ts";
import { fitHomography, type PlanePair } from "./homography.ts";
import {
  cross,
  dot,
  normalise,
  orthonormalise,
  type Point3,
  rotateBack,
  transpose,
} from "./rotations.ts";

/** A corner of the board, metres in its own axes, and where it is seen, pixels. */
export interface BoardCorner {
  readonly boardX: number;
  readonly boardY: number;
  readonly x: number;
  readonly y: number;
}

export interface BoardView {
  readonly name: string;
  readonly corners: readonly BoardCorner[];
}

/** Homography of the board to pixels counted from the centre; null where the corners do not decide. */
export function findBoardMap(view: BoardView, centreX: number, centreY: number) {
  const pairs = view.corners.map(
    ({ boardX, boardY, x, y }): PlanePair => ({
      planeX: boardX,
      planeY: boardY,
      x: x - centreX,
      y: y - centreY,
    }),
  );
  return fitHomography(pairs);
}

/**
 * Focal lengths x and y under which the axes of all boards are upright on each other and of one
 * length, with the centre where it is supposed; as they follow, and as one of both. Not all, or none,
 * where the views do not tell.
 */
export function listFocals(maps: readonly Float64Array[]): [number, number][] {
  let [xx, xy, yy, x, y] = [0, 0, 0, 0, 0];
  const add = (a: number, b: number, c: number): void => {
    // a / fx² + b / fy² + c = 0
    xx += a * a;
    xy += a * b;
    yy += b * b;
    x -= a * c;
    y -= b * c;
  };
  for (const map of maps) {
    const length = Math.hypot(map[0], map[1], map[3], map[4]);
    const [a1, a2, b1, b2, c1, c2] = [map[0], map[1], map[3], map[4], map[6], map[7]].map(
      (entry) => entry / length,
    );
    add(a1 * a2, b1 * b2, c1 * c2);
    add(a1 * a1 - a2 * a2, b1 * b1 - b2 * b2, c1 * c1 - c2 * c2);
  }
  const determinant = xx * yy - xy * xy;
  const squares: [number, number][] = [];
  if (determinant > 1e-9 * xx * yy) {
    squares.push([(yy * x - xy * y) / determinant, (xx * y - xy * x) / determinant]);
  }
  const both = (x + y) / (xx + 2 * xy + yy);
  squares.push([both, both]);
  return squares
    .filter(([a, b]) => a > 0 && b > 0)
    .map(([a, b]) => [1 / Math.sqrt(a), 1 / Math.sqrt(b)]);
}

/** The pose of a camera in the board's axes, from the board's map. */
export function findBoardPose(map: Float64Array, focalX: number, focalY: number): Pose {
  const takeColumn = (column: number): Point3 => ({
    x: map[column] / focalX,
    y: map[3 + column] / focalY,
    z: map[6 + column],
  });
  const [alongX, alongY, to] = [takeColumn(0), takeColumn(1), takeColumn(2)];
  const scale = 2 / (Math.sqrt(dot(alongX, alongX)) + Math.sqrt(dot(alongY, alongY)));
  const first = normalise(alongX);
  const across = normalise(cross(alongX, alongY));
  const columns = [first, normalise(alongY), across].flatMap(({ x, y, z }) => [x, y, z]);
  const rotation = transpose(orthonormalise(columns));
  const seen = { x: -to.x * scale, y: -to.y * scale, z: -to.z * scale };
  return { rotation, position: rotateBack(rotation, seen) };
}

/** Degrees between two boards as the camera sees them, whatever way they are turned in their plane. */
export function measureTilt(a: Pose, b: Pose): number {
  const [na, nb] = [a, b].map(({ rotation: r }) => ({ x: r[2], y: r[5], z: r[8] }));
  return (Math.acos(Math.min(1, Math.abs(dot(na, nb)))) * 180) / Math.PI;
}

/** How far from the centre corners were seen, as a share of the way to the image's corners. */
export function measureReach(lens: Lens, views: readonly BoardView[]): number {
  const { widthPx, heightPx } = lens;
  let reach = 0;
  for (const { corners } of views) {
    for (const { x, y } of corners) {
      reach = Math.max(reach, Math.hypot(x - (widthPx - 1) / 2, y - (heightPx - 1) / 2));
    }
  }
  return reach / (Math.hypot(widthPx, heightPx) / 2);
}
