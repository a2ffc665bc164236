/**
 * A hand's force trembles, what stands on a plate does not. How much steadier or less steady a plate
 * lay than its noise makes it distinguishes the two.
 *
 * Forces that people hold vary by two to five per cent of themselves (Jones, Hamilton & Wolpert 2002,
 * "Sources of signal-dependent noise during isometric force production").
 */
import { logSumExp, normalQuantile, studentLogDensity } from "@saunter/numerics/statistics";
import type { TremorParameters } from "../parameters/tremor.ts";
import type { PlateRest } from "../sensing/front-end.ts";

/** Where the shares of trembling forces are evaluated: quantiles of their distribution. */
const QUANTILES = [0.1, 0.3, 0.5, 0.7, 0.9].map(normalQuantile);

/** Standard error of a normal sample's median deviation, as a share of it, times the root of its size. */
const MAD_ERROR = 1.17;

/**
 * log of how much likelier a plate lay as it did if a hand's force of `forceG` (its sign does not
 * matter) was on it than if nothing was. 0 where too little of it was seen.
 */
export function rateTremor(rest: PlateRest, forceG: number, parameters: TremorParameters): number {
  const { binsMin, usualShare, usualLogScale, usualTail, steady, disturbed } = parameters;
  const { bins, spreadG, noiseG } = rest;
  if (bins < binsMin || !(spreadG > 0 && noiseG > 0)) return 0;
  const seen = Math.log(spreadG / noiseG);
  // What a median deviation of so few bins is wrong by.
  const scale = Math.hypot(usualLogScale, MAD_ERROR / Math.sqrt(bins));
  const logAt = (share: number): number =>
    studentLogDensity(seen, Math.log(Math.hypot(usualShare, share)), scale, usualTail);
  const still = logAt(0);
  const trembling =
    logSumExp(
      QUANTILES.map((z) =>
        logAt((parameters.share * Math.exp(parameters.shareLogSpread * z) * forceG) / noiseG),
      ),
    ) - Math.log(QUANTILES.length);
  const mix = (share: number): number =>
    logSumExp([Math.log(1 - share) + still, Math.log(share) + trembling]);
  return mix(1 - steady) - mix(disturbed);
}
