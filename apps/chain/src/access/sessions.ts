/** Sessions: who has the token is the user, until it ends. Rights are read at each request, so a change holds at once. */
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { SESSION_NOTED_MS, type SessionLife } from "./access-limits.ts";
import type { Principal } from "./principal.ts";
import { hashSecret, makeSecret, type RandomBytes } from "./tokens.ts";
import { readGrants } from "./users.ts";

/** Its token is new each time: nobody can have given it to the browser before. */
export async function beginSession(
  tx: ChainTransaction,
  user: { readonly userId: string; readonly providerId: string | null },
  nowMs: number,
  random: RandomBytes,
): Promise<string> {
  const { userId, providerId } = user;
  const token = makeSecret(random);
  await tx
    .insertInto("sessions")
    .values({
      ...{ token_hash: hashSecret(token), user_id: userId, provider_id: providerId },
      ...{ created_ms: nowMs, used_ms: nowMs },
    })
    .execute();
  await tx
    .updateTable("users")
    .set({ last_sign_in_ms: nowMs })
    .where("user_id", "=", userId)
    .execute();
  return token;
}

/** Null where the session has ended, its user is disabled, or there is none. */
export async function findPrincipal(
  db: ChainDatabase,
  token: string,
  nowMs: number,
  { idleMs, wholeMs }: SessionLife,
): Promise<Principal | null> {
  const tokenHash = hashSecret(token);
  const row = await db
    .selectFrom("sessions")
    .innerJoin("users", "users.user_id", "sessions.user_id")
    .select(["users.user_id", "users.name", "users.email", "provider_id", "used_ms"])
    .where("token_hash", "=", tokenHash)
    .where("is_disabled", "=", false)
    .where("used_ms", ">", nowMs - idleMs)
    .where("sessions.created_ms", ">", nowMs - wholeMs)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.used_ms <= nowMs - SESSION_NOTED_MS) {
    const query = db.updateTable("sessions").set({ used_ms: nowMs });
    await query.where("token_hash", "=", tokenHash).execute();
  }
  const { user_id: userId, name, email, provider_id: providerId } = row;
  const grants = (await readGrants(db, [userId])).get(userId)!;
  return { userId, name, email, providerId, grants };
}

export async function endSession(
  db: ChainDatabase | ChainTransaction,
  token: string,
): Promise<void> {
  await db.deleteFrom("sessions").where("token_hash", "=", hashSecret(token)).execute();
}

export async function endSessionsOf(tx: ChainTransaction, userId: string): Promise<void> {
  await tx.deleteFrom("sessions").where("user_id", "=", userId).execute();
}

/** Removes what nobody can use any more. */
export async function removeOldSessions(
  db: ChainDatabase,
  nowMs: number,
  { idleMs, wholeMs }: SessionLife,
): Promise<void> {
  await db
    .deleteFrom("sessions")
    .where((where) =>
      where.or([
        where("used_ms", "<=", nowMs - idleMs),
        where("created_ms", "<=", nowMs - wholeMs),
      ]),
    )
    .execute();
  await db.deleteFrom("sso_attempts").where("expires_ms", "<=", nowMs).execute();
  await db.deleteFrom("invitations").where("expires_ms", "<=", nowMs).execute();
}
