/**
 * What stands on each facing: what was counted, and what came and went since. This is the one place
 * where stock is worked out; the list, the alerts and whoever else asks get it from here.
 */
import type { Facing } from "@saunter/engine/shop-model";
import { STOCK_QUANTITY_MAX } from "@saunter/protocol/limits";
import { nameFacing } from "../projections/shop-tables.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { clearAlert, nameInAlert, raiseAlert } from "./alerts.ts";
import { RefusedError, type Shop, STREAMS } from "./shop-context.ts";

/** Who has counted so long ago counts again: too much has happened since. */
export const COUNTED_AGO_MS_MAX = 24 * 3_600_000;

/** One place of the planogram that holds a product. */
export interface PlannedFacing {
  /** As `nameFacing` names it. */
  readonly facing: string;
  readonly gtin: string;
  readonly gondola: number;
  readonly shelf: number;
  /** Ascending, one at least. */
  readonly plates: readonly number[];
}

export interface StockLevel {
  readonly planned: PlannedFacing;
  /** Null where its product has never been counted there. */
  readonly count: { readonly quantity: number; readonly countedMs: number } | null;
  /** Put there by staff since the count, units. */
  readonly refilled: number;
  /** Put back less taken since the count, units. */
  readonly moved: number;
  /** What stands there now, units; null where nobody knows: see `overdrawn`. */
  readonly expected: number | null;
  /** Units taken beyond what was there: the count or a refill is wrong. */
  readonly overdrawn: number;
  /** All facings of the product of which stock is known are at its low mark together. */
  readonly isLow: boolean;
}

/** Facings of a planogram that name a product and a plate. */
export function listPlanned(facings: readonly Facing[]): PlannedFacing[] {
  return facings.flatMap(({ gondola, shelf, plates, barcode }) =>
    barcode === null || plates.length === 0
      ? []
      : [{ facing: nameFacing(gondola, shelf, plates), gtin: barcode, gondola, shelf, plates }],
  );
}

/**
 * Of every facing, in order. A count says what was there at its time: what happened after it counts,
 * whenever it was told. `lowStockAt` are low marks by GTIN, units.
 */
export function listStock(
  reader: Pick<Transaction, "db">,
  facings: readonly PlannedFacing[],
  lowStockAt: ReadonlyMap<string, number>,
): StockLevel[] {
  const ledger = openLedger(reader.db, facings);
  const levels = facings.map((planned) => findLevel(ledger, planned));
  const left = new Map<string, number>();
  for (const { planned, expected } of levels) {
    if (expected !== null) left.set(planned.gtin, (left.get(planned.gtin) ?? 0) + expected);
  }
  return levels.map((level) => {
    const { gtin } = level.planned;
    const limit = lowStockAt.get(gtin);
    const total = left.get(gtin);
    return { ...level, isLow: limit !== undefined && total !== undefined && total <= limit };
  });
}

interface Count {
  readonly gtin: string;
  readonly quantity: number;
  readonly countedMs: number;
  readonly position: number;
}

interface Ledger {
  readonly counts: ReadonlyMap<string, Count>;
  sumRefills(facing: string, count: Count): number;
  sumMoves(planned: PlannedFacing, count: Count): number;
}

function openLedger(db: Transaction["db"], facings: readonly PlannedFacing[]): Ledger {
  const counts = new Map<string, Count>();
  for (const row of prepared(db, "SELECT * FROM stock_counts").all()) {
    const { gtin, quantity, counted_ms: countedMs, position } = row;
    counts.set(row.facing as string, { gtin, quantity, countedMs, position } as unknown as Count);
  }
  // In one and the same millisecond, what was written later happened later.
  const refills = prepared(
    db,
    `SELECT coalesce(sum(quantity), 0) AS sum FROM stock_refills WHERE facing = ? AND gtin = ?
       AND (refilled_ms > ? OR (refilled_ms = ? AND position > ?))`,
  );
  const moves = prepared(
    db,
    `SELECT plates, sum(delta) AS delta FROM (
       SELECT plates, delta FROM stock_told
         WHERE gtin = ?1 AND gondola IS ?2 AND shelf IS ?3 AND occurred_ms > ?4
           AND NOT EXISTS (SELECT 1 FROM stock_decided WHERE decided_id = evidence_id)
       UNION ALL
       SELECT plates, delta FROM stock_decided
         WHERE gtin = ?1 AND gondola IS ?2 AND shelf IS ?3 AND occurred_ms > ?4
     ) GROUP BY plates`,
  );
  return {
    counts,
    sumRefills: (facing, { gtin, countedMs, position }) =>
      refills.get(facing, gtin, countedMs, countedMs, position)?.sum as number,
    sumMoves: (planned, { countedMs }) => {
      const { gtin, gondola, shelf } = planned;
      const same = facings.filter((one) => one.gtin === gtin);
      const rivals = same.filter((one) => one.gondola === gondola && one.shelf === shelf);
      const first = same.find((one) => counts.get(one.facing)?.gtin === gtin);
      let sum = 0;
      for (const { plates, delta } of moves.all(gtin, gondola, shelf, countedMs)) {
        const touched = JSON.parse(plates as string) as number[];
        if (findTouched(rivals, touched) === planned) sum += delta as number;
      }
      if (first !== planned) return sum;
      // Nobody knows from which of its facings it was: the first that was counted stands for it.
      for (const { delta } of moves.all(gtin, null, null, countedMs)) sum += delta as number;
      return sum;
    },
  };
}

/** The facing that shares most plates with an interaction; none where it is out of its place. */
function findTouched(
  facings: readonly PlannedFacing[],
  plates: readonly number[],
): PlannedFacing | null {
  let found: PlannedFacing | null = null;
  let most = 0;
  for (const facing of facings) {
    const shared = facing.plates.filter((plate) => plates.includes(plate)).length;
    if (shared <= most) continue;
    most = shared;
    found = facing;
  }
  return found;
}

function findLevel(ledger: Ledger, planned: PlannedFacing): Omit<StockLevel, "isLow"> {
  const count = ledger.counts.get(planned.facing);
  // Another product was counted there, before the planogram was changed.
  if (count === undefined || count.gtin !== planned.gtin) {
    return { planned, count: null, refilled: 0, moved: 0, expected: null, overdrawn: 0 };
  }
  const { quantity, countedMs } = count;
  const refilled = ledger.sumRefills(planned.facing, count);
  const moved = ledger.sumMoves(planned, count);
  const sum = quantity + refilled + moved;
  return {
    planned,
    refilled,
    moved,
    count: { quantity, countedMs },
    expected: sum < 0 ? null : sum,
    overdrawn: Math.max(0, -sum),
  };
}

export interface StockRecord {
  readonly type: "StockCounted" | "StockRefilled";
  readonly facing: string;
  readonly quantity: number;
  readonly by: string;
  /** When it was counted, Unix ms; now where not given, or where that clock is ahead of ours. */
  readonly countedMs?: number;
}

/**
 * Staff have counted what stands on a facing, or put more there. Returns the facing. Throws
 * `RefusedError`.
 */
export function recordStock(
  tx: Transaction,
  facings: readonly PlannedFacing[],
  { type, facing, quantity, by, countedMs }: StockRecord,
): PlannedFacing {
  const planned = facings.find((one) => one.facing === facing);
  if (planned === undefined) {
    throw new RefusedError("facing-unknown", "the planogram has no such facing");
  }
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > STOCK_QUANTITY_MAX) {
    throw new RefusedError("quantity-invalid", `a quantity is 0 to ${STOCK_QUANTITY_MAX}`);
  }
  const { gtin } = planned;
  if (type === "StockRefilled" || countedMs === undefined) {
    tx.append("shop", STREAMS.stock, [{ type, facing, gtin, quantity, by }]);
    return planned;
  }
  if (countedMs < tx.atMs - COUNTED_AGO_MS_MAX) {
    throw new RefusedError("input-invalid", "the count is more than a day old: count it again");
  }
  const event = { type, facing, gtin, quantity, by, countedMs: Math.min(countedMs, tx.atMs) };
  tx.append("shop", STREAMS.stock, [event]);
  return planned;
}

const BY = "stock";

/** Raises and clears the alerts of products that are running out, and of stock that cannot be. */
export function watchStock(
  tx: Transaction,
  shop: Shop,
  facings: readonly PlannedFacing[],
  lowStockAt: ReadonlyMap<string, number>,
): void {
  const levels = listStock(tx, facings, lowStockAt);
  for (const { planned, overdrawn } of levels) {
    const { facing, gtin } = planned;
    const alertKey = `stock-wrong:${facing}`;
    if (overdrawn === 0) {
      clearAlert(tx, alertKey, BY);
      continue;
    }
    const [gondola, shelf, plates] = facing.split("/");
    const message =
      `gondola ${gondola}, shelf ${shelf}, plates ${plates} sold ${overdrawn} more ${nameInAlert(shop, gtin)} than it had in stock: it was ` +
      "miscounted, or a refill was not recorded; count it again";
    raiseAlert(tx, { alertKey, kind: "stock-wrong", message, visitId: null });
  }
  for (const gtin of lowStockAt.keys()) {
    const known = levels.filter(
      ({ planned, expected }) => planned.gtin === gtin && expected !== null,
    );
    if (known.length === 0) continue;
    const alertKey = `low-stock:${gtin}`;
    if (!known[0]!.isLow) {
      clearAlert(tx, alertKey, BY);
      continue;
    }
    const quantity = known.reduce((sum, { expected }) => sum + expected!, 0);
    const message = `${nameInAlert(shop, gtin)} is low in stock: ${quantity} left; refill it`;
    raiseAlert(tx, { alertKey, kind: "low-stock", message, visitId: null });
  }
}
