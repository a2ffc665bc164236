/** Pictures of products. */
import Type from "typebox";
import { PICTURE_TYPES } from "../picture-types.ts";
import { route } from "./route-spec.ts";
import { bytesOf, closed, gtin, text } from "./schemas.ts";

const VERSION_CHARS_MAX = 20;

export const GET_PRODUCTS_PICTURES = route({
  method: "GET",
  path: "/products/pictures",
  tag: "stock",
  summary: "List products with an image",
  answers: {
    200: {
      description: "The version of each product's image; products without one are left out.",
      schema: closed({
        versions: Type.Record(Type.String(), Type.String(), { description: "By GTIN." }),
      }),
    },
  },
});

export const GET_PRODUCT_PICTURE = route({
  method: "GET",
  path: "/products/:gtin/picture",
  tag: "stock",
  summary: "Get a product's image",
  description: "With its version in the address, cache it for ever: it never changes.",
  params: closed({ gtin: gtin() }),
  query: closed({
    version: Type.Optional(text(VERSION_CHARS_MAX, "As `GET /v1/products/pictures` returns it.")),
  }),
  answers: {
    200: {
      description: "The current image, whichever version was requested.",
      content: bytesOf(PICTURE_TYPES),
    },
    304: { description: "The caller has the current one, by its `ETag`." },
  },
  codes: ["not-found"],
});
