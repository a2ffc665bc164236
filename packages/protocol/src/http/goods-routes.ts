/** What is sold, where it stands, what is offered. */
import Type from "typebox";
import { GOODS_BODY_BYTES_MAX, GOODS_CHANGES_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, count, nullable, oneOf, text } from "./schemas.ts";

const KIND = oneOf(["product", "facing", "offer"]);

const KEY = "GTIN of 14 digits; gondola/shelf/plates, such as 1/2/3,4; the offer's id.";

/** Its form is that of the configuration, which checks it. */
const ITEM = Type.Record(Type.String(), Type.Unknown(), {
  description: "As docs/reference/configuration.md has it.",
});

const GOODS = closed({
  version: count("How often anything was changed: send it with what you change."),
  isFixed: Type.Boolean({ description: "The source brings its own: nothing can be changed." }),
  isAwaited: Type.Boolean({
    description: "The planogram is newer than the engine's, which gets it while nobody is inside.",
  }),
  catalogue: Type.Array(ITEM),
  planogram: Type.Array(ITEM),
  offers: Type.Array(ITEM),
  changed: Type.Array(
    closed({
      kind: KIND,
      key: Type.String({ description: KEY }),
      change: oneOf(["put", "remove"]),
      by: Type.String({ description: "A user's id." }),
      atMs: atMs("When"),
    }),
    { description: "What differs from the configuration's file." },
  ),
  boards: Type.Array(
    closed({
      gondola: Type.Integer(),
      shelf: Type.Integer(),
      plates: count("Plates of the board."),
    }),
  ),
  taxCategories: Type.Array(Type.String()),
  pictureFaults: Type.Array(Type.String(), {
    description: "What is in the folder of pictures and is not shown, and why, in words.",
  }),
});

export const GET_GOODS = route({
  method: "GET",
  path: "/goods",
  tag: "stock",
  summary: "What is sold, where it stands, and what is offered",
  answers: { 200: { description: "As the configuration writes it.", schema: GOODS } },
});

const CHANGE_BODY = closed(
  {
    version: count("As `GET /v1/goods` has told it."),
    changes: Type.Array(
      closed({
        kind: KIND,
        key: text(200, KEY),
        change: oneOf(
          ["put", "remove", "restore"],
          "`restore`: what the configuration's file says holds again.",
        ),
        item: nullable(ITEM),
      }),
      { minItems: 1, maxItems: GOODS_CHANGES_MAX },
    ),
  },
  {
    examples: [
      {
        version: 3,
        changes: [
          {
            ...{ kind: "facing", key: "1/2/3,4", change: "put" },
            item: { gondola: 1, shelf: 2, plates: "3-4", gtin: "5000001000028" },
          },
        ],
      },
    ],
  },
);

export const POST_GOODS_CHANGES = route({
  method: "POST",
  path: "/goods/changes",
  tag: "stock",
  summary: "Change products, places and offers; all of it is done, or none",
  description:
    "A product that is put with another price, and no word on since when, costs that from now: " +
    "whoever is inside pays what they were shown.",
  body: CHANGE_BODY,
  bodyBytesMax: GOODS_BODY_BYTES_MAX,
  answers: {
    201: {
      description: "It is written down.",
      schema: closed({ version: count("From now on.") }),
    },
  },
  codes: ["goods-fixed", "goods-invalid", "version-conflict"],
});

export const POST_GOODS_APPLY = route({
  method: "POST",
  path: "/goods/apply",
  tag: "stock",
  summary: "Tell the engine of the new planogram now, although people are inside",
  description: "Their carts are kept, and a person looks at their receipts.",
  answers: {
    202: {
      description: "It is told within moments.",
      schema: closed({ isAwaited: Type.Boolean({ description: "Whether it waited at all." }) }),
    },
  },
});
