/** The shops of the chain. */
import type { ChainDatabase, ChainTransaction } from "./database/open-database.ts";
import { BEFORE_FIRST } from "./ingest/plan-rows.ts";

export interface NewShop {
  readonly shopId: string;
  readonly name: string;
  readonly shard: number;
  readonly organisationId: string;
  readonly regionId: string | null;
}

/** There is always one organisation: the chain itself. */
export const MAIN_ORGANISATION = "main";

/** From now on its events are taken. Rejects where there is one with its id. */
export async function addShop(db: ChainDatabase, shop: NewShop, nowMs: number): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await insertShop(tx, shop);
    await beginHead(tx, shop.shopId, nowMs);
  });
}

/** The first part of adding a shop, which whoever adds it may do themselves. */
export async function insertShop(
  tx: ChainTransaction,
  { shopId, name, shard, organisationId, regionId }: NewShop,
): Promise<void> {
  const owner = { organisation_id: organisationId, region_id: regionId };
  await tx
    .insertInto("shops")
    .values({ shop_id: shopId, name, shard, ...owner })
    .execute();
}

/** The second part, which is the process's. */
export async function beginHead(
  tx: ChainTransaction,
  shopId: string,
  nowMs: number,
): Promise<void> {
  await tx
    .insertInto("up_heads")
    .values({ shop_id: shopId, ...BEFORE_FIRST, at_ms: 0, received_ms: nowMs })
    .execute();
}
