/** What a forecast says about a version: worse, no worse, or too few visits to say. */
import type { Estimate, ForecastResult } from "@saunter/protocol/chain/forecast";
import type { ForecastSettings } from "./forecast-settings.ts";

export type ForecastVerdict = "worse" | "unclear" | "no-worse";

export function judgeForecast(
  { figures }: Pick<ForecastResult, "figures">,
  { exactFallMax, reviewRiseMax, lossRiseMinorMax }: ForecastSettings,
): ForecastVerdict {
  const { exact, review, lossMinor } = figures;
  const verdicts = [
    judge(negate(exact.difference), exactFallMax),
    judge(review.difference, reviewRiseMax),
    judge(lossMinor.difference, lossRiseMinorMax),
  ];
  return findWorst(verdicts);
}

const negate = ({ value, low, high }: Estimate): Estimate => ({
  value: -value,
  low: -high,
  high: -low,
});

/** Worse where all of the interval is; no worse where none of it is. */
function judge({ low, high }: Estimate, riseMax: number): ForecastVerdict {
  if (low > riseMax) return "worse";
  return high > riseMax ? "unclear" : "no-worse";
}

export function findWorst(verdicts: readonly ForecastVerdict[]): ForecastVerdict {
  if (verdicts.includes("worse")) return "worse";
  return verdicts.includes("unclear") ? "unclear" : "no-worse";
}
