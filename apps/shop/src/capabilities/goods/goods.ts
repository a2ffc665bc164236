/** Products, prices, offers, planogram and stock. */

import { reportStock, STOCK_REPORTED_EVERY_MS } from "../../domain/report-stock.ts";
import { watchStock } from "../../domain/stock-service.ts";
import { OWN_PICTURES_SCHEMA } from "../../goods/own-pictures.ts";
import { publishDue } from "../../goods/planogram-draft.ts";
import { withServices } from "../../http/add-route.ts";
import type { Capability } from "../../process/capability.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import type { Watch } from "../../process/watch.ts";
import { addGoodsRoutes } from "./goods-routes.ts";
import { addPictureRoutes } from "./picture-routes.ts";
import { addPlanogramRoutes } from "./planogram-routes.ts";
import { addProductRoutes } from "./product-routes.ts";
import { addStockRoutes } from "./stock-routes.ts";

export const GOODS: Capability = {
  name: "goods",
  schema: OWN_PICTURES_SCHEMA,
  open: ({ process }) => ({
    http: {
      addRoutes: (context) => {
        const own = withServices(context, { goods: process.goods });
        addStockRoutes(own);
        addGoodsRoutes(own);
        addPlanogramRoutes(own);
        addProductRoutes(own);
        addPictureRoutes(own);
      },
    },
    watches: [
      ...createStockWatches(process),
      { name: "planogram draft", write: (tx) => publishDue(process.goods, tx) },
    ],
  }),
};

/** All of it is made of events: where nothing has happened nothing has changed. */
export function createStockWatches({
  shop,
  goods,
}: Pick<ShopProcess, "shop" | "goods">): readonly Watch[] {
  let watchedAt = Number.NaN;
  let told = { at: Number.NaN, ms: Number.NEGATIVE_INFINITY };
  return [
    {
      name: "stock",
      write: (tx) => {
        const { facings, lowStockAt } = goods.current();
        const position = shop.store.position();
        if (position === watchedAt) return;
        watchStock(tx, shop, facings, lowStockAt);
        watchedAt = position;
      },
    },
    {
      name: "stock events",
      write: (tx, nowMs) => {
        const at = shop.store.position();
        if (at === told.at || nowMs - told.ms < STOCK_REPORTED_EVERY_MS) return;
        reportStock(tx, goods.current().facings);
        told = { at, ms: nowMs };
      },
    },
  ];
}
