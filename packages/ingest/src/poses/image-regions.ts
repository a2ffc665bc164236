/** Parts of a picture, as marks on the blocks of a small one. */
import type { Pixel } from "@saunter/vision/cameras/camera-model";
import {
  DETECTION_STRIDE,
  JOINTS,
  type PoseDetection,
} from "@saunter/vision/fusion/pose-detection";

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/**
 * Which blocks have their middle in a polygon; all of them where there is none.
 * @param frame sides of the whole picture, in whose pixels the polygon is
 */
export function maskRegion(
  { widthPx, heightPx }: Size,
  frame: Size,
  polygon: readonly Pixel[] | undefined,
): Uint8Array {
  const mask = new Uint8Array(widthPx * heightPx);
  if (polygon === undefined) return mask.fill(1);
  for (let at = 0; at < mask.length; at++) {
    const x = (((at % widthPx) + 0.5) * frame.widthPx) / widthPx - 0.5;
    const y = ((Math.floor(at / widthPx) + 0.5) * frame.heightPx) / heightPx - 0.5;
    if (isInPolygon({ x, y }, polygon)) mask[at] = 1;
  }
  return mask;
}

/** By how often a ray to the right crosses its sides (Shimrat 1962). */
export function isInPolygon({ x, y }: Pixel, polygon: readonly Pixel[]): boolean {
  let isInside = false;
  for (const [at, a] of polygon.entries()) {
    const b = polygon.at(at - 1)!;
    if (a.y > y === b.y > y) continue;
    if (x < a.x + ((y - a.y) / (b.y - a.y)) * (b.x - a.x)) isInside = !isInside;
  }
  return isInside;
}

/** People reach beyond their joints by so much of what their joints span, and down to their feet. */
const ASIDE_SHARE = 0.35;
const DOWN_SHARE = 2;
/** And by so many pixels of the small picture at least. */
const ASIDE_BLOCKS_MIN = 1;

/** Marks the blocks that people cover, and no others. */
export function coverPeople(
  mask: Uint8Array,
  { widthPx, heightPx }: Size,
  frame: Size,
  poses: readonly PoseDetection[],
): void {
  mask.fill(0);
  for (const { joints } of poses) {
    const across = findSpan(joints, 0, widthPx / frame.widthPx);
    const down = findSpan(joints, 1, heightPx / frame.heightPx);
    const span = Math.max(across.to - across.from, down.to - down.from);
    const aside = Math.max(ASIDE_BLOCKS_MIN, ASIDE_SHARE * span);
    const left = Math.floor(Math.max(0, across.from - aside));
    const right = Math.floor(Math.max(-1, Math.min(widthPx - 1, across.to + aside)));
    const top = Math.max(0, down.from - aside);
    const bottom = Math.min(heightPx - 1, down.to + aside + DOWN_SHARE * span);
    for (let y = Math.floor(top); y <= bottom; y++)
      mask.fill(1, y * widthPx + left, y * widthPx + right + 1);
  }
}

/** From the least to the largest of what is seen, in blocks. */
function findSpan(joints: Float64Array, axis: 0 | 1, scale: number): { from: number; to: number } {
  let [from, to] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let joint = 0; joint < JOINTS; joint++) {
    const value = joints[joint * DETECTION_STRIDE + axis]!;
    if (Number.isNaN(value)) continue;
    from = Math.min(from, value * scale);
    to = Math.max(to, value * scale);
  }
  return { from, to };
}
