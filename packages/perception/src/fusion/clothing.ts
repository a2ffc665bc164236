/**
 * The colour of somebody's clothing, which tells people who stand together from each other. Nothing else
 * of how they look is kept, and it is forgotten with their track.
 */

/** Values of a colour: lightness, red to green, yellow to blue (CIE L*a*b*). */
export const COLOUR_VALUES = 3;
/** How far apart cameras see one colour in a shop's light, standard deviations. */
const SEEN_SD = [12, 6, 6];
/** What people wear: more often dark than not. */
const WORN_MEAN = [40, 3, 2];
const WORN_SD = [22, 12, 15];
/** In such a share of pictures it is the colour of something else: a bag, somebody before them. */
const ASTRAY_SHARE = 0.1;
/** As sure as of so many pictures at most: who takes off a coat is known again soon. */
const COUNT_MAX = 30;

export interface Clothing {
  readonly mean: Float64Array;
  /** Pictures that it was seen in, as far as they count. */
  count: number;
}

export function makeClothing(): Clothing {
  return { mean: Float64Array.from(WORN_MEAN), count: 0 };
}

/** They were seen in a picture, in that colour. */
export function learnClothing(clothing: Clothing, colour: Float64Array): void {
  clothing.count = Math.min(COUNT_MAX, clothing.count + 1);
  const { mean, count } = clothing;
  for (let at = 0; at < COLOUR_VALUES; at++)
    mean[at] = mean[at]! + (colour[at]! - mean[at]!) / count;
}

/** How much likelier a colour is of them than of anybody; natural logarithm. */
export function weighColour({ mean, count }: Clothing, colour: Float64Array): number {
  if (count === 0) return 0;
  let logRatio = 0;
  for (let at = 0; at < COLOUR_VALUES; at++) {
    const variance = SEEN_SD[at]! ** 2 * (1 + 1 / count);
    const varianceOfAnybody = WORN_SD[at]! ** 2 + SEEN_SD[at]! ** 2;
    const off = (colour[at]! - mean[at]!) ** 2 / variance;
    const offAnybody = (colour[at]! - WORN_MEAN[at]!) ** 2 / varianceOfAnybody;
    logRatio += 0.5 * (offAnybody - off + Math.log(varianceOfAnybody / variance));
  }
  return Math.log((1 - ASTRAY_SHARE) * Math.exp(Math.min(logRatio, 50)) + ASTRAY_SHARE);
}
