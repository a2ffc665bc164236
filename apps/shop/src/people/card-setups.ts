/**
 * Setups of cards that the shop has begun. Whoever has begun one has its id, which cannot be guessed;
 * it is good once, for a while, and where somebody was signed in, for them alone.
 */
import { createHash } from "node:crypto";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { CARD_SETUP_LIFE_MS, FORGOTTEN_AT_ONCE_MAX } from "./people-limits.ts";

type Reader = Pick<Transaction, "db">;

/** @param setupId a secret of 128 bits or more; its hash alone is kept */
export function keepCardSetup(
  tx: Reader,
  setup: {
    readonly setupId: string;
    readonly reference: string;
    readonly customerId: string | null;
  },
  nowMs: number,
): void {
  const { setupId, reference, customerId } = setup;
  prepared(tx.db, "INSERT INTO card_setups VALUES (?, ?, ?, ?)").run(
    hash(setupId),
    reference,
    customerId,
    nowMs,
  );
}

/** The provider's id of a setup that `customerId`, or nobody yet, may use; null where there is none. */
export function findCardSetup(
  reader: Reader,
  setupId: string,
  customerId: string | null,
  nowMs: number,
): string | null {
  const row = prepared(
    reader.db,
    `SELECT reference FROM card_setups
       WHERE setup_hash = ? AND begun_ms > ? AND (customer_id IS NULL OR customer_id = ?)`,
  ).get(hash(setupId), nowMs - CARD_SETUP_LIFE_MS, customerId);
  return row === undefined ? null : (row.reference as string);
}

/** Whether it was there to be used; it is used up then. */
export function useCardSetup(tx: Reader, setupId: string): boolean {
  const { changes } = prepared(tx.db, "DELETE FROM card_setups WHERE setup_hash = ?").run(
    hash(setupId),
  );
  return Number(changes) > 0;
}

/** Deletes setups that have expired, some at a time, and returns how many. */
export function deleteOldCardSetups(tx: Reader, nowMs: number): number {
  const { changes } = prepared(
    tx.db,
    `DELETE FROM card_setups WHERE setup_hash IN (
       SELECT setup_hash FROM card_setups WHERE begun_ms <= ? ORDER BY begun_ms LIMIT ?)`,
  ).run(nowMs - CARD_SETUP_LIFE_MS, FORGOTTEN_AT_ONCE_MAX);
  return Number(changes);
}

function hash(setupId: string): string {
  return createHash("sha256").update(setupId).digest("base64url");
}
