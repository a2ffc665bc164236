/** Pictures of products. */
import Type from "typebox";
import { PICTURE_BODY_BYTES_MAX } from "../limits.ts";
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

export const POST_PRODUCT_PICTURE = route({
  method: "POST",
  path: "/products/:gtin/picture",
  tag: "stock",
  summary: "Give a product an image",
  description: "It stands in place of the one in the configured folder.",
  params: closed({ gtin: gtin() }),
  body: closed(
    {
      content: Type.String({
        minLength: 1,
        pattern: "^[A-Za-z0-9+/]+={0,2}$",
        description: "JPEG, PNG, WebP or AVIF, 2 MB at most; Base64.",
      }),
    },
    {
      examples: [
        {
          content:
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=",
        },
      ],
    },
  ),
  bodyBytesMax: PICTURE_BODY_BYTES_MAX,
  answers: {
    201: { description: "Saved.", schema: closed({ version: Type.String() }) },
  },
  codes: ["not-found"],
});

export const POST_PRODUCT_PICTURE_REMOVE = route({
  method: "POST",
  path: "/products/:gtin/picture/remove",
  tag: "stock",
  summary: "Remove the image that a product was given",
  description: "That of the configured folder is shown again, if there is one.",
  params: closed({ gtin: gtin() }),
  answers: { 200: { description: "Removed.", schema: closed({}) } },
  codes: ["not-found"],
});
