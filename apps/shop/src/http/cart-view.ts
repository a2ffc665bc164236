/** A visit's cart with its running total, as shoppers see it. */
import type { CART } from "@saunter/protocol/http/cart-schemas";
import type { Static } from "typebox";
import type { Shop } from "../domain/shop-context.ts";
import type { KnownVisit } from "../receipts/receipt-input.ts";
import { priceRunningCart } from "./running-cart.ts";
import { showLines } from "./show-lines.ts";

export function showCart(shop: Shop, visit: KnownVisit): Static<typeof CART> {
  const cart = priceRunningCart(shop, visit);
  const { visitId, status, age } = visit;
  return {
    visitId,
    status,
    age,
    currency: cart.priced.currency,
    lines: showLines(cart.priced, cart.lines),
    offers: cart.priced.offers.map(({ offerId, name, discountMinor }) => ({
      offerId,
      name,
      discountMinor,
    })),
    totals: cart.priced.totals,
    probability: cart.probability,
    unpriced: [...cart.unpriced],
  };
}
