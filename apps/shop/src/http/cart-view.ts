/** A visit's cart with its running total, as shoppers see it. */
import { closed, oneOf, probability } from "@saunter/protocol/http/schemas";
import type { Static } from "typebox";
import Type from "typebox";
import type { Shop } from "../domain/shop-context.ts";
import type { KnownVisit } from "../receipts/receipt-input.ts";
import { priceRunningCart } from "./running-cart.ts";
import { PRICED, showLines } from "./show-lines.ts";

export const CART_DESCRIPTION = "The cart; once the visit is over, the receipt says what is paid.";

export const CART = closed({
  visitId: Type.String(),
  status: oneOf(["open", "closed"]),
  ...PRICED,
  probability: probability("That the cart is exactly this."),
  unpriced: Type.Array(Type.String(), { description: "Products that cost nothing yet." }),
  age: oneOf(["not-needed", "needed", "verified", "refused"]),
});

export function showCart(shop: Shop, visit: KnownVisit): Static<typeof CART> {
  const cart = priceRunningCart(shop, visit);
  const { visitId, status, age } = visit;
  return {
    ...{ visitId, status, age },
    currency: cart.priced.currency,
    lines: showLines(cart.priced, cart.lines),
    offers: cart.priced.offers.map(({ offerId, name, discountMinor }) => ({
      ...{ offerId, name, discountMinor },
    })),
    totals: cart.priced.totals,
    probability: cart.probability,
    unpriced: [...cart.unpriced],
  };
}
