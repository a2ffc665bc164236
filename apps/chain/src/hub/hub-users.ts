/** Shops' users at the hub: credentials are signed for them, and withdrawn. */
import type { ChainDatabase } from "../database/open-database.ts";
import { tellWithdrawn } from "./hub-admin.ts";
import { type HubCredentials, type HubKeys, signShopUser, type Withdrawn } from "./hub-keys.ts";

export interface HubUsers {
  sign(shop: { readonly shopId: string; readonly shard: number }): Promise<HubCredentials>;
  /**
   * The hub cuts off whose credentials the database says were withdrawn. Rejects where it cannot be told; what it was
   * told before is not said again.
   */
  tellWithdrawn(): Promise<void>;
}

export interface HubUsersOptions {
  readonly db: ChainDatabase;
  readonly keys: HubKeys;
  /** `HOST:PORT` of each. */
  readonly servers: readonly string[];
}

export function createHubUsers({ db, keys, servers }: HubUsersOptions): HubUsers {
  return {
    sign: (shop) => signShopUser(keys, shop),
    tellWithdrawn: onlyChanges(
      () => readWithdrawn(db),
      (withdrawn) => tellWithdrawn([...servers], keys, withdrawn),
    ),
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

async function readWithdrawn(db: ChainDatabase): Promise<Withdrawn> {
  const rows = await db
    .selectFrom("hub_credentials")
    .select(["user_key", "withdrawn_ms"])
    .where("withdrawn_ms", "is not", null)
    .orderBy("user_key")
    .execute();
  // Of whole seconds; a user has one key, and is withdrawn after it was signed.
  return Object.fromEntries(
    rows.map(({ user_key, withdrawn_ms }) => [user_key, Math.ceil(withdrawn_ms! / 1000)]),
  );
}
