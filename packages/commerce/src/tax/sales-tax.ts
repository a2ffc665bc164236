/** Sales tax of the United States: rates of state, county, city and districts, one on the other. */
import { addRates, isRate } from "../money/rates.ts";
import { type Result, refuse } from "../refusal.ts";
import {
  checkJurisdiction,
  type RoundingLevel,
  type TaxJurisdiction,
  type TaxRate,
} from "./jurisdiction.ts";
import type { Validity } from "./validity.ts";

/** What one authority takes. */
export interface SalesTaxLayer {
  /** The authority: "State", "County", "City", a district. */
  readonly name: string;
  readonly rate: string;
  /** Its rates for categories that it exempts ("0") or taxes less, such as food. */
  readonly exceptions: Readonly<Record<string, string>>;
}

export interface SalesTaxPeriod extends Validity {
  readonly layers: readonly SalesTaxLayer[];
}

/** The retailer's table for the place of a shop: nobody else can know it. */
export interface SalesTaxTable {
  readonly id: string;
  readonly name: string;
  /** The seller's choice: by item or by invoice. */
  readonly roundingLevel: RoundingLevel;
  /** What the receipt says of each tax category. */
  readonly categories: Readonly<Record<string, string>>;
  readonly periods: readonly SalesTaxPeriod[];
}

function describeFault({ categories, periods }: SalesTaxTable): string | undefined {
  for (const { name, rate, exceptions } of periods.flatMap(({ layers }) => layers)) {
    const unknown = Object.keys(exceptions).find((one) => !Object.hasOwn(categories, one));
    if (unknown !== undefined) return `${name} has an exception for ${unknown}, no category`;
    const wrong = [rate, ...Object.values(exceptions)].find((one) => !isRate(one));
    if (wrong !== undefined) return `${name} has a rate of ${wrong}, which is not 0 to 1`;
  }
  return periods.some(({ layers }) => layers.length === 0) ? "a period has no layers" : undefined;
}

function stackRates(period: SalesTaxPeriod, category: string, label: string): TaxRate {
  const { layers, ...validity } = period;
  const rates = layers.map(({ rate, exceptions }) =>
    Object.hasOwn(exceptions, category) ? exceptions[category]! : rate,
  );
  return { rate: addRates(rates), label, ...validity };
}

/**
 * A jurisdiction from a retailer's table. Prices exclude tax. Tax is carried to the third decimal
 * and rounds up where that is above four, which is half up; the seller rounds by item or by invoice
 * (Streamlined Sales and Use Tax Agreement, section 324). Refuses `input-invalid`.
 */
export function createSalesTax(table: SalesTaxTable): Result<TaxJurisdiction> {
  const fault = describeFault(table);
  if (fault !== undefined) return refuse("input-invalid", `sales tax ${table.id}: ${fault}`);
  const categories = Object.entries(table.categories).map(([category, label]) => [
    category,
    table.periods.map((period) => stackRates(period, category, label)),
  ]);
  return checkJurisdiction({
    id: table.id,
    name: table.name,
    pricesIncludeTax: false,
    roundingLevel: table.roundingLevel,
    roundingMode: "half-up",
    categories: Object.fromEntries(categories),
  });
}
