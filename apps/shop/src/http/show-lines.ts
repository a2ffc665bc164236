/** Lines of carts and receipts as they are told. */

import type { PricedBasket } from "@saunter/commerce/pricing/pricing-types";
import { closed, MONEY_LINE, minor } from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";
import Type from "typebox";

export const TOTALS = closed({
  goodsMinor: minor("Goods at their prices"),
  discountMinor: minor("Taken off by offers"),
  depositMinor: minor("Deposits"),
  netMinor: minor("Without tax"),
  taxMinor: minor("Tax"),
  roundingMinor: Type.Optional(
    minor("Left off, not above 0: there where amounts are paid in steps, as dinars by card"),
  ),
  totalMinor: minor("To be paid"),
});

export const PRICED = {
  currency: Type.String({ description: "ISO 4217." }),
  lines: Type.Array(MONEY_LINE),
  offers: Type.Array(
    closed({ offerId: Type.String(), name: Type.String(), discountMinor: minor("Taken off") }),
    { description: "Offers that are used." },
  ),
  totals: TOTALS,
};

/** The priced lines, with how sure each is. */
export function showLines(
  { lines }: PricedBasket,
  settled: readonly { readonly gtin: string; readonly probability: number }[],
): Static<typeof MONEY_LINE>[] {
  const sure = new Map(settled.map(({ gtin, probability }) => [gtin, probability]));
  return lines.map((line) => {
    const { lineId, gtin, name, quantity, unitMinor, discountMinor, depositMinor } = line;
    return {
      ...{ lineId, gtin, name, quantity, unitMinor, discountMinor, depositMinor },
      payableMinor: line.payableMinor,
      probability: sure.get(gtin) ?? 1,
    };
  });
}
