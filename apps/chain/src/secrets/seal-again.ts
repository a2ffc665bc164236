/** Brings all secrets in the database below the newest key: those that were sealed with a former one, or not at all. */
import { sql } from "kysely";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { openByAny, sealBytes } from "./sealed-secret.ts";

export interface SealedAgain {
  /** Secrets that were sealed. */
  readonly sealed: number;
  /** Secrets that none of the keys opens. */
  readonly unreadable: number;
}

/** What a second factor is sealed as: nobody's row has another's. */
export const nameTotpContext = (userId: string): string => `totp ${userId}`;

/** All of them, or none. @param keys the first seals */
export async function sealAgain(
  db: ChainDatabase,
  keys: readonly Uint8Array[],
): Promise<SealedAgain> {
  return db.transaction().execute(async (tx) => {
    // Two processes that start at once.
    await sql`SELECT pg_advisory_xact_lock(hashtext('saunter sealed secrets'))`.execute(tx);
    const ofUsers = await sealTotpSecrets(tx, keys);
    const ofWebhooks = await sealWebhookSecrets(tx, keys);
    return {
      sealed: ofUsers.sealed + ofWebhooks.sealed,
      unreadable: ofUsers.unreadable + ofWebhooks.unreadable,
    };
  });
}

/**
 * Throws where a former key still has to open something: the chain was not restarted since the newest was made, or a
 * process of it still has the former alone.
 */
export async function checkSealedByNewest(
  db: ChainDatabase,
  keys: readonly Uint8Array[],
): Promise<void> {
  const { unreadable } = await sealAgain(db, keys.slice(0, 1));
  if (unreadable === 0) return;
  throw new Error(
    `${unreadable} secrets in the database are still sealed with a former key: restart the chain first`,
  );
}

/** What to write in the place of a secret; null: it stays. */
function renew(
  stored: Uint8Array,
  keys: readonly Uint8Array[],
  context: string,
): Uint8Array | "unreadable" | null {
  const opened = openByAny(stored, keys, context);
  if (opened === null) return "unreadable";
  return opened.isNewest ? null : sealBytes(opened.secret, keys[0]!, context);
}

async function sealTotpSecrets(
  tx: ChainTransaction,
  keys: readonly Uint8Array[],
): Promise<SealedAgain> {
  const rows = await tx
    .selectFrom("passwords")
    .select(["user_id", "totp_secret", "is_sealed"])
    .forUpdate()
    .execute();
  let sealed = 0;
  let unreadable = 0;
  for (const { user_id: userId, totp_secret, is_sealed } of rows) {
    const context = nameTotpContext(userId);
    const next = is_sealed
      ? renew(totp_secret, keys, context)
      : sealBytes(totp_secret, keys[0]!, context);
    if (next === "unreadable") unreadable++;
    if (next === null || next === "unreadable") continue;
    const values = { totp_secret: next, is_sealed: true };
    await tx.updateTable("passwords").set(values).where("user_id", "=", userId).execute();
    sealed++;
  }
  return { sealed, unreadable };
}

/**
 * Second factors in clear, for a release that does not seal them; it is in the caller's transaction. Gives how many none
 * of the keys opens: those stay as they are.
 */
export async function openTotpSecrets(
  tx: ChainTransaction,
  keys: readonly Uint8Array[],
): Promise<number> {
  const rows = await tx
    .selectFrom("passwords")
    .select(["user_id", "totp_secret"])
    .where("is_sealed", "=", true)
    .execute();
  let unreadable = 0;
  for (const { user_id: userId, totp_secret } of rows) {
    const opened = openByAny(totp_secret, keys, nameTotpContext(userId));
    if (opened === null) {
      unreadable++;
      continue;
    }
    const values = { totp_secret: opened.secret, is_sealed: false };
    await tx.updateTable("passwords").set(values).where("user_id", "=", userId).execute();
  }
  return unreadable;
}

async function sealWebhookSecrets(
  tx: ChainTransaction,
  keys: readonly Uint8Array[],
): Promise<SealedAgain> {
  const rows = await tx
    .selectFrom("webhook_subscriptions")
    .select(["subscription_id", "sealed_secret", "former_secret"])
    .forUpdate()
    .execute();
  let sealed = 0;
  let unreadable = 0;
  for (const row of rows) {
    for (const column of ["sealed_secret", "former_secret"] as const) {
      const stored = row[column];
      if (stored === null) continue;
      const next = renew(stored, keys, "");
      if (next === "unreadable") unreadable++;
      if (next === null || next === "unreadable") continue;
      await tx
        .updateTable("webhook_subscriptions")
        .set({ [column]: next })
        .where("subscription_id", "=", row.subscription_id)
        .execute();
      sealed++;
    }
  }
  return { sealed, unreadable };
}
