/** Signing in with a password and the code of an authenticator app, and accepting invitations. */

import { DECOY_HASH, hashPassword, verifyPassword } from "@saunter/server/passwords/password-hash";
import { sql } from "kysely";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { nameTotpContext } from "../secrets/seal-again.ts";
import { openByAny, sealBytes } from "../secrets/sealed-secret.ts";
import { PASSWORD_CHECKS_MAX } from "./access-limits.ts";
import { type AuditActor, appendAudit } from "./audit.ts";
import { beginSession } from "./sessions.ts";
import { forgetFailures, noteFailure, readDelayMs } from "./sign-in-delay.ts";
import { hashSecret, type RandomBytes } from "./tokens.ts";
import { findTotpStep } from "./totp.ts";

export interface SignInPlace {
  readonly db: ChainDatabase;
  readonly nowMs: number;
  readonly random: RandomBytes;
  /** IP address, and the network that it is counted by. */
  readonly address: string;
  readonly network: string;
  /** Of secrets in the database: the first seals, all of them open. */
  readonly sealingKeys: readonly Uint8Array[];
}

export type SignInResult =
  | { readonly kind: "signed-in"; readonly token: string; readonly userId: string }
  | { readonly kind: "refused" }
  | { readonly kind: "delayed"; readonly waitMs: number };

let checks = 0;

/** One check of a password; too many at once are refused as those that fail. */
async function checkPassword(hash: string, password: string): Promise<boolean> {
  if (checks >= PASSWORD_CHECKS_MAX) return false;
  checks++;
  try {
    return await verifyPassword(hash, password);
  } finally {
    checks--;
  }
}

/** Whether there is a user of that name, what is wrong and how long it takes to find out is the same for all. */
export async function signInByPassword(
  place: SignInPlace,
  shown: { readonly email: string; readonly password: string; readonly code: string },
): Promise<SignInResult> {
  const { db, nowMs, random, address, network } = place;
  const waitMs = await readDelayMs(db, shown.email, network, nowMs);
  if (waitMs > 0) return { kind: "delayed", waitMs };
  const row = await db
    .selectFrom("users")
    .innerJoin("passwords", "passwords.user_id", "users.user_id")
    .select(["users.user_id", "is_disabled", "password_hash", "totp_secret"])
    .where(sql<string>`lower(email)`, "=", shown.email.trim().toLowerCase())
    .executeTakeFirst();
  const isRight = await checkPassword(row?.password_hash ?? DECOY_HASH, shown.password);
  const secret = row === undefined ? null : openTotpSecret(row, place.sealingKeys);
  const step = secret === null ? null : findTotpStep(secret, shown.code, nowMs);
  if (row !== undefined && isRight && step !== null && !row.is_disabled) {
    const userId = row.user_id;
    const token = await db.transaction().execute(async (tx) => {
      if (!(await useStep(tx, userId, step))) return null;
      const actor: AuditActor = { kind: "user", id: userId, address };
      await appendAudit(tx, actor, "signed-in", nowMs, {
        object: { kind: "user", id: userId },
        changes: { by: { before: null, after: "password" } },
      });
      return beginSession(tx, { userId, providerId: null }, nowMs, random);
    });
    if (token !== null) {
      await forgetFailures(db, shown.email, network);
      return { kind: "signed-in", token, userId };
    }
  }
  await noteFailure(db, shown.email, network, nowMs);
  await noteRefusal(place, row?.user_id ?? null, "password");
  return { kind: "refused" };
}

/** Null where none of the keys has sealed it: then no code is right. */
function openTotpSecret(
  { user_id, totp_secret }: { readonly user_id: string; readonly totp_secret: Uint8Array },
  keys: readonly Uint8Array[],
): Uint8Array | null {
  return openByAny(totp_secret, keys, nameTotpContext(user_id))?.secret ?? null;
}

/** Each code works once, also of two that come at the same moment. */
async function useStep(tx: ChainTransaction, userId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("passwords")
    .set({ last_step: step })
    .where("user_id", "=", userId)
    .where("last_step", "<", step)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export async function noteRefusal(
  { db, nowMs, address }: Pick<SignInPlace, "db" | "nowMs" | "address">,
  userId: string | null,
  by: string,
): Promise<void> {
  await db.transaction().execute((tx) =>
    appendAudit(tx, { kind: "nobody", id: null, address }, "sign-in-refused", nowMs, {
      ...(userId === null ? {} : { object: { kind: "user", id: userId } }),
      changes: { by: { before: null, after: by } },
    }),
  );
}

export interface Invited {
  readonly userId: string;
  readonly name: string;
  readonly email: string | null;
}

/** Null where it is none, has been used or is too old. */
export async function findInvited(
  db: ChainDatabase | ChainTransaction,
  invitation: string,
  nowMs: number,
): Promise<Invited | null> {
  const row = await db
    .selectFrom("invitations")
    .innerJoin("users", "users.user_id", "invitations.user_id")
    .select(["users.user_id", "name", "email"])
    .where("code_hash", "=", hashSecret(invitation))
    .where("expires_ms", ">", nowMs)
    .where("is_disabled", "=", false)
    .executeTakeFirst();
  if (row === undefined) return null;
  return { userId: row.user_id, name: row.name, email: row.email };
}

/** The session's token; null where the invitation is not good, or not any more. */
export async function acceptInvitation(
  { db, nowMs, random, address, sealingKeys }: SignInPlace,
  accepted: {
    readonly invitation: string;
    readonly password: string;
    readonly totpSecret: Uint8Array;
    /** Of the code that was shown, which is used by it. */
    readonly step: number;
  },
): Promise<string | null> {
  const password_hash = await hashPassword(accepted.password);
  return db.transaction().execute(async (tx) => {
    const invited = await findInvited(tx, accepted.invitation, nowMs);
    if (invited === null || !(await useInvitation(tx, accepted.invitation))) return null;
    const { userId } = invited;
    const context = nameTotpContext(userId);
    const totp_secret = sealBytes(accepted.totpSecret, sealingKeys[0]!, context);
    const values = { password_hash, totp_secret, is_sealed: true, last_step: accepted.step };
    await tx
      .insertInto("passwords")
      .values({ user_id: userId, ...values })
      .onConflict((conflict) => conflict.column("user_id").doUpdateSet(values))
      .execute();
    const actor: AuditActor = { kind: "user", id: userId, address };
    const object = { kind: "user", id: userId } as const;
    await appendAudit(tx, actor, "password-set", nowMs, { object });
    await appendAudit(tx, actor, "signed-in", nowMs, {
      object,
      changes: { by: { before: null, after: "invitation" } },
    });
    return beginSession(tx, { userId, providerId: null }, nowMs, random);
  });
}

/** It works once, also of two who come at the same moment. */
export async function useInvitation(tx: ChainTransaction, invitation: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom("invitations")
    .where("code_hash", "=", hashSecret(invitation))
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
