import type { GoodsChange } from "@saunter/commerce/shop/events";
import type { ShopModel } from "@saunter/engine/shop-model";
import {
  GET_GOODS,
  POST_GOODS_APPLY,
  POST_GOODS_CHANGES,
  POST_GOODS_CHECK,
} from "@saunter/protocol/http/goods-routes";
import { RefusedError } from "../../domain/shop-context.ts";
import { addAction, addCommand, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { recordSecurity, toNew } from "../../security/record-security.ts";
import type { GoodsServices } from "./goods-services.ts";

export function addGoodsRoutes(context: HttpContext<GoodsServices>): void {
  addList(context);
  addChanges(context);
  addCheck(context);
  addApply(context);
}

function addList(context: HttpContext<GoodsServices>): void {
  const { goods, shop } = context.deps;
  addRead(context, GET_GOODS, () => {
    const { lists, model, pictures } = goods.current();
    return {
      version: goods.version(),
      isFixed: lists === null,
      isAwaited: goods.isPlanogramAwaited(),
      catalogue: lists?.catalogue ?? [],
      planogram: lists?.planogram ?? [],
      offers: lists?.offers ?? [],
      changed: goods.listChanged(),
      boards: listBoards(model),
      taxCategories: Object.keys(shop.settings.jurisdiction.categories),
      pictureFaults: [...pictures.faults],
    };
  });
}

function listBoards({ facings }: ShopModel) {
  const boards = Map.groupBy(facings, ({ gondola, shelf }) => `${gondola}/${shelf}`);
  return [...boards.values()].map((own) => ({
    gondola: own[0]!.gondola,
    shelf: own[0]!.shelf,
    plates: Math.max(...own.flatMap(({ plates }) => plates)),
  }));
}

function addChanges(context: HttpContext<GoodsServices>): void {
  const { goods } = context.deps;
  addCommand(context, POST_GOODS_CHANGES, (tx, call) => {
    const { body, principal } = call;
    const { version, changes } = body;
    goods.change(tx, { version, changes: changes.map(takeChange), by: principal.id });
    const after = goods.version();
    const count = (wanted: GoodsChange["kind"]) =>
      toNew(changes.filter(({ kind }) => kind === wanted).length);
    // The event of the goods has all that was changed.
    recordSecurity(tx, findActor(call), "goods.changed", {
      object: { kind: "goods", id: null },
      changes: {
        version: { before: version, after },
        products: count("product"),
        facings: count("facing"),
        offers: count("offer"),
      },
    });
    return { status: 201, body: { version: after } };
  });
}

function addCheck(context: HttpContext<GoodsServices>): void {
  const { goods, shop } = context.deps;
  addAction(context, POST_GOODS_CHECK, async ({ body }) => {
    const now = { db: shop.store.db, atMs: shop.nowMs() };
    return { faults: goods.check(now, body.changes.map(takeChange)) };
  });
}

function takeChange(change: GoodsChange): GoodsChange {
  if ((change.change === "put") === (change.item !== null)) return change;
  throw new RefusedError(
    "goods-invalid",
    `${change.key}: an item is put, and nothing else has one`,
  );
}

function addApply(context: HttpContext<GoodsServices>): void {
  const { goods } = context.deps;
  addCommand(context, POST_GOODS_APPLY, () => {
    goods.hurry();
    return { status: 202, body: { isAwaited: goods.isHurried() } };
  });
}
