/** Shops that get no later version of a kind. */
import type { DownKind } from "@saunter/protocol/chain/down-messages";
import type { ChainDatabase } from "../database/open-database.ts";

export interface Pin {
  readonly shopId: string;
  readonly kind: DownKind;
  /** Null: it ends. */
  readonly version: number | null;
  readonly by: string;
  readonly note: string;
}

export async function writePin(
  db: ChainDatabase,
  { shopId, kind, version, by, note }: Pin,
  nowMs: number,
): Promise<void> {
  if (version === null) {
    const pins = db.deleteFrom("down_pins").where("shop_id", "=", shopId);
    await pins.where("kind", "=", kind).execute();
    return;
  }
  const values = { version, set_by: by, set_ms: nowMs, note };
  await db
    .insertInto("down_pins")
    .values({ shop_id: shopId, kind, ...values })
    .onConflict((conflict) => conflict.columns(["shop_id", "kind"]).doUpdateSet(values))
    .execute();
}

/** The version at which a shop is held; null: at none. */
export async function findPin(
  db: ChainDatabase,
  shopId: string,
  kind: DownKind,
): Promise<number | null> {
  const pin = await db
    .selectFrom("down_pins")
    .select("version")
    .where("shop_id", "=", shopId)
    .where("kind", "=", kind)
    .executeTakeFirst();
  return pin?.version ?? null;
}

/** @param shopId null: of all shops that are seen. */
export async function listPins(db: ChainDatabase, shopId: string | null) {
  let rows = db.selectFrom("down_pins").selectAll().orderBy("shop_id").orderBy("kind");
  if (shopId !== null) rows = rows.where("shop_id", "=", shopId);
  return (await rows.execute()).map((row) => ({
    ...{ shopId: row.shop_id, kind: row.kind, version: row.version },
    ...{ by: row.set_by, atMs: row.set_ms, note: row.note },
  }));
}
