/**
 * Keys of phones that make entry codes without a network. A certificate is good as long as the sign-in that it was
 * given in, and until it is revoked: the gate asks here before it opens.
 */
import { prepared } from "../store/prepared.ts";
import { requireIntact } from "../store/row-checksums.ts";
import type { Transaction } from "../store/transaction.ts";
import { isSessionOpen } from "./sessions.ts";

type Reader = Pick<Transaction, "db">;

export interface PhoneKey {
  readonly customerId: string;
  /** The 32 bytes of its public key, base64url. */
  readonly deviceKey: string;
  readonly sessionId: string;
  readonly notAfterMs: number;
}

/** Notes to whom a certificate was given; the newest of a key counts. Those that have ended go. */
export function savePhoneKey(tx: Reader, key: PhoneKey, nowMs: number): void {
  removeEndedPhoneKeys(tx, nowMs);
  prepared(tx.db, "INSERT OR REPLACE INTO phone_keys VALUES (?, ?, ?, ?)").run(
    key.customerId,
    key.deviceKey,
    key.sessionId,
    key.notAfterMs,
  );
}

/** Whether a phone may make codes for a customer now. */
export function isPhoneAllowed(
  reader: Reader,
  customerId: string,
  deviceKey: string,
  nowMs: number,
): boolean {
  const row = prepared(
    reader.db,
    "SELECT session_id FROM phone_keys WHERE customer_id = ? AND device_key = ?",
  ).get(customerId, deviceKey);
  if (row === undefined) return false;
  requireIntact(reader.db, "phone_keys", customerId, deviceKey);
  const subject = { kind: "customer", id: customerId } as const;
  return isSessionOpen(reader, row.session_id as string, subject, nowMs);
}

/** Ends the certificates of all of a customer's phones; returns how many there were. */
export function revokePhoneKeys(tx: Reader, customerId: string): number {
  const { changes } = prepared(tx.db, "DELETE FROM phone_keys WHERE customer_id = ?").run(
    customerId,
  );
  return Number(changes);
}

/** Removes certificates that are over by their own date; new ones do so too. */
export function removeEndedPhoneKeys(tx: Reader, nowMs: number): void {
  prepared(tx.db, "DELETE FROM phone_keys WHERE not_after_ms <= ?").run(nowMs);
}
