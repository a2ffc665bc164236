/** Shops' accounts and users at the hub: credentials are signed for them, and withdrawn. */
import { sql } from "kysely";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { type HubAccount, type HubKnowledge, readHub, sendAccounts } from "./hub-admin.ts";
import { type HubKeys, type HubShop, type ShopCredentials, signShopUser } from "./hub-keys.ts";

export interface HubUsers {
  sign(shop: HubShop): Promise<ShopCredentials>;
  /**
   * The hub gets the accounts of shops, and cuts off whose credentials the database says were withdrawn. Rejects if the
   * hub can't be reached; accounts that have not changed since are not sent again.
   */
  sendAccounts(): Promise<void>;
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
  const sendChanges = onlyChanges(
    () => readAccounts(db),
    (accounts) => sendAccounts([...servers], keys, accounts),
  );
  return {
    sign: (shop) => signShopUser(keys, shop),
    sendAccounts: sendChanges,
    learn: async () => {
      if (calls++ % LEARNT_EVERY !== 0) return;
      try {
        const knowledge = await readHub([...servers], keys, await listShops(db));
        await noteKnowledge(db, knowledge);
        const accounts = await readAccounts(db);
        const lacking = accounts.filter(({ withdrawn }) =>
          Object.keys(withdrawn).some((user) => !(user in knowledge.withdrawn)),
        );
        if (lacking.length > 0) await sendAccounts([...servers], keys, lacking);
      } catch (error) {
        calls = 0;
        throw error;
      }
    },
    endFormer: async (nowMs) => {
      const shops = await listShopsWithFormer(db);
      if (shops.length === 0) return;
      const { connected } = await readHub([...servers], keys, shops);
      const used = connected.map(({ userKey }) => userKey);
      await withdrawFormer(db, used, nowMs);
    },
  };
}

/**
 * Each time that an account is sent, the hub's servers look at its connections again: those that have changed are sent,
 * and all of them at first, as the hub may have lost some.
 */
export function onlyChanges(
  read: () => Promise<readonly HubAccount[]>,
  send: (accounts: readonly HubAccount[]) => Promise<void>,
): () => Promise<void> {
  let sent = new Set<string>();
  return async () => {
    const accounts = await read();
    const texts = accounts.map((account) => JSON.stringify(account));
    const changed = accounts.filter((_, at) => !sent.has(texts[at]!));
    if (changed.length > 0) await send(changed);
    sent = new Set(texts);
  };
}

const MS_PER_S = 1000;

const listShops = (db: ChainDatabase): Promise<HubShop[]> => selectShops(db).execute();

const selectShops = (db: ChainDatabase) =>
  db.selectFrom("shops").select(["shop_id as shopId", "shard"]).orderBy("shop_id");

/** Shops of which later credentials are there, besides some that are still in force. */
const listShopsWithFormer = (db: ChainDatabase): Promise<HubShop[]> =>
  selectShops(db)
    .where("shop_id", "in", (where) =>
      where
        .selectFrom("hub_credentials")
        .select("hub_credentials.shop_id")
        .where("expires_ms", "is not", null)
        .where("withdrawn_ms", "is", null),
    )
    .execute();

/** The chain's own, which has users of shops from before they had accounts, and all of shops. */
async function readAccounts(db: ChainDatabase): Promise<HubAccount[]> {
  const rows = await db
    .selectFrom("hub_credentials")
    .select(["user_key", "shop_id", "row_key", "withdrawn_ms"])
    .where("withdrawn_ms", "is not", null)
    .orderBy("user_key")
    .execute();
  const byAccount = Map.groupBy(rows, ({ row_key, shop_id }) =>
    row_key === null ? null : shop_id,
  );
  const findWithdrawn = (shopId: string | null) =>
    // Of whole seconds; a user has one key, and is withdrawn after it was signed.
    Object.fromEntries(
      (byAccount.get(shopId) ?? []).map(({ user_key, withdrawn_ms }) => [
        user_key,
        Math.ceil(withdrawn_ms! / MS_PER_S),
      ]),
    );
  const shops = await listShops(db);
  return [
    { shop: null, withdrawn: findWithdrawn(null) },
    ...shops.map((shop) => ({ shop, withdrawn: findWithdrawn(shop.shopId) })),
  ];
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
      INSERT INTO hub_credentials (user_key, shop_id, row_key, made_ms)
      SELECT of_user, shop_id, of_rows, signed_ms FROM unnest(
        ${connected.map(({ userKey }) => userKey)}::text[],
        ${connected.map(({ name }) => name)}::text[],
        ${connected.map(({ rowKey }) => rowKey)}::text[],
        ${connected.map(({ signedMs }) => signedMs)}::bigint[])
        AS known (of_user, of_shop, of_rows, signed_ms)
      JOIN shops ON shops.shop_id = of_shop
      ON CONFLICT DO NOTHING`.execute(tx);
  });
}

/**
 * Keeps public keys of new credentials; those before them are withdrawn, at once or after an overlap. Gives what the shop
 * signs in with.
 */
export async function renewCredentials(
  tx: ChainDatabase | ChainTransaction,
  { credentials, rowKey, userKey }: ShopCredentials,
  {
    shopId,
    nowMs,
    overlapMs = 0,
  }: { readonly shopId: string; readonly nowMs: number; readonly overlapMs?: number },
): Promise<string> {
  await tx
    .updateTable("hub_credentials")
    .set(
      overlapMs === 0
        ? { withdrawn_ms: nowMs }
        : { expires_ms: sql<number>`least(expires_ms, ${nowMs + overlapMs})` },
    )
    .where("shop_id", "=", shopId)
    .where("withdrawn_ms", "is", null)
    .execute();
  const keys = { user_key: userKey, row_key: rowKey };
  await tx
    .insertInto("hub_credentials")
    .values({ ...keys, shop_id: shopId, made_ms: nowMs, withdrawn_ms: null })
    .execute();
  return credentials;
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
