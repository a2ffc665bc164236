/** Small colour pictures: what clips are made of. */
import type { ColourImage, ImageSize } from "../cameras/colour-image.ts";

/** Sides of the small picture of a camera; both are even, as encoders want them. */
export function findSmallSize({ widthPx, heightPx }: ImageSize, widthPxMax: number): ImageSize {
  const toEven = (px: number): number => Math.max(2, 2 * Math.round(px / 2));
  const small = toEven(Math.min(widthPx - (widthPx % 2), widthPxMax));
  return { widthPx: small, heightPx: Math.min(toEven((heightPx * small) / widthPx), heightPx) };
}

/**
 * Means of the boxes that each small pixel stands for, into `into`, which has three bytes a pixel of
 * `size`. Throws RangeError where the picture is smaller than that.
 */
export function shrinkColour(
  { rgb, widthPx, heightPx }: ColourImage,
  size: ImageSize,
  into: Uint8Array,
): void {
  if (size.widthPx > widthPx || size.heightPx > heightPx) {
    throw new RangeError("an image is made smaller, never larger");
  }
  const lefts = splitEvenly(widthPx, size.widthPx);
  const tops = splitEvenly(heightPx, size.heightPx);
  let out = 0;
  for (let y = 0; y < size.heightPx; y++) {
    const top = tops[y]!;
    const bottom = tops[y + 1]!;
    // No arrays are made for each pixel: this runs for every frame of every camera.
    for (let x = 0; x < size.widthPx; x++) {
      const left = lefts[x]!;
      const right = lefts[x + 1]!;
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let row = top; row < bottom; row++) {
        const end = (row * widthPx + right) * 3;
        for (let at = (row * widthPx + left) * 3; at < end; at += 3) {
          red += rgb[at]!;
          green += rgb[at + 1]!;
          blue += rgb[at + 2]!;
        }
      }
      const count = (bottom - top) * (right - left);
      into[out++] = red / count;
      into[out++] = green / count;
      into[out++] = blue / count;
    }
  }
}

/** Where each of `parts` begins, and the end of the last: all as long as each other, or one longer. */
export function splitEvenly(length: number, parts: number): Int32Array {
  return Int32Array.from({ length: parts + 1 }, (_, at) => Math.floor((at * length) / parts));
}
