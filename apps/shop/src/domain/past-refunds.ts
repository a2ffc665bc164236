/** What a payer, and each of their payment instruments, was given so far without a review. */
import type { PastRefund, PastVisit } from "@saunter/commerce/review/lapse-caps";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";

/** Of whoever pays for a visit, and of each of its payment instruments. */
const KEYS = "SELECT key FROM payer_keys WHERE visit_id = ?1";

export function listRefunds({ db }: Transaction, visitId: string, sinceMs: number): PastRefund[] {
  return prepared(
    db,
    `SELECT key, refund_minor AS refundMinor, at_ms AS atMs
       FROM payer_keys JOIN dispute_refunds USING (visit_id)
       WHERE key IN (${KEYS}) AND at_ms > ?2 AND refund_minor > 0 AND cause <> 'reviewer'`,
  ).all(visitId, sinceMs) as unknown as PastRefund[];
}

export function listLapsed({ db }: Transaction, visitId: string, sinceMs: number): PastVisit[] {
  return prepared(
    db,
    `SELECT key, visit_id AS visitId, at_ms AS atMs
       FROM payer_keys JOIN lapsed_visits USING (visit_id)
       WHERE key IN (${KEYS}) AND at_ms > ?2`,
  ).all(visitId, sinceMs) as unknown as PastVisit[];
}
