import { findValid } from "@saunter/commerce/tax/validity";
import { closed, minor, nullable } from "@saunter/protocol/http/schemas";
import { PRODUCTS_FOUND_MAX, SEARCH_CHARS_MAX } from "@saunter/protocol/limits";
import Type from "typebox";
import { addRead, type HttpContext } from "../add-route.ts";
import { findProducts } from "../find-products.ts";

const PRODUCT = closed({
  gtin: Type.String(),
  name: Type.String(),
  unitMinor: nullable(minor("Price of now; null where it has none")),
});

/** What is sold, for whoever looks for something: its names and prices are on the shelves, too. */
export function addProductRoutes(context: HttpContext): void {
  const { shop } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/products",
      tag: "stock",
      summary: "Products by a part of their name or barcode",
      query: closed({
        search: Type.Optional(
          Type.String({ maxLength: SEARCH_CHARS_MAX, description: "All where not given." }),
        ),
        limit: Type.Optional(
          Type.Integer({ minimum: 1, maximum: PRODUCTS_FOUND_MAX, description: "At most." }),
        ),
      }),
      answers: {
        200: {
          description: "Those that fit best.",
          schema: closed({ items: Type.Array(PRODUCT) }),
        },
      },
    },
    ({ query }) => {
      const { search = "", limit = PRODUCTS_FOUND_MAX } = query;
      const found = findProducts(shop.settings.products.values(), search, limit);
      const nowMs = shop.nowMs();
      const items = found.map(({ gtin, name, prices }) => ({
        ...{ gtin, name },
        unitMinor: findValid(prices, nowMs)?.amountMinor ?? null,
      }));
      return { items };
    },
  );
}
