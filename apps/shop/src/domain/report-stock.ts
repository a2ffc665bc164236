/** Publishes what should be on a facing, where that differs from what was published before. */
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { STREAMS } from "./shop-context.ts";
import { listStock, type PlannedFacing } from "./stock-service.ts";

/**
 * Shortest time between two reports of a facing, milliseconds: what somebody takes and puts back, and what
 * the engine revises, is mostly settled by then.
 */
export const STOCK_REPORTED_EVERY_MS = 30_000;

/**
 * Writes down what stands on each facing that has been counted, where it is not what follows from what
 * was written down before. Units; null where more has gone than was there.
 */
export function reportStock(tx: Transaction, facings: readonly PlannedFacing[]): void {
  const told = new Map(
    prepared(tx.db, "SELECT facing, told FROM stock_counts")
      .all()
      .map((row) => [row.facing, row.told]),
  );
  const events = listStock(tx, facings, new Map())
    .filter(
      ({ planned, count, expected }) => count !== null && expected !== told.get(planned.facing),
    )
    .map(({ planned: { facing, gtin }, expected }) => ({
      type: "StockReckoned" as const,
      facing,
      gtin,
      quantity: expected,
    }));
  if (events.length > 0) tx.append("shop", STREAMS.stock, events);
}
