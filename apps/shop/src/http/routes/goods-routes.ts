import type { GoodsChange } from "@saunter/commerce/shop/events";
import type { ShopModel } from "@saunter/engine/shop-model";
import { atMs, closed, count, nullable, oneOf, text } from "@saunter/protocol/http/schemas";
import { GOODS_BODY_BYTES_MAX, GOODS_CHANGES_MAX } from "@saunter/protocol/limits";
import Type from "typebox";
import { RefusedError } from "../../domain/shop-context.ts";
import { addCommand, addRead, type HttpContext } from "../add-route.ts";

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

export function addGoodsRoutes(context: HttpContext): void {
  addList(context);
  addChanges(context);
  addApply(context);
}

function addList(context: HttpContext): void {
  const { goods, shop } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/goods",
      tag: "stock",
      summary: "What is sold, where it stands, and what is offered",
      answers: { 200: { description: "As the configuration writes it.", schema: GOODS } },
    },
    () => {
      const { lists, model, pictures } = goods.current();
      return {
        version: goods.version(),
        isFixed: lists === null,
        isAwaited: goods.awaitedModel() !== null,
        catalogue: lists?.catalogue ?? [],
        planogram: lists?.planogram ?? [],
        offers: lists?.offers ?? [],
        changed: goods.listChanged(),
        boards: listBoards(model),
        taxCategories: Object.keys(shop.settings.jurisdiction.categories),
        pictureFaults: [...pictures.faults],
      };
    },
  );
}

function listBoards({ facings }: ShopModel) {
  const boards = Map.groupBy(facings, ({ gondola, shelf }) => `${gondola}/${shelf}`);
  return [...boards.values()].map((own) => ({
    gondola: own[0]!.gondola,
    shelf: own[0]!.shelf,
    plates: Math.max(...own.flatMap(({ plates }) => plates)),
  }));
}

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

function addChanges(context: HttpContext): void {
  const { goods } = context.deps;
  addCommand(
    context,
    {
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
    },
    (tx, { body: { version, changes }, principal }) => {
      goods.change(tx, { version, changes: changes.map(takeChange), by: principal.id });
      return { status: 201, body: { version: version + 1 } };
    },
  );
}

function takeChange(change: GoodsChange): GoodsChange {
  if ((change.change === "put") === (change.item !== null)) return change;
  throw new RefusedError(
    "goods-invalid",
    `${change.key}: an item is put, and nothing else has one`,
  );
}

function addApply(context: HttpContext): void {
  const { goods } = context.deps;
  addCommand(
    context,
    {
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
    },
    () => {
      goods.hurry();
      return { status: 202, body: { isAwaited: goods.isHurried() } };
    },
  );
}
