/** What a part of the journal did to the cash in the till's drawer. */
import type { DatabaseSync } from "node:sqlite";
import type { DrawerSums } from "@saunter/commerce/closing/events";
import { prepared } from "../store/prepared.ts";

/** After a position, up to another; null where the drawer had never been counted by then. */
export function readDrawerSums(
  db: DatabaseSync,
  afterPosition: number,
  lastPosition: number,
): DrawerSums | null {
  const count = prepared(
    db,
    `SELECT position, amount_minor FROM drawer_moves WHERE kind = 'counted' AND position <= ?
       ORDER BY position DESC LIMIT 1`,
  ).get(lastPosition) as { readonly position: number; readonly amount_minor: number } | undefined;
  if (count === undefined) return null;
  const moves = prepared(
    db,
    `SELECT count(*) FILTER (WHERE kind = 'counted') AS counts,
       coalesce(sum(amount_minor - expected_minor), 0) AS differenceMinor,
       coalesce(sum(amount_minor) FILTER (WHERE kind = 'banked'), 0) AS bankedMinor,
       coalesce(sum(amount_minor) FILTER (WHERE kind = 'added'), 0) AS addedMinor
     FROM drawer_moves WHERE position > ? AND position <= ?`,
  );
  const sums = moves.get(afterPosition, lastPosition) as unknown as Omit<
    DrawerSums,
    "expectedMinor"
  >;
  const since = moves.get(count.position, lastPosition) as unknown as typeof sums;
  const { cashMinor } = prepared(
    db,
    `SELECT coalesce(sum(taken_minor - refunded_minor), 0) AS cashMinor FROM payment_moves
       WHERE kind = 'cash' AND position > ? AND position <= ?`,
  ).get(count.position, lastPosition) as { readonly cashMinor: number };
  const expectedMinor = count.amount_minor + cashMinor - since.bankedMinor + since.addedMinor;
  return { ...sums, expectedMinor };
}
