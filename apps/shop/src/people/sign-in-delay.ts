/**
 * Waits after failures to sign in. Names are kept as keyed hashes, whether anybody has them or not:
 * some people type their password where the name belongs.
 */
import { createHmac } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { foldName } from "./names.ts";
import {
  FAILURE_ROWS_MAX,
  FAILURES_KEPT_MS,
  FREE_FAILURES_MAX,
  SIGN_IN_DELAY_MS_MAX,
  SIGN_IN_DELAY_MS_MIN,
} from "./people-limits.ts";

interface Row {
  readonly failures: number;
  readonly last_ms: number;
  readonly delayed_until_ms: number;
}

/** HMAC-SHA-256 of a name, however it is spelt. */
export function hashSignInName(name: string, key: Uint8Array): string {
  return createHmac("sha256", key).update(foldName(name)).digest("base64url");
}

/**
 * Counts an attempt as failed before it is looked at, so that many at once are no way around the
 * wait; `forgetFailures` takes it back. Refuses with `sign-in-delayed` while a wait goes on.
 */
export function countAttempt(
  tx: Pick<Transaction, "db">,
  nameHash: string,
  nowMs: number,
): Result<void> {
  removeOldFailures(tx, nowMs);
  const row = prepared(tx.db, "SELECT * FROM sign_in_failures WHERE name_hash = ?").get(
    nameHash,
  ) as unknown as Row | undefined;
  const waitMs = (row?.delayed_until_ms ?? 0) - nowMs;
  // A longer wait was written down by a clock that was wrong.
  if (waitMs > 0 && waitMs <= SIGN_IN_DELAY_MS_MAX) {
    const seconds = Math.ceil(waitMs / 1000);
    return refuse("sign-in-delayed", `Too many failed attempts: try again in ${seconds} seconds.`);
  }
  const failures = (row?.failures ?? 0) + 1;
  if (row === undefined) makeRoom(tx);
  prepared(tx.db, "INSERT OR REPLACE INTO sign_in_failures VALUES (?, ?, ?, ?)").run(
    nameHash,
    failures,
    nowMs,
    nowMs + findDelay(failures),
  );
  return accept(undefined);
}

/** Milliseconds to wait after this many failures. */
export function findDelay(failures: number): number {
  if (failures <= FREE_FAILURES_MAX) return 0;
  const doubled = SIGN_IN_DELAY_MS_MIN * 2 ** (failures - FREE_FAILURES_MAX - 1);
  return Math.min(doubled, SIGN_IN_DELAY_MS_MAX);
}

export function forgetFailures(tx: Pick<Transaction, "db">, nameHash: string): void {
  prepared(tx.db, "DELETE FROM sign_in_failures WHERE name_hash = ?").run(nameHash);
}

/** Removes failures that are old; attempts do so too. */
export function removeOldFailures(tx: Pick<Transaction, "db">, nowMs: number): void {
  prepared(tx.db, "DELETE FROM sign_in_failures WHERE last_ms <= ?").run(nowMs - FAILURES_KEPT_MS);
}

/** Names made up in masses push each other out, not the one that is attacked. */
function makeRoom(tx: Pick<Transaction, "db">): void {
  prepared(
    tx.db,
    `DELETE FROM sign_in_failures WHERE name_hash IN (
       SELECT name_hash FROM sign_in_failures
       ORDER BY failures DESC, last_ms DESC LIMIT -1 OFFSET ?)`,
  ).run(FAILURE_ROWS_MAX - 1);
}
