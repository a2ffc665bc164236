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
const ASTRAY_SHARE = 0.02;
/** As sure as of so many pictures at most: who takes off a coat is known again after a while. */
const COUNT_MAX = 200;
/** What was seen of late is of so many pictures. */
const RECENT_MAX = 12;
const RECENT_FROM = 5;
/** Of so many pictures on, what does not fit is not learnt. */
const KNOWN_FROM = 10;
/** So much likelier it is theirs than anybody's, and it is they; logarithm. */
export const OWN_FROM = 2;
/** In another light all pictures are off together, standard deviations. */
const LIGHT_SD = [5, 2.5, 2.5];
/** However far off, no colour says more against somebody; logarithm. */
const AGAINST_MAX = 6;

export interface Clothing {
  readonly mean: Float64Array;
  /** Pictures that it was seen in, as far as they count. */
  count: number;
}

export function makeClothing(): Clothing {
  return { mean: Float64Array.from(WORN_MEAN), count: 0 };
}

export function copyClothing({ mean, count }: Clothing): Clothing {
  return { mean: Float64Array.from(mean), count };
}

/** Whether it is known what somebody wears. */
export function isWornKnown({ count }: Clothing): boolean {
  return count >= KNOWN_FROM;
}

/** Whether it is known what was worn at a place of late. */
export function isRecentKnown({ count }: Clothing): boolean {
  return count >= RECENT_FROM;
}

/** They were seen in a picture, in that colour: it counts as far as it can be theirs. */
export function learnClothing(clothing: Clothing, colour: Float64Array): void {
  const isKnown = clothing.count >= KNOWN_FROM;
  learn(clothing, colour, isKnown ? findShare(clothing, colour) : 1, COUNT_MAX);
}

/** The same of what is worn at that place now, whoever it is. */
export function learnRecent(recent: Clothing, colour: Float64Array): void {
  learn(recent, colour, 1, RECENT_MAX);
}

function learn(clothing: Clothing, colour: Float64Array, share: number, countMax: number): void {
  clothing.count = Math.min(countMax, clothing.count + share);
  const { mean, count } = clothing;
  for (let at = 0; at < COLOUR_VALUES; at++)
    mean[at] = mean[at]! + (share * (colour[at]! - mean[at]!)) / count;
}

/** How likely a colour is not of something before them. */
function findShare(clothing: Clothing, colour: Float64Array): number {
  return 1 - ASTRAY_SHARE / Math.exp(weighColour(clothing, colour));
}

/** How much likelier what was seen of late is of them than of anybody; natural logarithm. */
export function weighRecent({ mean, count }: Clothing, recent: Clothing): number {
  if (count === 0 || recent.count === 0) return 0;
  let logRatio = 0;
  for (let at = 0; at < COLOUR_VALUES; at++) {
    const seen = SEEN_SD[at]! ** 2 / recent.count + LIGHT_SD[at]! ** 2;
    const variance = seen + SEEN_SD[at]! ** 2 / count;
    const varianceOfAnybody = WORN_SD[at]! ** 2 + seen;
    const off = (recent.mean[at]! - mean[at]!) ** 2 / variance;
    const offAnybody = (recent.mean[at]! - WORN_MEAN[at]!) ** 2 / varianceOfAnybody;
    logRatio += 0.5 * (offAnybody - off + Math.log(varianceOfAnybody / variance));
  }
  return Math.max(-AGAINST_MAX, logRatio);
}

/**
 * How much likelier a colour is of them than of anybody; natural logarithm.
 * @param isSure it is not that of something before them
 */
export function weighColour(
  { mean, count }: Clothing,
  colour: Float64Array,
  isSure = false,
): number {
  if (count === 0) return 0;
  let off = 0;
  let spread = 1;
  for (let at = 0; at < COLOUR_VALUES; at++) {
    const variance = SEEN_SD[at]! ** 2 * (1 + 1 / count);
    const varianceOfAnybody = WORN_SD[at]! ** 2 + SEEN_SD[at]! ** 2;
    const offTheirs = (colour[at]! - mean[at]!) ** 2 / variance;
    off += (colour[at]! - WORN_MEAN[at]!) ** 2 / varianceOfAnybody - offTheirs;
    spread *= varianceOfAnybody / variance;
  }
  const logRatio = 0.5 * (off + Math.log(spread));
  const astray = isSure ? 0 : ASTRAY_SHARE;
  return Math.log((1 - astray) * Math.exp(Math.min(logRatio, 50)) + astray);
}
