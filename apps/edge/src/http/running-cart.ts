/** What a cart would cost if its people left now: the live total. Nothing is written. */
import type { SettledLine } from "@saunter/commerce/cart/settle-lines";
import { priceBasket } from "@saunter/commerce/pricing/price-basket";
import type { PricedBasket } from "@saunter/commerce/pricing/pricing-types";
import { findValid } from "@saunter/commerce/tax/validity";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import { composeLines, findCartsProbability, readCarts } from "../shop/compose-receipt.ts";
import { orRefuse, type Shop } from "../shop/shop-context.ts";

export interface RunningCart {
  readonly lines: readonly SettledLine[];
  readonly priced: PricedBasket;
  /** Products without a price: they are not in the total. */
  readonly unpriced: readonly string[];
  readonly probability: number;
}

export function priceRunningCart(shop: Shop, visit: VisitFacts): RunningCart {
  const { products, offers, jurisdiction } = shop.settings;
  const carts = readCarts(shop.store, visit);
  const pricedAtMs = visit.openedMs;
  const hasPrice = (gtin: string): boolean => {
    const product = products.get(gtin);
    return product !== undefined && findValid(product.prices, pricedAtMs) !== undefined;
  };
  const all = composeLines(carts, []);
  const lines = all.filter(({ gtin }) => hasPrice(gtin));
  const priced = orRefuse(
    priceBasket({
      currency: visit.currency,
      pricedAtMs,
      isMember: visit.isMember,
      lines: lines.map(({ gtin, quantity }) => ({ lineId: gtin, gtin, quantity })),
      ...{ products, offers, jurisdiction },
    }),
  );
  const unpriced = all.filter(({ gtin }) => !hasPrice(gtin)).map(({ gtin }) => gtin);
  return { lines, priced, unpriced, probability: findCartsProbability(carts) };
}
