/**
 * Asks each shop how far it is, and for rows that have not come: such as those that a hub lost, or that
 * were taken into a database which is an older copy now.
 */
import { SHOP_STATE, type ShopState } from "@saunter/protocol/chain/ask-messages";
import { Check } from "typebox/value";
import type { ChainDatabase } from "../database/open-database.ts";
import type { AskShop } from "../hub/ask-shop.ts";

export interface ShopWatchOptions {
  readonly db: ChainDatabase;
  readonly ask: AskShop;
  readonly nowMs: () => number;
}

export interface ShopWatch {
  /** Asks all shops once. To be called again and again; what has not moved since is asked for again. */
  look(): Promise<void>;
}

/** Shops that are asked at once. */
const ASKED_AT_ONCE_MAX = 50;

export function createShopWatch({ db, ask, nowMs }: ShopWatchOptions): ShopWatch {
  /** Heads at the last look: rows on their way come by themselves. */
  let before = new Map<string, number>();

  async function lookAt(shopId: string, head: number): Promise<void> {
    const state = await ask(shopId, "state").catch(() => null);
    if (!Check(SHOP_STATE, state)) return;
    await writeState(db, shopId, state, nowMs());
    const isBehind = state.sent > head && before.get(shopId) === head;
    // It is asked again at the next look where nothing has come by then.
    if (isBehind) await ask(shopId, "rows", { after: head }).catch(() => null);
  }

  return {
    look: async () => {
      const heads = await db.selectFrom("up_heads").select(["shop_id", "position"]).execute();
      for (let at = 0; at < heads.length; at += ASKED_AT_ONCE_MAX) {
        const some = heads.slice(at, at + ASKED_AT_ONCE_MAX);
        await Promise.all(some.map(({ shop_id, position }) => lookAt(shop_id, position)));
      }
      before = new Map(heads.map(({ shop_id, position }) => [shop_id, position]));
    },
  };
}

async function writeState(
  db: ChainDatabase,
  shopId: string,
  { position, sent, nowMs: shopMs, version, unsigned }: ShopState,
  nowMs: number,
): Promise<void> {
  const values = {
    seen_ms: nowMs,
    position,
    sent,
    clock_ahead_ms: shopMs - nowMs,
    version,
    unsigned: unsigned ?? null,
  };
  await db
    .insertInto("shop_states")
    .values({ shop_id: shopId, ...values })
    .onConflict((conflict) => conflict.column("shop_id").doUpdateSet(values))
    .execute();
}
