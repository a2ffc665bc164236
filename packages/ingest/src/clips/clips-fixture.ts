/** For tests: people as a pose model finds them, and pictures. */

import { JOINT_NAMES, type JointName } from "@saunter/engine/observation";
import { createRandom } from "@saunter/numerics/random";
import { DETECTION_STRIDE, type PoseDetection } from "@saunter/vision/fusion/pose-detection";
import type { ImageSize } from "../cameras/colour-image.ts";

export const SIZE: ImageSize = { widthPx: 320, heightPx: 180 };

type Places = Partial<Record<JointName, readonly [x: number, y: number]>>;

export function makePose(places: Places, score = 0.6): PoseDetection {
  const joints = new Float64Array(JOINT_NAMES.length * DETECTION_STRIDE).fill(Number.NaN);
  for (const [name, [x, y]] of Object.entries(places)) {
    joints.set([x, y, score], JOINT_NAMES.indexOf(name as JointName) * DETECTION_STRIDE);
  }
  return { joints };
}

/** Somebody who stands upright, `scalePx` pixels a metre, and holds the right hand out to the side. */
export function standAt(x: number, y: number, scalePx: number, score = 0.6): PoseDetection {
  const at = (rightM: number, downM: number) =>
    [x + rightM * scalePx, y + downM * scalePx] as const;
  return makePose(
    {
      head: at(0, 0),
      neck: at(0, 0.25),
      l_shoulder: at(-0.18, 0.25),
      r_shoulder: at(0.18, 0.25),
      l_elbow: at(-0.2, 0.54),
      l_wrist: at(-0.2, 0.8),
      r_elbow: at(0.47, 0.25),
      r_wrist: at(0.72, 0.25),
    },
    score,
  );
}

/** A head's real width, of that person. */
export const HEAD_WIDTH_M = 0.155;

/** Every pixel of a colour of its own. */
export function makeNoise({ widthPx, heightPx }: ImageSize, seed: number): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: 3 * widthPx * heightPx }, () => random.integer(0, 255));
}

/** A room in which nothing moves: a checked wall with a little of the camera's noise. */
export function drawRoom({ widthPx, heightPx }: ImageSize, seed: number): Uint8Array {
  const random = createRandom(seed);
  const rgb = new Uint8Array(3 * widthPx * heightPx);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const light = (x >> 4) + (y >> 4);
      const value = 90 + 40 * (light % 3) + random.integer(-2, 2);
      rgb.fill(value, 3 * (y * widthPx + x), 3 * (y * widthPx + x) + 3);
    }
  }
  return rgb;
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** Something with a pattern of its own. */
export function drawThing(rgb: Uint8Array, size: ImageSize, box: Box, seed = 1): void {
  for (let y = box.top; y < box.top + box.heightPx; y++) {
    for (let x = box.left; x < box.left + box.widthPx; x++) {
      if (x < 0 || y < 0 || x >= size.widthPx || y >= size.heightPx) continue;
      const value = ((x * 7 + y * 13 + seed * 29) % 5) * 10;
      rgb.set([value, 10, 40 + value], 3 * (y * size.widthPx + x));
    }
  }
}
