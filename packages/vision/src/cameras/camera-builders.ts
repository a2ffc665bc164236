/** Cameras for tests: drawn at random, of the kinds that hang in shops. */
import type { Random } from "@saunter/numerics/random";
import { type Camera, createCamera } from "./camera-model.ts";
import { type Distortion, NO_DISTORTION } from "./lens-distortion.ts";
import { lookAt, type Point3 } from "./rotations.ts";

export const MILD_DISTORTION: Distortion = { k1: -0.28, k2: 0.09, p1: 6e-4, p2: -4e-4, k3: -0.01 };

export interface CameraPlace {
  readonly cameraId?: string;
  readonly position: Point3;
  readonly target: Point3;
  readonly focalPx?: number;
  readonly distortion?: Distortion;
}

/** A camera of 1280 x 720 that looks at something. */
export function buildCamera(place: CameraPlace): Camera {
  const { cameraId = "A", position, target, focalPx = 900, distortion = NO_DISTORTION } = place;
  return createCamera({
    cameraId,
    widthPx: 1280,
    heightPx: 720,
    focalXPx: focalPx,
    focalYPx: focalPx * 1.01,
    centreXPx: 645,
    centreYPx: 352,
    distortion,
    rotation: lookAt(position, target),
    position,
  });
}

/** So many cameras under the ceiling around a floor of 8 m x 6 m, all looking inwards. */
export function buildRing(count: number, distortion: Distortion = MILD_DISTORTION): Camera[] {
  return Array.from({ length: count }, (_, i) => {
    const angle = (2 * Math.PI * (i + 0.3)) / count;
    return buildCamera({
      cameraId: `cam${i + 1}`,
      position: { x: 4 + 4.2 * Math.cos(angle), y: 3 + 3.2 * Math.sin(angle), z: 2.9 },
      target: { x: 4 + 0.5 * Math.cos(angle), y: 3, z: 0.9 },
      distortion,
    });
  });
}

/** A place that people's joints are at, in the middle of that floor. */
export function drawPlace(random: Random): Point3 {
  return {
    x: random.uniform(2, 6),
    y: random.uniform(1.5, 4.5),
    z: random.uniform(0.2, 1.8),
  };
}
