/** What a cart would cost if its people left now: the live total. Nothing is written. */
import type { SettledLine } from "@saunter/commerce/cart/settle-lines";
import type { PricedBasket } from "@saunter/commerce/pricing/pricing-types";
import type { VisitFacts } from "@saunter/commerce/visit/evolve";
import {
  composeLines,
  findCartsProbability,
  priceSettled,
  readCarts,
} from "../domain/compose-receipt.ts";
import { priceAsShown } from "../domain/price-as-shown.ts";
import type { Shop } from "../domain/shop-context.ts";

export interface RunningCart {
  readonly lines: readonly SettledLine[];
  readonly priced: PricedBasket;
  /** Products without a price: they are not in the total. */
  readonly unpriced: readonly string[];
  readonly probability: number;
}

export function priceRunningCart(shop: Shop, visit: VisitFacts): RunningCart {
  const carts = readCarts(shop.store, visit);
  const settled = composeLines(carts, []);
  const catalogue = priceAsShown(shop.settings, visit, carts.evidence, settled, shop.nowMs());
  const { lines, result, unpriced } = priceSettled(catalogue, visit, settled);
  return { lines, priced: result, unpriced, probability: findCartsProbability(carts) };
}
