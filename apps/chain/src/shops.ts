/** The shops of the chain. */
import type { ChainDatabase } from "./database/open-database.ts";
import { BEFORE_FIRST } from "./ingest/plan-rows.ts";

export interface NewShop {
  readonly shopId: string;
  readonly name: string;
  readonly shard: number;
}

/** From now on its events are taken. Rejects where there is one with its id. */
export async function addShop(
  db: ChainDatabase,
  { shopId, name, shard }: NewShop,
  nowMs: number,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await tx.insertInto("shops").values({ shop_id: shopId, name, shard }).execute();
    await tx
      .insertInto("up_heads")
      .values({ shop_id: shopId, ...BEFORE_FIRST, at_ms: 0, received_ms: nowMs })
      .execute();
  });
}
