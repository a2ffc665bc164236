/** Whether the chain's database has what shops wrote: each event once, in order, to the letter. */
import type { ChainDatabase } from "@saunter/chain/database/open-database";
import { sql } from "kysely";

export interface ShopHead {
  readonly shopId: string;
  readonly position: number;
  readonly hash: string;
}

export interface ChainCheck {
  readonly events: number;
  /** Of shops that have ended with what the chain has. */
  readonly equal: number;
  readonly lost: number;
  readonly doubled: number;
  /** Streams whose versions are not 1, 2, 3 … in the order of positions. */
  readonly disordered: number;
  readonly setAside: number;
}

/** A row's hash is over all rows before it: with the last one, the whole journal is the same. */
export async function checkChain(
  db: ChainDatabase,
  heads: readonly ShopHead[],
): Promise<ChainCheck> {
  const chain = await db.selectFrom("up_heads").select(["shop_id", "position", "hash"]).execute();
  const byShop = new Map(chain.map((one) => [one.shop_id, one]));
  const equal = heads.filter(({ shopId, position, hash }) => {
    const own = byShop.get(shopId);
    return own?.position === position && (own.hash === hash || position === 0);
  });
  const { rows } = await sql<{ events: number; places: number; disordered: number }>`
    WITH ordered AS (
      SELECT shop_id, stream, position, version,
        row_number() OVER (PARTITION BY shop_id, stream ORDER BY position) AS turn
      FROM events)
    SELECT count(*) AS events, count(DISTINCT (shop_id, position)) AS places,
      count(*) FILTER (WHERE version <> turn) AS disordered FROM ordered`.execute(db);
  const { events, places, disordered } = rows[0]!;
  const written = heads.reduce((sum, { position }) => sum + position, 0);
  const { count } = await db
    .selectFrom("set_aside")
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return {
    ...{ events, equal: equal.length, lost: written - places, doubled: events - places },
    ...{ disordered, setAside: count },
  };
}
