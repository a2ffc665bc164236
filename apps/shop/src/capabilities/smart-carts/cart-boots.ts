/** Which process speaks for a cart: two with one id and one key are told apart by their boots. */
import type { Trip } from "@saunter/protocol/smart-cart/trip";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/transaction.ts";

export const CART_BOOTS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS smart_cart_boots (
    cart_id TEXT PRIMARY KEY,
    boot_id TEXT NOT NULL,
    heard_ms INTEGER NOT NULL,
    refused_ms INTEGER
  ) STRICT;
`;

/** A process that has sent nothing for so long gives way to another, such as one on a new disk. */
export const BOOT_SILENT_MS = 60_000;
/** Staff are alerted for so long after a second process was refused. */
export const TWIN_ALERT_MS = 5 * 60_000;

type Boot = Pick<Trip, "bootId" | "previousBootId">;

/** Notes that a process speaks for a cart; false where another one does. */
export function admitBoot(tx: Transaction, cartId: string, boot: Boot): boolean {
  const row = prepared(
    tx.db,
    "SELECT boot_id, heard_ms FROM smart_cart_boots WHERE cart_id = ?",
  ).get(cartId);
  const isAdmitted =
    row === undefined ||
    row.boot_id === boot.bootId ||
    row.boot_id === boot.previousBootId ||
    tx.atMs - (row.heard_ms as number) >= BOOT_SILENT_MS;
  if (isAdmitted) {
    prepared(
      tx.db,
      `INSERT INTO smart_cart_boots (cart_id, boot_id, heard_ms) VALUES (?, ?, ?)
         ON CONFLICT (cart_id) DO UPDATE SET boot_id = excluded.boot_id, heard_ms = excluded.heard_ms`,
    ).run(cartId, boot.bootId, tx.atMs);
  } else {
    prepared(tx.db, "UPDATE smart_cart_boots SET refused_ms = ? WHERE cart_id = ?").run(
      tx.atMs,
      cartId,
    );
  }
  return isAdmitted;
}

/** Whether a second process has lately spoken for a cart. */
export function hasTwin({ db }: Pick<Transaction, "db">, cartId: string, nowMs: number): boolean {
  const sql = "SELECT refused_ms FROM smart_cart_boots WHERE cart_id = ?";
  const refusedMs = prepared(db, sql).get(cartId)?.refused_ms ?? null;
  return refusedMs !== null && nowMs - (refusedMs as number) < TWIN_ALERT_MS;
}
