/** What is sold, for whoever looks for something. */
import Type from "typebox";
import { PRODUCTS_FOUND_MAX, SEARCH_CHARS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { closed, minor, nullable } from "./schemas.ts";

const PRODUCT = closed({
  gtin: Type.String(),
  name: Type.String(),
  unitMinor: nullable(minor("Price of now; null where it has none")),
});

export const GET_PRODUCTS = route({
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
});
