/** What is sold, for whoever looks for something. */
import Type from "typebox";
import { PRODUCTS_FOUND_MAX, SEARCH_CHARS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { closed, minor, named, nullable, oneOf } from "./schemas.ts";

const PRODUCT = named(
  "FoundProduct",
  closed({
    gtin: Type.String(),
    name: Type.String(),
    unitMinor: nullable(minor("Current price of a unit or a kilogram; null: none")),
    priceOf: oneOf(["unit", "kilogram"]),
  }),
);

export const GET_PRODUCTS = route({
  method: "GET",
  path: "/products",
  tag: "stock",
  summary: "Search products by part of their name or barcode",
  query: closed({
    search: Type.Optional(
      Type.String({ maxLength: SEARCH_CHARS_MAX, description: "All when left out." }),
    ),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: PRODUCTS_FOUND_MAX, description: "At most." }),
    ),
  }),
  answers: {
    200: {
      description: "The best matches.",
      schema: closed({ items: Type.Array(PRODUCT) }),
    },
  },
});
