import { sumFindings } from "@saunter/shop/testing/findings";

/** What many seeds have found. */
export interface TortureSummary {
  seeds: number;
  lost: number;
  doubled: number;
  doubleCharges: number;
  missingCharges: number;
  unbalanced: number;
  /** Seeds that did not come to an end. */
  crashed: number;
  events: number;
  cuts: number;
  /** The first seeds with findings, with their words. */
  readonly failing: { readonly seed: number; readonly words: readonly string[] }[];
}

export function isClean(summary: TortureSummary): boolean {
  return sumFindings(summary) + summary.crashed === 0;
}
