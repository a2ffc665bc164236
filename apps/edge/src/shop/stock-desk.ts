/** What stands on each facing: what was counted and refilled, and what people moved since. */
import type { Facing } from "@saunter/perception/shop-model";
import { nameFacing } from "../projections/shop-tables.ts";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/store.ts";
import { clearAlert, raiseAlert } from "./alerts.ts";
import { RefusedError, type Shop, STREAMS } from "./shop-context.ts";

/** More on one facing is a slip of the finger. */
const QUANTITY_MAX = 10_000;

export interface StockLevel {
  readonly facing: string;
  readonly gtin: string;
  /** Null where it has never been counted. */
  readonly quantity: number | null;
  readonly countedMs: number | null;
}

/** Of every facing of the planogram that holds a product. */
export function listStock(
  reader: Pick<Transaction, "db">,
  facings: readonly Facing[],
): StockLevel[] {
  const base = prepared(reader.db, "SELECT * FROM stock_bases WHERE facing = ?");
  const moved = prepared(
    reader.db,
    `SELECT coalesce(sum(delta), 0) AS delta FROM stock_moves
     WHERE gondola = ? AND shelf = ? AND plate BETWEEN ? AND ? AND gtin = ? AND at_ms >= ?`,
  );
  return facings.flatMap(({ gondola, shelf, plates, barcode }): StockLevel[] => {
    if (barcode === null || plates.length === 0) return [];
    const facing = nameFacing(gondola, shelf, plates);
    const row = base.get(facing);
    if (row === undefined) return [{ facing, gtin: barcode, quantity: null, countedMs: null }];
    const gtin = row.gtin as string;
    const countedMs = row.at_ms as number;
    const { delta } = moved.get(gondola, shelf, plates[0]!, plates.at(-1)!, gtin, countedMs)!;
    const quantity = Math.max(0, (row.quantity as number) + (delta as number));
    return [{ facing, gtin, quantity, countedMs }];
  });
}

/** Staff have counted what stands on a facing, or put more there. Throws `RefusedError`. */
export function recordStock(
  tx: Transaction,
  shop: Shop,
  facings: readonly Facing[],
  record: {
    readonly type: "StockCounted" | "StockRefilled";
    readonly facing: string;
    readonly gtin: string;
    readonly quantity: number;
    readonly by: string;
  },
): void {
  const { type, facing, gtin, quantity, by } = record;
  const isKnown = facings.some((one) => nameFacing(one.gondola, one.shelf, one.plates) === facing);
  if (!isKnown) throw new RefusedError("facing-unknown", "the planogram has no such facing");
  if (!shop.settings.products.has(gtin)) {
    throw new RefusedError("product-unknown", "the shop has no such product");
  }
  const base = prepared(tx.db, "SELECT gtin FROM stock_bases WHERE facing = ?").get(facing);
  if (type === "StockRefilled" && base !== undefined && base.gtin !== gtin) {
    throw new RefusedError("facing-unknown", "another product was counted there: count it anew");
  }
  if (!Number.isInteger(quantity) || quantity < 0 || quantity > QUANTITY_MAX) {
    throw new RefusedError("quantity-invalid", `a quantity is 0 to ${QUANTITY_MAX}`);
  }
  tx.append("shop", STREAMS.stock, [{ type, facing, gtin, quantity, by }]);
}

/** Raises and clears the alerts of products that are running out. */
export function watchLowStock(
  tx: Transaction,
  shop: Shop,
  facings: readonly Facing[],
  lowStockAt: ReadonlyMap<string, number>,
): void {
  if (lowStockAt.size === 0) return;
  const left = new Map<string, number>();
  for (const { gtin, quantity } of listStock(tx, facings)) {
    if (quantity !== null) left.set(gtin, (left.get(gtin) ?? 0) + quantity);
  }
  for (const [gtin, quantity] of left) {
    const alertKey = `low-stock:${gtin}`;
    const limit = lowStockAt.get(gtin);
    if (limit === undefined || quantity > limit) clearAlert(tx, alertKey, "stock");
    else {
      const name = shop.settings.products.get(gtin)?.name ?? gtin;
      const message = `${name} is running out: ${quantity} left; refill it`;
      raiseAlert(tx, { alertKey, kind: "low-stock", message, visitId: null });
    }
  }
}
