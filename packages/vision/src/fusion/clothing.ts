/**
 * The colour of somebody's clothing, which tells people who stand together from each other. Nothing else
 * of how they look is kept, and it is forgotten with their track.
 */
import type { ClothingParameters } from "../parameters/clothing.ts";

/** Values of a colour: lightness, red to green, yellow to blue (CIE L*a*b*). */
export const COLOUR_VALUES = 3;
/** The parameters of each value. */
const SEEN_SDS = ["seenLightnessSd", "seenRedGreenSd", "seenYellowBlueSd"] as const;
const LIGHT_SDS = ["lightLightnessSd", "lightRedGreenSd", "lightYellowBlueSd"] as const;
const WORN = ["wornLightness", "wornRedGreen", "wornYellowBlue"] as const;
const WORN_SDS = ["wornLightnessSd", "wornRedGreenSd", "wornYellowBlueSd"] as const;
/** The exponential of more than this would be no number that one can compute with. */
const LOG_RATIO_MAX = 50;

export interface Clothing {
  readonly mean: Float64Array;
  /** Frames that it was seen in, as far as they count. */
  count: number;
}

export function makeClothing(parameters: ClothingParameters): Clothing {
  return { mean: Float64Array.from(WORN, (name) => parameters[name]), count: 0 };
}

export function copyClothing({ mean, count }: Clothing): Clothing {
  return { mean: Float64Array.from(mean), count };
}

/** Whether it is known what somebody wears. */
export function isWornKnown({ count }: Clothing, parameters: ClothingParameters): boolean {
  return count >= parameters.wornKnownFrames;
}

/** Whether it is known what was worn at a place recently. */
export function isRecentKnown({ count }: Clothing, parameters: ClothingParameters): boolean {
  return count >= parameters.recentKnownFrames;
}

/** They were seen in a frame, in that colour: it counts as far as it can be theirs. */
export function learnClothing(
  clothing: Clothing,
  colour: Float64Array,
  parameters: ClothingParameters,
): void {
  const isKnown = isWornKnown(clothing, parameters);
  const share = isKnown ? findShare(clothing, colour, parameters) : 1;
  learn(clothing, colour, share, parameters.wornFramesMax);
}

/** The same of what is worn at that place now, whoever it is. */
export function learnRecent(
  recent: Clothing,
  colour: Float64Array,
  { recentFramesMax }: ClothingParameters,
): void {
  learn(recent, colour, 1, recentFramesMax);
}

function learn(clothing: Clothing, colour: Float64Array, share: number, countMax: number): void {
  clothing.count = Math.min(countMax, clothing.count + share);
  const { mean, count } = clothing;
  for (let at = 0; at < COLOUR_VALUES; at++)
    mean[at] = mean[at]! + (share * (colour[at]! - mean[at]!)) / count;
}

/** How likely a colour is not of something before them. */
function findShare(
  clothing: Clothing,
  colour: Float64Array,
  parameters: ClothingParameters,
): number {
  const weight = weighColour(clothing, colour, parameters);
  return 1 - parameters.colourAstrayShare / Math.exp(weight);
}

/** How much likelier what was seen recently is of them than of anybody; natural logarithm. */
export function weighRecent(
  { mean, count }: Clothing,
  recent: Clothing,
  parameters: ClothingParameters,
): number {
  if (count === 0 || recent.count === 0) return 0;
  let logRatio = 0;
  for (let at = 0; at < COLOUR_VALUES; at++) {
    const own = parameters[SEEN_SDS[at]!] ** 2;
    const seen = own / recent.count + parameters[LIGHT_SDS[at]!] ** 2;
    const variance = seen + own / count;
    const varianceOfAnybody = parameters[WORN_SDS[at]!] ** 2 + seen;
    const off = (recent.mean[at]! - mean[at]!) ** 2 / variance;
    const offAnybody = (recent.mean[at]! - parameters[WORN[at]!]) ** 2 / varianceOfAnybody;
    logRatio += 0.5 * (offAnybody - off + Math.log(varianceOfAnybody / variance));
  }
  return Math.max(-parameters.colourAgainstMax, logRatio);
}

/** How far what is worn now is from what was worn before, the light left alone: 3 on average where it is the same. */
export function measureChange(
  before: Clothing,
  now: Clothing,
  parameters: ClothingParameters,
): number {
  if (before.count === 0 || now.count === 0) return 0;
  let square = 0;
  for (let at = 0; at < COLOUR_VALUES; at++) {
    const variance = parameters[SEEN_SDS[at]!] ** 2 * (1 / before.count + 1 / now.count);
    square += (now.mean[at]! - before.mean[at]!) ** 2 / variance;
  }
  return square;
}

/**
 * How much likelier a colour is of them than of anybody; natural logarithm.
 * @param isSure it is not that of something before them
 */
export function weighColour(
  { mean, count }: Clothing,
  colour: Float64Array,
  parameters: ClothingParameters,
  isSure = false,
): number {
  if (count === 0) return 0;
  let off = 0;
  let spread = 1;
  for (let at = 0; at < COLOUR_VALUES; at++) {
    const seen = parameters[SEEN_SDS[at]!] ** 2;
    const variance = seen * (1 + 1 / count);
    const varianceOfAnybody = parameters[WORN_SDS[at]!] ** 2 + seen;
    const offTheirs = (colour[at]! - mean[at]!) ** 2 / variance;
    off += (colour[at]! - parameters[WORN[at]!]) ** 2 / varianceOfAnybody - offTheirs;
    spread *= varianceOfAnybody / variance;
  }
  const logRatio = 0.5 * (off + Math.log(spread));
  const astray = isSure ? 0 : parameters.colourAstrayShare;
  return Math.log((1 - astray) * Math.exp(Math.min(logRatio, LOG_RATIO_MAX)) + astray);
}
