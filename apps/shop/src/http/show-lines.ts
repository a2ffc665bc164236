/** Lines of carts and receipts as they are told. */
import type { PricedBasket } from "@saunter/commerce/pricing/pricing-types";
import type { MONEY_LINE } from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";

/** The priced lines, with how sure each is. */
export function showLines(
  { lines }: PricedBasket,
  settled: readonly { readonly gtin: string; readonly probability: number }[],
): Static<typeof MONEY_LINE>[] {
  const sure = new Map(settled.map(({ gtin, probability }) => [gtin, probability]));
  return lines.map((line) => {
    const { lineId, gtin, name, quantity, unitMinor, discountMinor, depositMinor } = line;
    return {
      lineId,
      gtin,
      name,
      quantity,
      unitMinor,
      discountMinor,
      depositMinor,
      payableMinor: line.payableMinor,
      probability: sure.get(gtin) ?? 1,
    };
  });
}
