/** What is sold, where it stands, what is offered. */
import Type from "typebox";
import { GOODS_BODY_BYTES_MAX, GOODS_CHANGES_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, count, named, nullable, oneOf, text } from "./schemas.ts";

const KIND = oneOf(["product", "facing", "offer"]);

const KEY = "GTIN of 14 digits; gondola/shelf/plates, such as 1/2/3,4; the offer's id.";

/** The configuration checks its form. The OpenAPI document describes it by the configuration's schema of that name. */
const item = (name: string, example: Readonly<Record<string, unknown>>) =>
  named(
    name,
    Type.Record(Type.String(), Type.Unknown(), {
      description: "In the form of docs/reference/configuration.md.",
      examples: [example],
    }),
  );

const PRODUCT = item("Product", { gtin: "5000001000028", name: "Tomato soup", price: "1.20" });
const FACING = item("Facing", { gondola: 1, shelf: 2, plates: "3-4", gtin: "5000001000028" });
const OFFER = item("Offer", {
  ...{ kind: "percentage", id: "soup", name: "Soup week", gtins: ["5000001000028"] },
  ...{ percent: "20", membersOnly: false },
});
const ITEM = Type.Union([PRODUCT, FACING, OFFER]);

const GOODS = named(
  "Goods",
  closed({
    version: count("Revision: send it with your changes."),
    isFixed: Type.Boolean({
      description: "The source brings its own products: they cannot be changed here.",
    }),
    isAwaited: Type.Boolean({
      description:
        "The engine still uses the previous planogram or weights; it gets these as soon as nobody is inside. Prices never wait.",
    }),
    catalogue: Type.Array(PRODUCT),
    planogram: Type.Array(FACING),
    offers: Type.Array(OFFER),
    changed: Type.Array(
      closed({
        kind: KIND,
        key: Type.String({ description: KEY }),
        change: oneOf(["put", "remove"]),
        by: Type.String({ description: "A user's id." }),
        atMs: atMs("When"),
      }),
      { description: "Differences from the configuration file." },
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
      description: "Files of the image folder that are not used, and why.",
    }),
  }),
);

export const GET_GOODS = route({
  method: "GET",
  path: "/goods",
  tag: "stock",
  summary: "Show products, planogram and offers",
  answers: { 200: { description: "In the configuration's form.", schema: GOODS } },
});

const CHANGES = Type.Array(
  closed({
    kind: KIND,
    key: text(200, KEY),
    change: oneOf(
      ["put", "remove", "restore"],
      "`restore`: back to what the configuration file says.",
    ),
    item: nullable(ITEM),
  }),
  { minItems: 1, maxItems: GOODS_CHANGES_MAX },
);

const CHANGE_BODY = closed(
  {
    version: count("As `GET /v1/goods` returned it."),
    changes: CHANGES,
  },
  {
    examples: [
      {
        version: 3,
        changes: [
          {
            kind: "facing",
            key: "1/2/3,4",
            change: "put",
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
  summary: "Change products, planogram and offers, all or nothing",
  description:
    "A product sent with a new price and no start costs that from now on; " +
    "shoppers who are inside pay the price that they were shown.",
  body: CHANGE_BODY,
  bodyBytesMax: GOODS_BODY_BYTES_MAX,
  answers: {
    201: {
      description: "Saved.",
      schema: closed({ version: count("From now on.") }),
    },
  },
  codes: ["goods-fixed", "goods-invalid", "version-conflict"],
});

export const POST_GOODS_CHECK = route({
  method: "POST",
  path: "/goods/check",
  tag: "stock",
  summary: "Say what would be wrong with changes, and make none of them",
  description: "For a preview of a file before it is imported.",
  body: closed(
    { changes: CHANGES },
    {
      examples: [
        {
          changes: [
            {
              kind: "product",
              key: "05000001000028",
              change: "put",
              item: { gtin: "5000001000028", name: "Tomato soup", price: "1.20" },
            },
          ],
        },
      ],
    },
  ),
  bodyBytesMax: GOODS_BODY_BYTES_MAX,
  answers: {
    200: {
      description: "Empty: they can be made.",
      schema: closed({
        faults: Type.Array(
          closed({
            kind: nullable(KIND),
            key: nullable(Type.String({ description: "Null: of no single item." })),
            field: nullable(Type.String({ description: "Such as price; null: the whole item." })),
            message: Type.String({ description: "What is wrong and what is allowed." }),
          }),
        ),
      }),
    },
  },
  codes: ["goods-fixed", "goods-invalid"],
});

export const POST_GOODS_APPLY = route({
  method: "POST",
  path: "/goods/apply",
  tag: "stock",
  summary: "Give the engine the new planogram now, while people are inside",
  description: "Their carts are kept, and their receipts go to review.",
  answers: {
    202: {
      description: "The engine gets it in a moment.",
      schema: closed({
        isAwaited: Type.Boolean({ description: "Whether a planogram was waiting." }),
      }),
    },
  },
});
