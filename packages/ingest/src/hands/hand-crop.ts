/** A small square of a picture, about a hand. It is measured and forgotten. */
import type { ColourImage } from "../cameras/colour-image.ts";

export interface HandCrop {
  /** Side, pixels. */
  readonly sidePx: number;
  /** Red, green and blue of each pixel, row by row. */
  readonly rgb: Uint8Array;
}

/** Smaller ones show no more than a colour. */
export const CROP_PX_MIN = 12;
/** Larger ones are taken with every second pixel, or third. */
export const CROP_PX_MAX = 40;

/** More of a crop than this must lie on the picture. */
const INSIDE_SHARE_MIN = 0.8;

/**
 * The square of that side about a place, pixels; what lies beyond the picture's edge repeats the edge.
 * Null where it is too small, or too little of it lies on the picture.
 */
export function cutCrop(
  { rgb, widthPx, heightPx }: ColourImage,
  centreX: number,
  centreY: number,
  widthOfCropPx: number,
): HandCrop | null {
  if (!(widthOfCropPx >= CROP_PX_MIN) || !Number.isFinite(centreX + centreY)) return null;
  const left = centreX - widthOfCropPx / 2;
  const top = centreY - widthOfCropPx / 2;
  const across = Math.min(widthPx, left + widthOfCropPx) - Math.max(0, left);
  const down = Math.min(heightPx, top + widthOfCropPx) - Math.max(0, top);
  if (across <= 0 || down <= 0) return null;
  if (across * down < INSIDE_SHARE_MIN * widthOfCropPx * widthOfCropPx) return null;
  const sidePx = Math.min(CROP_PX_MAX, Math.round(widthOfCropPx));
  const step = widthOfCropPx / sidePx;
  const crop = new Uint8Array(sidePx * sidePx * 3);
  for (let row = 0; row < sidePx; row++) {
    const y = clamp(Math.floor(top + (row + 0.5) * step), heightPx);
    for (let column = 0; column < sidePx; column++) {
      const x = clamp(Math.floor(left + (column + 0.5) * step), widthPx);
      const from = (y * widthPx + x) * 3;
      crop.set(rgb.subarray(from, from + 3), (row * sidePx + column) * 3);
    }
  }
  return { sidePx, rgb: crop };
}

function clamp(at: number, size: number): number {
  return Math.max(0, Math.min(size - 1, at));
}
