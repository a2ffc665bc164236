/** Small grey pictures: what motion and faults are seen on, at next to no cost. */
import type { ColourImage } from "./colour-image.ts";

export interface GreyImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Brightness 0 to 255, row by row; means of many pixels, so fractions of one count. */
  readonly values: Float32Array;
}

/** Sides of the small picture: a frame of 640 by 360 is averaged over 4 by 4, which still shows blur. */
export const GREY_WIDTH_PX = 160;
export const GREY_HEIGHT_PX = 90;

/**
 * Means of the boxes that each small pixel stands for. Green alone is read, which is the most of luma
 * (ITU-R BT.601: 0.587), of every second pixel of every second row.
 *
 * @param rgb width times height times 3
 */
export function shrinkToGrey(
  { rgb, widthPx, heightPx }: ColourImage,
  smallWidthPx = Math.min(GREY_WIDTH_PX, widthPx),
  smallHeightPx = Math.min(GREY_HEIGHT_PX, heightPx),
): GreyImage {
  const values = new Float32Array(smallWidthPx * smallHeightPx);
  const lefts = Int32Array.from({ length: smallWidthPx + 1 }, (_, x) =>
    Math.floor((x * widthPx) / smallWidthPx),
  );
  for (let y = 0; y < smallHeightPx; y++) {
    const top = Math.floor((y * heightPx) / smallHeightPx);
    const bottom = Math.floor(((y + 1) * heightPx) / smallHeightPx);
    if (smallWidthPx === widthPx && bottom - top === 1) {
      // A box of one pixel is that pixel.
      for (let x = 0; x < widthPx; x++) values[y * widthPx + x] = rgb[(top * widthPx + x) * 3 + 1]!;
      continue;
    }
    for (let x = 0; x < smallWidthPx; x++) {
      const left = lefts[x]!;
      const right = lefts[x + 1]!;
      let sum = 0;
      let count = 0;
      for (let row = top; row < bottom; row += 2) {
        const end = (row * widthPx + right) * 3;
        for (let at = (row * widthPx + left) * 3 + 1; at < end; at += 6) {
          sum += rgb[at]!;
          count++;
        }
      }
      values[y * smallWidthPx + x] = sum / count;
    }
  }
  return { widthPx: smallWidthPx, heightPx: smallHeightPx, values };
}

/** A smaller one, of means of the boxes that each of its pixels stands for. */
export function shrinkGrey(
  picture: GreyImage,
  smallWidthPx: number,
  smallHeightPx: number,
): GreyImage {
  const { widthPx, heightPx } = picture;
  const values = new Float32Array(smallWidthPx * smallHeightPx);
  for (let y = 0; y < smallHeightPx; y++) {
    const top = Math.floor((y * heightPx) / smallHeightPx);
    const bottom = Math.floor(((y + 1) * heightPx) / smallHeightPx);
    for (let x = 0; x < smallWidthPx; x++) {
      const left = Math.floor((x * widthPx) / smallWidthPx);
      const right = Math.floor(((x + 1) * widthPx) / smallWidthPx);
      let sum = 0;
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++)
          sum += picture.values[row * widthPx + column]!;
      values[y * smallWidthPx + x] = sum / ((bottom - top) * (right - left));
    }
  }
  return { widthPx: smallWidthPx, heightPx: smallHeightPx, values };
}

/** Mean absolute difference of two pictures of one size, in steps of brightness: 0 to 255. */
export function measureMotion(a: GreyImage, b: GreyImage): number {
  const { length } = a.values;
  if (length !== b.values.length) throw new RangeError("two images of different sizes");
  const [from, to] = [a.values, b.values];
  let sum = 0;
  for (let at = 0; at < length; at++) sum += Math.abs(from[at]! - to[at]!);
  return sum / length;
}

export interface ImageChange {
  /** Mean absolute difference, steps of brightness. */
  readonly motion: number;
  /** The median of absolute differences: what changes where nothing moves. */
  readonly noise: number;
  /** Share of pixels that change by much more than that. */
  readonly movedShare: number;
}

/** Pixels that noise is the median of, spread over the picture; a prime, so that no column is preferred. */
const NOISE_STRIDE = 37;
/** Times the noise that a moved pixel changes by, and at least so many steps. */
const MOVED_TIMES = 8;
const MOVED_STEPS_MIN = 8;

export function measureChange(before: GreyImage, after: GreyImage): ImageChange {
  const motion = measureMotion(before, after);
  const [from, to] = [before.values, after.values];
  const sample = new Float64Array(Math.ceil(to.length / NOISE_STRIDE));
  for (let at = 0; at < sample.length; at++)
    sample[at] = Math.abs(to[NOISE_STRIDE * at]! - from[NOISE_STRIDE * at]!);
  const noise = sample.sort()[Math.floor(sample.length / 2)]!;
  const leastStep = Math.max(MOVED_STEPS_MIN, MOVED_TIMES * noise);
  let moved = 0;
  for (let at = 0; at < to.length; at++) if (Math.abs(to[at]! - from[at]!) > leastStep) moved++;
  return { motion, noise, movedShare: moved / to.length };
}

/** Mean and standard deviation of a picture's brightness. */
export function measureLight({ values }: GreyImage): { mean: number; spread: number } {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at]!;
  const mean = sum / values.length;
  let squares = 0;
  for (let at = 0; at < values.length; at++) {
    const off = values[at]! - mean;
    squares += off * off;
  }
  return { mean, spread: Math.sqrt(squares / values.length) };
}

/**
 * How steep brightness is at each pixel but those of the rim: where edges are, whatever the light. A
 * map of the picture's size, 0 along the rim.
 */
export function findEdges({ widthPx, heightPx, values }: GreyImage): GreyImage {
  const edges = new Float32Array(values.length);
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1; x < widthPx - 1; x++) {
      const at = y * widthPx + x;
      const across = values[at + 1]! - values[at - 1]!;
      const down = values[at + widthPx]! - values[at - widthPx]!;
      // Math.hypot guards against overflow, and takes ten times as long.
      edges[at] = Math.sqrt(across * across + down * down) / 2;
    }
  }
  return { widthPx, heightPx, values: edges };
}

/** A picture turned by half a turn. */
export function turnHalf({ widthPx, heightPx, values }: GreyImage): GreyImage {
  return { widthPx, heightPx, values: values.toReversed() };
}

/** A picture of mean 0 and deviation 1, or of zeros where it is all alike. */
export function standardize(image: GreyImage): GreyImage {
  const { mean, spread } = measureLight(image);
  const scale = spread < 1e-3 ? 0 : 1 / spread;
  const values = new Float32Array(image.values.length);
  for (let at = 0; at < values.length; at++) values[at] = (image.values[at]! - mean) * scale;
  return { ...image, values };
}

/** Pearson's correlation of two standardized pictures of one size; 0 where one of them is all alike. */
export function correlateImages(a: GreyImage, b: GreyImage): number {
  const { length } = a.values;
  if (length !== b.values.length) throw new RangeError("two images of different sizes");
  let sum = 0;
  for (let at = 0; at < length; at++) sum += a.values[at]! * b.values[at]!;
  return sum / length;
}
