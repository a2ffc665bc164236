/** The shop's logo and colour. */
import Type from "typebox";
import { BRAND, COLOUR_PATTERN, LOGO_TYPES } from "../brand.ts";
import { LOGO_BODY_BYTES_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { bytesOf, closed, nullable, text } from "./schemas.ts";

const VERSION_CHARS_MAX = 20;

export const GET_SHOP_LOGO = route({
  method: "GET",
  path: "/shop/logo",
  tag: "health",
  summary: "Get the shop's logo",
  description:
    "With its version in the address, cache it for ever: it never changes. Show an SVG by `<img>` alone.",
  query: closed({
    version: Type.Optional(text(VERSION_CHARS_MAX, "As in `brand.logoUrl` of `GET /v1/shop`.")),
  }),
  answers: {
    200: {
      description: "The current logo, whichever version was requested.",
      content: bytesOf(LOGO_TYPES),
    },
    304: { description: "The caller has the current one, by its `ETag`." },
  },
  codes: ["not-found"],
});

export const POST_SHOP_COLOUR = route({
  method: "POST",
  path: "/shop/colour",
  tag: "health",
  summary: "Set the shop's colour",
  description: "It stands in place of the configured one.",
  body: closed(
    {
      colour: nullable(
        Type.String({
          pattern: COLOUR_PATTERN,
          description: "Red, green and blue, such as #0b7a75; null: the configured one again.",
        }),
      ),
    },
    { examples: [{ colour: "#0b7a75" }] },
  ),
  answers: { 200: { description: "Saved.", schema: BRAND } },
});

export const POST_SHOP_LOGO = route({
  method: "POST",
  path: "/shop/logo",
  tag: "health",
  summary: "Give the shop a logo",
  description: "It stands in place of the configured one.",
  body: closed(
    {
      content: Type.String({
        minLength: 1,
        pattern: "^[A-Za-z0-9+/]+={0,2}$",
        description:
          "SVG, or PNG of 1024 x 1024 pixels at most, not interlaced; 100 kB at most; Base64.",
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
  bodyBytesMax: LOGO_BODY_BYTES_MAX,
  answers: { 201: { description: "Saved.", schema: BRAND } },
});

export const POST_SHOP_LOGO_REMOVE = route({
  method: "POST",
  path: "/shop/logo/remove",
  tag: "health",
  summary: "Remove the logo that the shop was given",
  description: "The configured one is shown again, if there is one.",
  answers: { 200: { description: "Removed.", schema: BRAND } },
  codes: ["not-found"],
});
