/**
 * Where a camera sees a place of the shop, and which places a pixel may show. Metres, pixels,
 * radians. The world's x and y lie on the floor, its z is up. The camera's x is to the right in the
 * image, its y down, its z along the line of sight, as in OpenCV. The middle of the first pixel is
 * (0, 0), x to the right and y down.
 */
import {
  type Distortion,
  distort,
  distortWithSlopes,
  findFoldRadius,
  undistortOnPlane,
} from "./lens-distortion.ts";
import {
  multiplyRotations,
  orthonormalise,
  type Point3,
  type Rotation,
  rotateBack,
  rotationFromVector,
} from "./rotations.ts";

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** What a camera images by itself, wherever it hangs. */
export interface Lens {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly focalXPx: number;
  readonly focalYPx: number;
  readonly centreXPx: number;
  readonly centreYPx: number;
  readonly distortion: Distortion;
  /** From here on, as a share of the focal length, the distortion would fold back: nothing is imaged. */
  readonly foldRadius: number;
}

export interface Pose {
  /** From world to camera axes. */
  readonly rotation: Rotation;
  /** Of the camera, in the world. */
  readonly position: Point3;
}

export interface Camera extends Lens, Pose {
  readonly cameraId: string;
}

/** What there is in view of a pixel: everything at `origin + s · direction`, s metres away. */
export interface Ray {
  readonly origin: Point3;
  /** Of length 1. */
  readonly direction: Point3;
}

/** Nearer to the camera than so, nothing is imaged. */
export const DEPTH_MIN_M = 1e-6;
/** Largest error of a given rotation matrix: what numbers of four digits leave. */
const ROTATION_OFF_MAX = 1e-3;

/** A lens, with what follows from its distortion. RangeError on focal lengths and sizes not above 0. */
export function createLens(lens: Omit<Lens, "foldRadius">): Lens {
  const { widthPx, heightPx, focalXPx, focalYPx, centreXPx, centreYPx, distortion } = lens;
  for (const [name, value] of Object.entries({ widthPx, heightPx, focalXPx, focalYPx })) {
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`${name} must be a finite number above 0, got ${value}`);
    }
  }
  for (const [name, value] of Object.entries({ centreXPx, centreYPx, ...distortion })) {
    if (!Number.isFinite(value)) throw new RangeError(`${name} must be finite, got ${value}`);
  }
  const foldRadius = findFoldRadius(distortion);
  return { widthPx, heightPx, focalXPx, focalYPx, centreXPx, centreYPx, distortion, foldRadius };
}

/**
 * A camera of what is known of it. RangeError as in `createLens`, and where the rotation is none:
 * nine numbers whose rows have length 1, stand upright on each other, and are no mirror.
 */
export function createCamera(camera: Omit<Camera, "foldRadius">): Camera {
  const { cameraId, rotation, position } = camera;
  if (rotation.length !== 9) throw new RangeError("a rotation has nine numbers");
  const near = orthonormalise(rotation);
  if (!near.every((x, i) => Math.abs(x - rotation[i]) <= ROTATION_OFF_MAX)) {
    throw new RangeError(`the rotation of camera ${cameraId} is none: ${rotation.join(" ")}`);
  }
  const { x, y, z } = position;
  if (!Number.isFinite(x + y + z)) throw new RangeError(`camera ${cameraId} is nowhere`);
  return { cameraId, ...createLens(camera), rotation: near, position: { x, y, z } };
}

/**
 * Writes where a point in camera axes is imaged, pixels, into out[0] and out[1], and the derivatives
 * by the point's three coordinates, pixels a metre, x's in out[2..4], y's in out[5..7]. False, and
 * nothing written, behind the camera or past the fold.
 */
export function imageCameraPoint(
  lens: Lens,
  x: number,
  y: number,
  z: number,
  out: Float64Array,
): boolean {
  if (!(z > DEPTH_MIN_M)) return false;
  const planeX = x / z;
  const planeY = y / z;
  if (planeX * planeX + planeY * planeY > lens.foldRadius * lens.foldRadius) return false;
  distortWithSlopes(lens.distortion, planeX, planeY, out);
  const [imagedX, imagedY, xx, xy, yy] = [out[0], out[1], out[2], out[3], out[4]];
  out[0] = lens.focalXPx * imagedX + lens.centreXPx;
  out[1] = lens.focalYPx * imagedY + lens.centreYPx;
  out[2] = (lens.focalXPx * xx) / z;
  out[3] = (lens.focalXPx * xy) / z;
  out[4] = (-lens.focalXPx * (xx * planeX + xy * planeY)) / z;
  out[5] = (lens.focalYPx * xy) / z;
  out[6] = (lens.focalYPx * yy) / z;
  out[7] = (-lens.focalYPx * (xy * planeX + yy * planeY)) / z;
  return true;
}

/** A place in camera axes: metres to the right, down, and along the line of sight. */
export function toCameraAxes({ rotation: r, position: p }: Pose, place: Point3): Point3 {
  const x = place.x - p.x;
  const y = place.y - p.y;
  const z = place.z - p.z;
  return {
    x: r[0] * x + r[1] * y + r[2] * z,
    y: r[3] * x + r[4] * y + r[5] * z,
    z: r[6] * x + r[7] * y + r[8] * z,
  };
}

/**
 * Where a place is imaged, in the image or beside it; null behind the camera, and so far aside that
 * the distortion says nothing of it.
 */
export function projectPoint(camera: Camera, place: Point3): Pixel | null {
  const { x, y, z } = toCameraAxes(camera, place);
  if (!(z > DEPTH_MIN_M)) return null;
  if (Math.hypot(x, y) > camera.foldRadius * z) return null;
  const imaged = new Float64Array(2);
  distort(camera.distortion, x / z, y / z, imaged);
  return {
    x: camera.focalXPx * imaged[0] + camera.centreXPx,
    y: camera.focalYPx * imaged[1] + camera.centreYPx,
  };
}

/**
 * Where the pixel would be on a plane one focal length before the camera without distortion, as a
 * share of the focal length. Null where no light through this lens falls.
 */
export function undistort(lens: Lens, { x, y }: Pixel): Pixel | null {
  const out = new Float64Array(2);
  const isImaged = undistortOnPlane(
    lens.distortion,
    lens.foldRadius,
    (x - lens.centreXPx) / lens.focalXPx,
    (y - lens.centreYPx) / lens.focalYPx,
    out,
  );
  return isImaged ? { x: out[0], y: out[1] } : null;
}

/** All that a pixel may show, in the world; null where no light through this lens falls. */
export function castRay(camera: Camera, pixel: Pixel): Ray | null {
  const plane = undistort(camera, pixel);
  if (plane === null) return null;
  const length = Math.hypot(plane.x, plane.y, 1);
  const direction = { x: plane.x / length, y: plane.y / length, z: 1 / length };
  return { origin: camera.position, direction: rotateBack(camera.rotation, direction) };
}

/** Whether a pixel lies in the image, or not further outside than `marginPx`. */
export function isOnImage({ widthPx, heightPx }: Lens, { x, y }: Pixel, marginPx = 0): boolean {
  const edge = 0.5 + marginPx;
  return x >= -edge && y >= -edge && x <= widthPx - 1 + edge && y <= heightPx - 1 + edge;
}

/** Whether a place is imaged, if nothing stands before it. */
export function isInView(camera: Camera, place: Point3): boolean {
  const pixel = projectPoint(camera, place);
  return pixel !== null && isOnImage(camera, pixel);
}

/**
 * A pose turned by a small rotation vector in camera axes (x, y, z, radians), and moved in the world
 * (x, y, z, metres): the six numbers in which poses are refined, and their covariances are written.
 */
export function movePose({ rotation, position }: Pose, step: ArrayLike<number>): Pose {
  const turn = rotationFromVector({ x: step[0], y: step[1], z: step[2] });
  return {
    rotation: multiplyRotations(turn, rotation),
    position: { x: position.x + step[3], y: position.y + step[4], z: position.z + step[5] },
  };
}

/**
 * Derivatives of a pixel by the six numbers of `movePose`. `imaged` is what `imageCameraPoint` wrote
 * for the point in camera axes; x's go to out[at..at+5], y's to out[at+stride..].
 */
export function differentiateByPose(
  { rotation: r }: Pose,
  point: Point3,
  imaged: Float64Array,
  out: Float64Array,
  at: number,
  stride: number,
): void {
  for (let axis = 0; axis < 2; axis++) {
    const a = imaged[2 + 3 * axis];
    const b = imaged[3 + 3 * axis];
    const c = imaged[4 + 3 * axis];
    const to = at + axis * stride;
    out[to] = point.y * c - point.z * b;
    out[to + 1] = point.z * a - point.x * c;
    out[to + 2] = point.x * b - point.y * a;
    out[to + 3] = -(a * r[0] + b * r[3] + c * r[6]);
    out[to + 4] = -(a * r[1] + b * r[4] + c * r[7]);
    out[to + 5] = -(a * r[2] + b * r[5] + c * r[8]);
  }
}
