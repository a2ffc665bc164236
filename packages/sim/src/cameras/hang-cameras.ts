/** Cameras under the ceiling of a simulated shop. */
import { type Camera, createCamera } from "@saunter/vision/cameras/camera-model";
import { lookAt } from "@saunter/vision/cameras/rotations";

/** A rectangle of the floor, metres. */
export interface FloorArea {
  readonly xMin: number;
  readonly xMax: number;
  readonly yMin: number;
  readonly yMax: number;
}

/** A cheap camera of 640 x 360 that sees 86 degrees across, as those of the real recordings do. */
const LENS = {
  widthPx: 640,
  heightPx: 360,
  focalXPx: 340,
  focalYPx: 340,
  centreXPx: 319.5,
  centreYPx: 179.5,
  distortion: { k1: -0.2, k2: 0.05, p1: 0, p2: 0, k3: 0 },
};
/** Cameras look at a place so far from the middle towards themselves, as a share, and so high. */
const NEARER = 0.3;
const LOOK_AT_M = 0.9;
/** Around the rectangle, not an ellipse: of four, and of eight, four hang in the corners. */
const SQUARENESS = Math.SQRT2;

/** So many cameras along the walls, all looking inwards and down. @param heightM of the ceiling */
export function hangCameras(area: FloorArea, count: number, heightM: number): Camera[] {
  const [halfX, halfY] = [(area.xMax - area.xMin) / 2, (area.yMax - area.yMin) / 2];
  const [x, y] = [area.xMin + halfX, area.yMin + halfY];
  const spread = (share: number): number => Math.max(-1, Math.min(1, SQUARENESS * share));
  return Array.from({ length: count }, (_, at) => {
    const angle = (2 * Math.PI * at) / count + Math.PI / 4;
    const [dx, dy] = [halfX * spread(Math.cos(angle)), halfY * spread(Math.sin(angle))];
    const position = { x: x + dx, y: y + dy, z: heightM };
    const target = { x: x + NEARER * dx, y: y + NEARER * dy, z: LOOK_AT_M };
    const rotation = lookAt(position, target);
    return createCamera({ cameraId: `camera-${at + 1}`, ...LENS, rotation, position });
  });
}
