import type { ChainDatabase } from "@saunter/chain/database/open-database";
import type { AskShop } from "@saunter/chain/hub/ask-shop";
import { createShopWatch, type ShopWatch } from "@saunter/chain/ingest/watch-shops";

/** For tests in which nothing is on its way: each look asks for what is missing. */
export function watchAtOnce(db: ChainDatabase, ask: AskShop, nowMs: () => number): ShopWatch {
  const note = async (shopId: string, after: number): Promise<void> => {
    await ask(shopId, "rows", { after });
  };
  return createShopWatch({ db, ask, nowMs, missing: { note } });
}
