import { assertHolds } from "../money/assert.ts";
import { sumMinor } from "../money/money.ts";
import {
  addFractions,
  NO_FRACTION,
  normaliseRate,
  roundFraction,
  takeTax,
} from "../money/rates.ts";
import type { TaxJurisdiction } from "./jurisdiction.ts";

/** An amount that is taxed at one rate: a line's goods, or its deposit. */
export interface TaxablePart {
  readonly lineId: string;
  readonly category: string;
  readonly rate: string;
  readonly label: string;
  /** With its tax where the jurisdiction's prices include it, without where they do not. */
  readonly amountMinor: number;
}

/** What a receipt says of one tax category; `netMinor + taxMinor = grossMinor`. */
export interface TaxRow {
  readonly category: string;
  readonly rate: string;
  readonly label: string;
  readonly netMinor: number;
  readonly taxMinor: number;
  readonly grossMinor: number;
}

export interface Taxes {
  /** In the order of categories' names. */
  readonly rows: readonly TaxRow[];
  /** The tax of each part, in the order in which parts were given. */
  readonly partTaxesMinor: readonly number[];
}

export type TaxRules = Pick<TaxJurisdiction, "pricesIncludeTax" | "roundingLevel" | "roundingMode">;

/** Orders texts by code units, the same on every machine. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

interface Placed {
  readonly at: number;
  readonly part: TaxablePart;
  readonly rate: string;
}

/** What is rounded together, in an order that does not depend on the order of lines. */
function listBuckets(parts: readonly TaxablePart[], rules: TaxRules): readonly Placed[][] {
  const placed = parts
    .map((part, at): Placed => ({ at, part, rate: normaliseRate(part.rate) }))
    .sort(
      (a, b) =>
        compareTexts(a.rate, b.rate) ||
        compareTexts(a.part.category, b.part.category) ||
        compareTexts(a.part.lineId, b.part.lineId),
    );
  const keys = {
    line: ({ part, rate }: Placed) => JSON.stringify([rate, part.lineId]),
    rate: ({ rate }: Placed) => rate,
    receipt: () => "",
  };
  return [...Map.groupBy(placed, keys[rules.roundingLevel]).values()];
}

/**
 * Taxes of what is rounded together: the exact tax of the first part, the first two, the first
 * three … is rounded, and a part's tax is what it adds. So the parts make the rounded whole, and
 * none is off its exact tax by more than a minor unit.
 */
function splitTax(bucket: readonly Placed[], rules: TaxRules, taxesMinor: number[]): void {
  let finished = NO_FRACTION;
  let rate = bucket[0]!.rate;
  let atRateMinor = 0;
  let toldMinor = 0;
  for (const { at, part, rate: partRate } of bucket) {
    if (partRate !== rate) {
      finished = addFractions(finished, takeTax(atRateMinor, rate, rules.pricesIncludeTax));
      rate = partRate;
      atRateMinor = 0;
    }
    atRateMinor = sumMinor([atRateMinor, part.amountMinor]);
    const exact = addFractions(finished, takeTax(atRateMinor, rate, rules.pricesIncludeTax));
    const upToHereMinor = roundFraction(exact, rules.roundingMode);
    taxesMinor[at] = upToHereMinor - toldMinor;
    toldMinor = upToHereMinor;
  }
}

function sumRow(placed: readonly [TaxablePart, number][], pricesIncludeTax: boolean): TaxRow {
  const [{ category, rate, label }] = placed[0]!;
  const amountMinor = sumMinor(placed.map(([part]) => part.amountMinor));
  const taxMinor = sumMinor(placed.map(([, taxMinor]) => taxMinor));
  const netMinor = pricesIncludeTax ? amountMinor - taxMinor : amountMinor;
  return { category, rate, label, netMinor, taxMinor, grossMinor: sumMinor([netMinor, taxMinor]) };
}

/**
 * The taxes of a receipt by the rules of its jurisdiction, minor units. Amounts are not negative,
 * and a category has one rate on a receipt. Throws where it has two, or on amounts and rates that
 * are none.
 */
export function computeTaxes(parts: readonly TaxablePart[], rules: TaxRules): Taxes {
  const partTaxesMinor = parts.map(() => 0);
  for (const bucket of listBuckets(parts, rules)) splitTax(bucket, rules, partTaxesMinor);
  const taxed = parts.map((part, at): [TaxablePart, number] => [part, partTaxesMinor[at]!]);
  const byCategory = [...Map.groupBy(taxed, ([part]) => part.category).values()];
  for (const [[first], ...others] of byCategory as [TaxablePart, number][][]) {
    assertHolds(
      others.every(([part]) => part.rate === first!.rate),
      `${first!.category} has one rate`,
    );
  }
  const rows = byCategory
    .map((placed) => sumRow(placed, rules.pricesIncludeTax))
    .sort((a, b) => compareTexts(a.category, b.category));
  return { rows, partTaxesMinor };
}
