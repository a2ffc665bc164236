/**
 * The colour of what somebody wears about the shoulders: the median of pixels of the upper part of the
 * torso. Nothing else of how they look is measured.
 */

import type { ColourImage } from "../cameras/colour-image.ts";
import {
  isSeen,
  KEYPOINT_STRIDE,
  type Keypoints,
  LEFT_HIP,
  LEFT_SHOULDER,
  RIGHT_HIP,
  RIGHT_SHOULDER,
} from "./body-keypoints.ts";
import { toLab } from "./lab-colour.ts";

/** Of the way from the shoulders to the hips: below collars, above what hands mostly carry. */
const FROM_SHARE = 0.12;
const TO_SHARE = 0.6;
/** Of the width of the shoulders: arms hang beside it. */
const WIDTH_SHARE = 0.7;
/** Of somebody seen from the side, the torso is so wide, as a share of its length. */
const SIDE_WIDTH_SHARE = 0.3;
/** Length of a torso in shoulder widths, where hips are not seen. */
const LENGTH_TIMES = 1.3;
/** Pixels that are sampled, along and across the torso, and how many have to be on the picture. */
const STEPS = 12;
const PIXELS_MIN = 30;
/** Torsos that are shorter show no colour but that of their edges, pixels. */
export const TORSO_PX_MIN = 8;

/** Lightness, red to green, yellow to blue (CIE L*a*b*); null where too little is seen of it. */
export function measureClothing(image: ColourImage, keypoints: Keypoints): Float64Array | null {
  const torso = findTorso(keypoints);
  if (torso === null) return null;
  const { top, down, across } = torso;
  const values: [number[], number[], number[]] = [[], [], []];
  for (let row = 0; row < STEPS; row++) {
    const along = FROM_SHARE + ((TO_SHARE - FROM_SHARE) * row) / (STEPS - 1);
    for (let column = 0; column < STEPS; column++) {
      const aside = column / (STEPS - 1) - 0.5;
      const x = Math.round(top.x + along * down.x + aside * across.x);
      const y = Math.round(top.y + along * down.y + aside * across.y);
      if (!(x >= 0 && y >= 0 && x < image.widthPx && y < image.heightPx)) continue;
      const at = (y * image.widthPx + x) * 3;
      const lab = toLab(image.rgb[at]!, image.rgb[at + 1]!, image.rgb[at + 2]!);
      for (const [axis, value] of lab.entries()) values[axis]!.push(value);
    }
  }
  if (values[0].length < PIXELS_MIN) return null;
  return Float64Array.from(values, findMedian);
}

interface Vector {
  readonly x: number;
  readonly y: number;
}

function placeOf(keypoints: Keypoints, point: number): Vector {
  const at = point * KEYPOINT_STRIDE;
  return { x: keypoints[at]!, y: keypoints[at + 1]! };
}

const meanOf = (a: Vector, b: Vector): Vector => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });

/** Where the torso begins, its way to the hips, and its breadth; null where it is not seen. */
function findTorso(keypoints: Keypoints): { top: Vector; down: Vector; across: Vector } | null {
  if (!isSeen(keypoints, LEFT_SHOULDER) || !isSeen(keypoints, RIGHT_SHOULDER)) return null;
  const left = placeOf(keypoints, LEFT_SHOULDER);
  const right = placeOf(keypoints, RIGHT_SHOULDER);
  const top = meanOf(left, right);
  const shouldersPx = Math.hypot(right.x - left.x, right.y - left.y);
  const hips = [LEFT_HIP, RIGHT_HIP].filter((point) => isSeen(keypoints, point));
  const down = findDown(keypoints, top, hips, shouldersPx);
  const lengthPx = Math.hypot(down.x, down.y);
  if (!(lengthPx >= TORSO_PX_MIN)) return null;
  const widthPx = Math.max(WIDTH_SHARE * shouldersPx, SIDE_WIDTH_SHARE * lengthPx);
  const across = { x: (-down.y / lengthPx) * widthPx, y: (down.x / lengthPx) * widthPx };
  return { top, down, across };
}

function findDown(
  keypoints: Keypoints,
  top: Vector,
  hips: readonly number[],
  shouldersPx: number,
): Vector {
  if (hips.length < 2) return { x: 0, y: LENGTH_TIMES * shouldersPx };
  const bottom = meanOf(placeOf(keypoints, LEFT_HIP), placeOf(keypoints, RIGHT_HIP));
  return { x: bottom.x - top.x, y: bottom.y - top.y };
}

function findMedian(values: number[]): number {
  values.sort((a, b) => a - b);
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2;
}
