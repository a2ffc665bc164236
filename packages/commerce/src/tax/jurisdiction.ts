/** A tax jurisdiction is data: what is taxed at which rate when, and how tax is rounded. */
import { isRate, ROUNDING_MODES, type RoundingMode } from "../money/rates.ts";
import { accept, type Result, refuse } from "../refusal.ts";
import { findValid, isPossible, type Validity } from "./validity.ts";

/**
 * What is summed before tax is rounded: each line by itself, all lines of one rate, or the whole
 * receipt over all rates.
 */
export const ROUNDING_LEVELS = ["line", "rate", "receipt"] as const;
export type RoundingLevel = (typeof ROUNDING_LEVELS)[number];

export interface TaxRate extends Validity {
  /** Decimal text from "0" to "1". */
  readonly rate: string;
  /** What the receipt says. */
  readonly label: string;
}

export interface TaxJurisdiction {
  readonly id: string;
  readonly name: string;
  readonly pricesIncludeTax: boolean;
  readonly roundingLevel: RoundingLevel;
  readonly roundingMode: RoundingMode;
  /**
   * What is to be paid is a multiple of this, minor units; what is over is left off. Not there where
   * any amount can be paid.
   */
  readonly totalStepMinor?: number;
  /** Rates over time of each tax category that products name. */
  readonly categories: Readonly<Record<string, readonly TaxRate[]>>;
}

/** The rate of a category at an instant. Refuses `tax-unknown`. */
export function findTaxRate(
  jurisdiction: TaxJurisdiction,
  category: string,
  atMs: number,
): Result<TaxRate> {
  // Not by index alone: "constructor" is no category.
  const rates = Object.hasOwn(jurisdiction.categories, category)
    ? jurisdiction.categories[category]!
    : [];
  const rate = findValid(rates, atMs);
  if (rate === undefined || !isRate(rate.rate)) {
    return refuse("tax-unknown", `${jurisdiction.id} has no rate for ${category} at ${atMs}`);
  }
  return accept(rate);
}

function describeFault(category: string, rates: readonly TaxRate[]): string | undefined {
  if (category === "") return "a category has no name";
  if (rates.length === 0) return `${category} has no rate`;
  const wrong = rates.find(({ rate }) => !isRate(rate));
  if (wrong !== undefined) return `${category} has a rate of ${wrong.rate}, which is not 0 to 1`;
  if (rates.some(({ label }) => label === "")) return `${category} has a rate without a label`;
  if (!rates.every(isPossible)) return `${category} has a rate that is never valid`;
  if (new Set(rates.map(({ fromMs }) => fromMs)).size < rates.length) {
    return `${category} has two rates from the same instant`;
  }
  return undefined;
}

/** Whether a jurisdiction can be used at all. Refuses `input-invalid`, saying the first fault. */
export function checkJurisdiction(jurisdiction: TaxJurisdiction): Result<TaxJurisdiction> {
  const { id, name, roundingLevel, roundingMode, totalStepMinor = 1 } = jurisdiction;
  const categories = Object.entries(jurisdiction.categories);
  const faults = [
    id === "" || name === "" ? "it has no id or no name" : undefined,
    ROUNDING_LEVELS.includes(roundingLevel) ? undefined : `no rounding level ${roundingLevel}`,
    ROUNDING_MODES.includes(roundingMode) ? undefined : `no rounding mode ${roundingMode}`,
    Number.isSafeInteger(totalStepMinor) && totalStepMinor > 0
      ? undefined
      : `totals in steps of ${totalStepMinor}, which is no amount`,
    categories.length === 0 ? "it has no category" : undefined,
    ...categories.map(([category, rates]) => describeFault(category, rates)),
  ];
  const fault = faults.find((one) => one !== undefined);
  return fault === undefined
    ? accept(jurisdiction)
    : refuse("input-invalid", `tax jurisdiction ${id}: ${fault}`);
}
