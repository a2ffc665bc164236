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
  summary: "Which products have a picture",
  answers: {
    200: {
      description: "The version of each one's picture; those that have none are left out.",
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
  summary: "A product's picture",
  description: "With the version that it has, it is to be kept for ever: it never changes.",
  params: closed({ gtin: gtin() }),
  query: closed({
    version: Type.Optional(text(VERSION_CHARS_MAX, "As `GET /v1/products/pictures` has it.")),
  }),
  answers: {
    200: {
      description: "The picture of now, whatever version was asked for.",
      content: bytesOf(PICTURE_TYPES),
    },
    304: { description: "It is the one that the caller has, by its `ETag`." },
  },
  codes: ["not-found"],
});
