import { findValid } from "@saunter/commerce/tax/validity";
import { GET_PRODUCTS } from "@saunter/protocol/http/product-routes";
import { PRODUCTS_FOUND_MAX } from "@saunter/protocol/limits";
import { addRead } from "../../http/add-route.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { findProducts } from "./find-products.ts";

/** What is sold, for whoever looks for something: its names and prices are on the shelves, too. */
export function addProductRoutes(context: HttpContext): void {
  const { shop } = context.deps;
  addRead(context, GET_PRODUCTS, ({ query }) => {
    const { search = "", limit = PRODUCTS_FOUND_MAX } = query;
    const found = findProducts(shop.settings.products.values(), search, limit);
    const nowMs = shop.nowMs();
    const items = found.map(({ gtin, name, priceOf = "unit" as const, prices }) => ({
      gtin,
      name,
      unitMinor: findValid(prices, nowMs)?.amountMinor ?? null,
      priceOf,
    }));
    return { items };
  });
}
