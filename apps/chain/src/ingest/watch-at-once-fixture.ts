import type { ChainDatabase } from "../database/open-database.ts";
import type { AskShop } from "../hub/ask-shop.ts";
import { createShopWatch, type ShopWatch } from "./watch-shops.ts";

/** For tests in which nothing is on its way: each look asks for what is missing. */
export function watchAtOnce(db: ChainDatabase, ask: AskShop, nowMs: () => number): ShopWatch {
  const note = async (shopId: string, after: number): Promise<void> => {
    await ask(shopId, "rows", { after });
  };
  return createShopWatch({ db, ask, nowMs, missing: { note } });
}
