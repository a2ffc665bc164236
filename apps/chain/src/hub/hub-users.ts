/** Shops' users at the hub: credentials are signed for them, and withdrawn. */
import { sql } from "kysely";
import type { ChainDatabase } from "../database/open-database.ts";
import { type HubKnowledge, readHub, tellWithdrawn } from "./hub-admin.ts";
import { type HubCredentials, type HubKeys, signShopUser, type Withdrawn } from "./hub-keys.ts";

export interface HubUsers {
  sign(shop: { readonly shopId: string; readonly shard: number }): Promise<HubCredentials>;
  /**
   * The hub cuts off whose credentials the database says were withdrawn. Rejects where it cannot be told; what it was
   * told before is not said again.
   */
  tellWithdrawn(): Promise<void>;
  /**
   * Notes in the database what the hub knows and it does not, as after it was put back from an older copy: whose
   * credentials were withdrawn since, and by which shops are connected; and tells the hub what it has lost. At the
   * first time, and then seldom.
   */
  learn(): Promise<void>;
  /** Withdraws credentials that have later ones beside them, once the shop uses those or their time is over. */
  endFormer(nowMs: number): Promise<void>;
}

export interface HubUsersOptions {
  readonly db: ChainDatabase;
  readonly keys: HubKeys;
  /** `HOST:PORT` of each. */
  readonly servers: readonly string[];
}

/** Calls of `learn` of which one asks the hub. */
const LEARNT_EVERY = 10;

export function createHubUsers({ db, keys, servers }: HubUsersOptions): HubUsers {
  let calls = 0;
  return {
    sign: (shop) => signShopUser(keys, shop),
    tellWithdrawn: onlyChanges(
      () => readWithdrawn(db),
      (withdrawn) => tellWithdrawn([...servers], keys, withdrawn),
    ),
    learn: async () => {
      if (calls++ % LEARNT_EVERY !== 0) return;
      try {
        const knowledge = await readHub([...servers], keys);
        await noteKnowledge(db, knowledge);
        const withdrawn = await readWithdrawn(db);
        const hasAll = Object.keys(withdrawn).every((user) => user in knowledge.withdrawn);
        if (!hasAll) await tellWithdrawn([...servers], keys, withdrawn);
      } catch (error) {
        calls = 0;
        throw error;
      }
    },
    endFormer: async (nowMs) => {
      if ((await countFormer(db)) === 0) return;
      const { connected } = await readHub([...servers], keys);
      const used = connected.map(({ userKey }) => userKey);
      await withdrawFormer(db, used, nowMs);
    },
  };
}

/**
 * Each time that the hub is told, its servers look at every connection again: it is told what has changed, and at
 * the first time whatever there is.
 */
export function onlyChanges(
  read: () => Promise<Withdrawn>,
  tell: (withdrawn: Withdrawn) => Promise<void>,
): () => Promise<void> {
  let told = JSON.stringify({});
  return async () => {
    const withdrawn = await read();
    const now = JSON.stringify(withdrawn);
    if (now === told) return;
    await tell(withdrawn);
    told = now;
  };
}

const MS_PER_S = 1000;

async function readWithdrawn(db: ChainDatabase): Promise<Withdrawn> {
  const rows = await db
    .selectFrom("hub_credentials")
    .select(["user_key", "withdrawn_ms"])
    .where("withdrawn_ms", "is not", null)
    .orderBy("user_key")
    .execute();
  // Of whole seconds; a user has one key, and is withdrawn after it was signed.
  return Object.fromEntries(
    rows.map(({ user_key, withdrawn_ms }) => [user_key, Math.ceil(withdrawn_ms! / MS_PER_S)]),
  );
}

async function noteKnowledge(
  db: ChainDatabase,
  { connected, withdrawn }: HubKnowledge,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const ends = Object.entries(withdrawn);
    await sql`
      UPDATE hub_credentials SET withdrawn_ms = at_s * ${sql.lit(MS_PER_S)}
      FROM unnest(${ends.map(([user]) => user)}::text[], ${ends.map(([, atS]) => atS)}::bigint[])
        AS known (of_user, at_s)
      WHERE user_key = of_user AND withdrawn_ms IS NULL`.execute(tx);
    // Of shops that there are: the chain itself is connected, too.
    await sql`
      INSERT INTO hub_credentials (user_key, shop_id, made_ms)
      SELECT of_user, shop_id, signed_ms FROM unnest(
        ${connected.map(({ userKey }) => userKey)}::text[],
        ${connected.map(({ name }) => name)}::text[],
        ${connected.map(({ signedMs }) => signedMs)}::bigint[]) AS known (of_user, of_shop, signed_ms)
      JOIN shops ON shops.shop_id = of_shop
      ON CONFLICT DO NOTHING`.execute(tx);
  });
}

async function countFormer(db: ChainDatabase): Promise<number> {
  const { count } = await db
    .selectFrom("hub_credentials")
    .select((one) => one.fn.countAll<number>().as("count"))
    .where("expires_ms", "is not", null)
    .where("withdrawn_ms", "is", null)
    .executeTakeFirstOrThrow();
  return count;
}

/** @param used users that are connected */
async function withdrawFormer(
  db: ChainDatabase,
  used: readonly string[],
  nowMs: number,
): Promise<void> {
  await sql`
    UPDATE hub_credentials AS former SET withdrawn_ms = ${nowMs}
    WHERE expires_ms IS NOT NULL AND withdrawn_ms IS NULL AND (expires_ms <= ${nowMs} OR EXISTS (
      SELECT FROM hub_credentials AS later
      WHERE later.shop_id = former.shop_id AND later.expires_ms IS NULL
        AND later.withdrawn_ms IS NULL AND later.user_key = ANY (${[...used]}::text[])))`.execute(
    db,
  );
}
