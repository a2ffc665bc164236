/** Scopes of integrators' keys, and keys that were replaced and are good for some hours more. */
import { DEFAULT_SCOPES, type Scope } from "@saunter/protocol/scopes";
import { prepared } from "../store/prepared.ts";
import { forgetDamaged, requireIntact } from "../store/row-checksums.ts";
import type { Transaction } from "../store/transaction.ts";

export const KEY_SCOPE_SCHEMA = `
  CREATE TABLE IF NOT EXISTS key_scopes (
    user_id TEXT PRIMARY KEY,
    scopes TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS former_keys (
    key_hash TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    until_ms INTEGER NOT NULL
  ) STRICT;
`;

type Reader = Pick<Transaction, "db">;

/** Throws `row-damaged` where a flipped bit may have given the key another scope. */
export function findScopes({ db }: Reader, userId: string): readonly Scope[] {
  const row = prepared(db, "SELECT scopes FROM key_scopes WHERE user_id = ?").get(userId);
  if (row === undefined) return DEFAULT_SCOPES;
  requireIntact(db, "key_scopes", userId);
  return JSON.parse(row.scopes as string);
}

export function setScopes({ db }: Reader, userId: string, scopes: readonly Scope[]): void {
  prepared(db, "INSERT OR REPLACE INTO key_scopes VALUES (?, ?)").run(
    userId,
    JSON.stringify(scopes),
  );
}

/** Whose replaced key has this hash, while it is good; null where nobody's. */
export function findFormerOwner({ db }: Reader, keyHash: string, nowMs: number): string | null {
  const sql = "SELECT user_id FROM former_keys WHERE key_hash = ? AND until_ms > ?";
  const row = prepared(db, sql).get(keyHash, nowMs);
  if (row === undefined) return null;
  requireIntact(db, "former_keys", keyHash);
  return row.user_id as string;
}

/** The key of now stays good until then, beside the one that replaces it; those before it end. */
export function keepFormerKey({ db }: Reader, userId: string, untilMs: number): void {
  endFormerKeys({ db }, userId);
  prepared(
    db,
    `INSERT INTO former_keys SELECT key_hash, user_id, ? FROM users
     WHERE user_id = ? AND key_hash IS NOT NULL`,
  ).run(untilMs, userId);
}

export function endFormerKeys({ db }: Reader, userId: string): void {
  prepared(db, "DELETE FROM former_keys WHERE user_id = ?").run(userId);
}

/** Until when the key before this one is good; null: it is not. */
export function findFormerUntilMs({ db }: Reader, userId: string, nowMs: number): number | null {
  const sql = "SELECT max(until_ms) AS ms FROM former_keys WHERE user_id = ? AND until_ms > ?";
  return prepared(db, sql).get(userId, nowMs)!.ms as number | null;
}

/** All of a user who is removed. */
export function forgetKeyFacts(reader: Reader, userId: string): void {
  endFormerKeys(reader, userId);
  prepared(reader.db, "DELETE FROM key_scopes WHERE user_id = ?").run(userId);
  forgetDamaged(reader.db, "key_scopes", userId);
}
