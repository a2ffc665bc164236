/** Lines of carts and receipts as they are told. */
import { type Item, nameItem } from "@saunter/commerce/cart/items";
import { copyWeighing } from "@saunter/commerce/pricing/price-weight";
import type { PricedBasket } from "@saunter/commerce/pricing/pricing-types";
import type { MONEY_LINE } from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";

/** The priced lines, with how sure each is. */
export function showLines(
  { lines }: PricedBasket,
  settled: readonly (Item & { readonly probability: number })[],
): Static<typeof MONEY_LINE>[] {
  const sure = new Map(settled.map((line) => [nameItem(line), line.probability]));
  return lines.map((line) => {
    const { lineId, gtin, name, quantity, unitMinor, discountMinor, depositMinor } = line;
    return {
      lineId,
      gtin,
      name,
      quantity,
      ...copyWeighing(line),
      unitMinor,
      discountMinor,
      depositMinor,
      payableMinor: line.payableMinor,
      probability: sure.get(nameItem(line)) ?? 1,
    };
  });
}
