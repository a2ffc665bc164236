import type { PricedBasket, PricedLine } from "./pricing-types.ts";

/**
 * A basket as a smart cart and its shop tell each other what it costs.
 *
 * @param lineIdsOf the trip's lines that a priced line stands for
 */
export function makeBill(
  { currency, lines, offers, totals }: PricedBasket,
  lineIdsOf: (line: PricedLine) => string[],
  unpriced: readonly string[],
) {
  return {
    currency,
    lines: lines.map((line) => ({
      lineIds: lineIdsOf(line),
      gtin: line.gtin,
      name: line.name,
      quantity: line.quantity,
      weightG: line.weighing?.netG ?? null,
      unitMinor: line.kilogramMinor ?? line.unitMinor,
      discountMinor: line.discountMinor,
      depositMinor: line.depositMinor,
      payableMinor: line.payableMinor,
    })),
    unpriced: [...unpriced],
    offers: offers.map(({ name, discountMinor }) => ({ name, discountMinor })),
    savingsMinor: totals.discountMinor,
    taxMinor: totals.taxMinor,
    totalMinor: totals.totalMinor,
  };
}
