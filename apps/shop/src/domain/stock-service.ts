/**
 * What stands on each facing: what was counted, and what came and went since. This is the one place
 * where stock is worked out; the list, the alerts and whoever else asks get it from here.
 */
import type { ShopEvent } from "@saunter/commerce/shop/events";
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

export interface ExpiringUnits {
  /** Last day of sale, such as 2026-03-31. */
  readonly expiresOn: string;
  readonly quantity: number;
}

export interface StockLevel {
  readonly planned: PlannedFacing;
  /** Null where its product has never been counted there. */
  readonly count: { readonly quantity: number; readonly countedMs: number } | null;
  /** Put there by staff since the count, units. */
  readonly refilled: number;
  /** Taken away by staff as waste since the count, units. */
  readonly wasted: number;
  /** Put back less taken since the count, units. */
  readonly moved: number;
  /** What stands there now, units; null where nobody knows: see `overdrawn`. */
  readonly expected: number | null;
  /** Units taken beyond what was there: the count or a refill is wrong. */
  readonly overdrawn: number;
  /** What there is of it with the nearest expiry date, if those that came first went first. */
  readonly expiring: ExpiringUnits | null;
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

interface Refill {
  readonly quantity: number;
  readonly expiresOn: string | null;
}

/** Refills of a facing that are searched for what is still there: a shelf never holds more of them. */
const REFILLS_READ_MAX = 50;

/** @param refills the newest first */
export function findExpiring(left: number, refills: readonly Refill[]): ExpiringUnits | null {
  let rest = left;
  let found = null as ExpiringUnits | null;
  for (const { quantity, expiresOn } of refills) {
    if (rest <= 0) break;
    const there = Math.min(quantity, rest);
    rest -= there;
    if (expiresOn === null || (found !== null && found.expiresOn < expiresOn)) continue;
    const more: number = found?.expiresOn === expiresOn ? found.quantity : 0;
    found = { expiresOn, quantity: there + more };
  }
  return found;
}

interface Ledger {
  readonly counts: ReadonlyMap<string, Count>;
  sumMovements(
    facing: string,
    count: Count,
  ): { readonly refilled: number; readonly wasted: number };
  sumMoves(planned: PlannedFacing, count: Count): number;
  listRefills(planned: PlannedFacing): readonly Refill[];
}

/** @param untilMs what happened later is left out, Unix ms */
function openLedger(
  db: Transaction["db"],
  facings: readonly PlannedFacing[],
  untilMs: number = Number.MAX_SAFE_INTEGER,
): Ledger {
  const byGtin = Map.groupBy(facings, ({ gtin }) => gtin);
  const counts = new Map<string, Count>();
  for (const row of prepared(db, "SELECT * FROM stock_counts").all()) {
    const { gtin, quantity, counted_ms: countedMs, position } = row;
    counts.set(row.facing as string, { gtin, quantity, countedMs, position } as unknown as Count);
  }
  // In one and the same millisecond, what was written later happened later.
  const movements = prepared(
    db,
    `SELECT coalesce(sum(quantity) FILTER (WHERE kind = 'refilled'), 0) AS refilled,
       coalesce(sum(quantity) FILTER (WHERE kind = 'wasted'), 0) AS wasted
     FROM stock_movements WHERE facing = ? AND gtin = ? AND moved_ms <= ?
       AND (moved_ms > ? OR (moved_ms = ? AND position > ?))`,
  );
  const refills = prepared(
    db,
    `SELECT quantity, expires_on FROM stock_movements
       WHERE kind = 'refilled' AND facing = ? AND gtin = ?
       ORDER BY moved_ms DESC, position DESC LIMIT ${REFILLS_READ_MAX}`,
  );
  const moves = prepared(
    db,
    `SELECT plates, sum(delta) AS delta FROM (
       SELECT plates, delta FROM stock_told
         WHERE gtin = ?1 AND gondola IS ?2 AND shelf IS ?3 AND occurred_ms > ?4 AND occurred_ms <= ?5
           AND NOT EXISTS (SELECT 1 FROM stock_decided WHERE decided_id = evidence_id)
       UNION ALL
       SELECT plates, delta FROM stock_decided
         WHERE gtin = ?1 AND gondola IS ?2 AND shelf IS ?3 AND occurred_ms > ?4 AND occurred_ms <= ?5
     ) GROUP BY plates`,
  );
  return {
    counts,
    sumMovements: (facing, { gtin, countedMs, position }) =>
      movements.get(facing, gtin, untilMs, countedMs, countedMs, position) as unknown as ReturnType<
        Ledger["sumMovements"]
      >,
    listRefills: ({ facing, gtin }) =>
      refills.all(facing, gtin).map((row) => ({
        quantity: row.quantity,
        expiresOn: row.expires_on,
      })) as unknown as Refill[],
    sumMoves: (planned, { countedMs }) => {
      const { gtin, gondola, shelf } = planned;
      const same = byGtin.get(gtin)!;
      const rivals = same.filter((one) => one.gondola === gondola && one.shelf === shelf);
      const first = same.find((one) => counts.get(one.facing)?.gtin === gtin);
      let sum = 0;
      for (const { plates, delta } of moves.all(gtin, gondola, shelf, countedMs, untilMs)) {
        const touched = JSON.parse(plates as string) as number[];
        if (findTouched(rivals, touched) === planned) sum += delta as number;
      }
      if (first !== planned) return sum;
      // Nobody knows from which of its facings it was: the first that was counted stands for it.
      for (const { delta } of moves.all(gtin, null, null, countedMs, untilMs))
        sum += delta as number;
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
    const none = { refilled: 0, wasted: 0, moved: 0, overdrawn: 0 };
    return { planned, ...none, count: null, expected: null, expiring: null };
  }
  const { quantity, countedMs } = count;
  const { refilled, wasted } = ledger.sumMovements(planned.facing, count);
  const moved = ledger.sumMoves(planned, count);
  const sum = quantity + refilled - wasted + moved;
  return {
    planned,
    refilled,
    wasted,
    moved,
    count: { quantity, countedMs },
    expected: sum < 0 ? null : sum,
    overdrawn: Math.max(0, -sum),
    expiring: findExpiring(sum, ledger.listRefills(planned)),
  };
}

type StockEvent<Type extends ShopEvent["type"]> = Omit<Extract<ShopEvent, { type: Type }>, "gtin">;

/** What staff did; a count has its time where it was not now. */
export type StockRecord =
  | Omit<StockEvent<"StockCounted">, "expected">
  | StockEvent<"StockRefilled">
  | StockEvent<"StockWasted">;

/**
 * Staff have counted what stands on a facing, put more there, or taken waste from it. Returns the facing.
 * Throws `RefusedError`.
 */
export function recordStock(
  tx: Transaction,
  facings: readonly PlannedFacing[],
  record: StockRecord,
): PlannedFacing {
  const { facing, quantity } = record;
  const planned = facings.find((one) => one.facing === facing);
  if (planned === undefined) {
    throw new RefusedError("facing-unknown", "the planogram has no such facing");
  }
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > STOCK_QUANTITY_MAX) {
    throw new RefusedError("quantity-invalid", `a quantity is 0 to ${STOCK_QUANTITY_MAX}`);
  }
  const { gtin } = planned;
  if (record.type !== "StockCounted") {
    tx.append("shop", STREAMS.stock, [{ ...record, gtin }]);
    return planned;
  }
  const { countedMs: givenMs, ...counted } = record;
  if (givenMs !== undefined && givenMs < tx.atMs - COUNTED_AGO_MS_MAX) {
    throw new RefusedError("input-invalid", "the count is more than a day old: count it again");
  }
  // A clock that is ahead of ours counts now.
  const countedMs = Math.min(givenMs ?? tx.atMs, tx.atMs);
  const expected = findExpected(tx, facings, planned, countedMs);
  const time = givenMs === undefined ? {} : { countedMs };
  tx.append("shop", STREAMS.stock, [{ ...counted, gtin, ...time, expected }]);
  return planned;
}

/** What should have been there at a time, below 0 where more were picked; null where nobody knew. */
function findExpected(
  tx: Transaction,
  facings: readonly PlannedFacing[],
  planned: PlannedFacing,
  atMs: number,
): number | null {
  const { count, expected, overdrawn } = findLevel(openLedger(tx.db, facings, atMs), planned);
  return count === null || count.countedMs > atMs ? null : (expected ?? -overdrawn);
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
