/** The way back for a chain whose owners cannot sign in: whoever has its computer has its database in any case. */
import { sql } from "kysely";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { appendAudit, BY_CHAIN, toNew } from "./audit.ts";
import { makeId, type RandomBytes } from "./tokens.ts";
import { addGrant, insertInvited, makeInvitation } from "./users.ts";

/** It is shown on a terminal, and used at once. */
export const RECOVERY_LIFE_MS = 3_600_000;

export interface RecoveredOwner {
  /** Works once. */
  readonly invitation: string;
  /** Whether there was no such user. */
  readonly isNew: boolean;
}

/**
 * Whoever has the address is an owner of the whole chain, not disabled, and sets a password by the invitation; what they
 * signed in with before ends. Users of directories and identity providers are left alone: another user is made.
 */
export async function recoverOwner(
  db: ChainDatabase,
  email: string,
  nowMs: number,
  random: RandomBytes,
): Promise<RecoveredOwner> {
  return db.transaction().execute(async (tx) => {
    const found = await findInvitedBy(tx, email);
    const userId = found ?? makeId(random);
    if (found === null) await insertInvited(tx, { userId, name: "Owner", email }, nowMs);
    const enabled = { is_disabled: false, changed_ms: nowMs };
    await tx.updateTable("users").set(enabled).where("user_id", "=", userId).execute();
    const owner = { role: "owner", scope: { kind: "chain", id: null } } as const;
    await addGrant(tx, userId, owner, "manual", random);
    for (const table of ["passwords", "sessions", "identities"] as const) {
      await tx.deleteFrom(table).where("user_id", "=", userId).execute();
    }
    const { invitation } = await makeInvitation(tx, userId, nowMs, random);
    const expires_ms = nowMs + RECOVERY_LIFE_MS;
    await tx.updateTable("invitations").set({ expires_ms }).where("user_id", "=", userId).execute();
    await appendAudit(tx, BY_CHAIN, "owner-recovered", nowMs, {
      object: { kind: "user", id: userId },
      changes: toNew({ grant: "owner chain", isNew: found === null }),
    });
    return { invitation, isNew: found === null };
  });
}

async function findInvitedBy(tx: ChainTransaction, email: string): Promise<string | null> {
  const row = await tx
    .selectFrom("users")
    .select("user_id")
    .where(sql<string>`lower(email)`, "=", email.toLowerCase())
    .where("provisioned_by", "=", "invitation")
    .forUpdate()
    .executeTakeFirst();
  return row?.user_id ?? null;
}
