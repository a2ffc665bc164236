import { assertHolds } from "../money/assert.ts";
import { multiplyMinor, sumMinor } from "../money/money.ts";
import type { TaxJurisdiction } from "../tax/jurisdiction.ts";
import { priceWeighing } from "./price-weight.ts";
import type { PricedBasket, PricedLine } from "./pricing-types.ts";

function assertLine(line: PricedLine): void {
  const { lineId, quantity, unitMinor, grossMinor, discountMinor, depositMinor } = line;
  const { kilogramMinor = 0, weighing } = line;
  assertHolds(
    weighing === undefined || unitMinor === priceWeighing(kilogramMinor, weighing),
    `line ${lineId} costs what its weighing does`,
  );
  assertHolds(
    grossMinor === multiplyMinor(unitMinor, quantity),
    `line ${lineId} is quantity × unit`,
  );
  assertHolds(
    discountMinor >= 0 && discountMinor <= grossMinor,
    `the discount of line ${lineId} is within its goods`,
  );
  assertHolds(depositMinor >= 0, `the deposit of line ${lineId} is not negative`);
  assertHolds(
    line.payableMinor === sumMinor([grossMinor, -discountMinor, depositMinor]),
    `line ${lineId} adds up`,
  );
}

/**
 * Holds a priced basket to its sums: lines, offers, tax rows and totals tell of the same money.
 * Throws an Error that names the first that does not.
 */
export function assertBasket(
  basket: PricedBasket,
  {
    pricesIncludeTax,
    totalStepMinor = 1,
  }: Pick<TaxJurisdiction, "pricesIncludeTax" | "totalStepMinor">,
): void {
  const { lines, offers, taxes, totals } = basket;
  const { roundingMinor = 0 } = totals;
  assertHolds(
    roundingMinor <= 0 &&
      roundingMinor > -totalStepMinor &&
      totals.totalMinor % totalStepMinor === 0,
    `the total is in steps of ${totalStepMinor}, and less than one is left off`,
  );
  const grossMinor = totals.totalMinor - roundingMinor;
  for (const line of lines) assertLine(line);
  for (const { category, netMinor, taxMinor, grossMinor } of taxes) {
    assertHolds(netMinor >= 0 && taxMinor >= 0, `tax row ${category} is not negative`);
    assertHolds(grossMinor === sumMinor([netMinor, taxMinor]), `tax row ${category} adds up`);
  }
  const payableMinor = sumMinor(lines.map((line) => line.payableMinor));
  const sums = [
    ["lines' goods", lines.map((line) => line.grossMinor), totals.goodsMinor],
    ["lines' discounts", lines.map((line) => line.discountMinor), totals.discountMinor],
    ["offers' discounts", offers.map((offer) => offer.discountMinor), totals.discountMinor],
    ["lines' deposits", lines.map((line) => line.depositMinor), totals.depositMinor],
    ["lines' taxes", lines.map((line) => line.taxMinor), totals.taxMinor],
    ["rows' net amounts", taxes.map((row) => row.netMinor), totals.netMinor],
    ["rows' taxes", taxes.map((row) => row.taxMinor), totals.taxMinor],
    ["rows' gross amounts", taxes.map((row) => row.grossMinor), grossMinor],
    ["lines", [payableMinor, pricesIncludeTax ? 0 : totals.taxMinor], grossMinor],
  ] as const;
  for (const [what, parts, whole] of sums) {
    assertHolds(sumMinor(parts) === whole, `${what} make ${whole}`);
  }
}
