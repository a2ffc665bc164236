/** Checks of smart carts that staff have made, one row each, and what they come to. */

import { median } from "@saunter/numerics/statistics";
import type { CheckReason } from "@saunter/protocol/smart-cart/trip";
import type { TripKey } from "../../domain/smart-cart-service.ts";
import { prepared } from "../../store/prepared.ts";
import type { Transaction } from "../../store/transaction.ts";

export const CART_CHECKS_SCHEMA = `
  CREATE TABLE IF NOT EXISTS smart_cart_checks (
    cart_id TEXT NOT NULL,
    trip_id TEXT NOT NULL,
    checked_ms INTEGER NOT NULL,
    is_spot INTEGER NOT NULL,
    added_minor INTEGER NOT NULL,
    removed_minor INTEGER NOT NULL,
    took_ms INTEGER,
    PRIMARY KEY (cart_id, trip_id, checked_ms)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS smart_cart_checks_time ON smart_cart_checks (checked_ms);
`;

type Reader = Pick<Transaction, "db">;

export interface CheckFound {
  readonly reasons: readonly CheckReason[];
  /** What was put on the bill, and what was taken off it, minor units. */
  readonly addedMinor: number;
  readonly removedMinor: number;
  /** When the cart came to its lane; null: it was checked before. */
  readonly atLaneMs: number | null;
}

export function noteCheck(
  tx: Transaction,
  { cartId, tripId }: TripKey,
  { addedMinor, atLaneMs, reasons, removedMinor }: CheckFound,
): void {
  const isSpot = reasons.length === 1 && reasons[0] === "spot-check";
  const tookMs = atLaneMs === null ? null : tx.atMs - atLaneMs;
  prepared(tx.db, "INSERT OR REPLACE INTO smart_cart_checks VALUES (?, ?, ?, ?, ?, ?, ?)").run(
    cartId,
    tripId,
    tx.atMs,
    isSpot ? 1 : 0,
    addedMinor,
    removedMinor,
    tookMs,
  );
}

export function countChecks({ db }: Reader, sinceMs: number) {
  const trips = prepared(
    db,
    `SELECT count(*) AS trips, coalesce(sum(EXISTS (SELECT 1 FROM smart_cart_checks c
         WHERE c.cart_id = t.cart_id AND c.trip_id = t.trip_id)), 0) AS checked
       FROM smart_cart_trips t
       WHERE last_message_ms >= ? AND json_extract(body, '$.status') = 'ended'`,
  ).get(sinceMs)!;
  const checks = prepared(
    db,
    `SELECT count(*) AS checks,
       coalesce(sum(added_minor + removed_minor > 0), 0) AS corrected,
       coalesce(sum(is_spot), 0) AS spots,
       coalesce(sum(is_spot AND added_minor + removed_minor > 0), 0) AS corrected_spots,
       coalesce(sum(added_minor), 0) AS added, coalesce(sum(removed_minor), 0) AS removed
       FROM smart_cart_checks WHERE checked_ms >= ?`,
  ).get(sinceMs)!;
  const took = prepared(
    db,
    "SELECT took_ms FROM smart_cart_checks WHERE checked_ms >= ? AND took_ms IS NOT NULL",
  ).all(sinceMs);
  const number = (value: unknown): number => value as number;
  return {
    trips: number(trips.trips),
    checkedTrips: number(trips.checked),
    checkedShare: trips.trips === 0 ? null : number(trips.checked) / number(trips.trips),
    checks: number(checks.checks),
    correctedChecks: number(checks.corrected),
    spotChecks: number(checks.spots),
    correctedSpotChecks: number(checks.corrected_spots),
    foundMinor: number(checks.added),
    returnedMinor: number(checks.removed),
    medianTookMs: took.length === 0 ? null : median(took.map(({ took_ms }) => number(took_ms))),
  };
}

export function removeOldChecks({ db }: Reader, beforeMs: number): void {
  prepared(db, "DELETE FROM smart_cart_checks WHERE checked_ms < ?").run(beforeMs);
}
