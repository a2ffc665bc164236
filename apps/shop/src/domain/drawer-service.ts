/** The cash in the till's drawer: what was counted, and what came and went since. */
import type { DrawerMove } from "@saunter/protocol/drawer-moves";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";
import { setAlerts } from "./alerts.ts";
import { RefusedError, STREAMS } from "./shop-context.ts";

/** How much cash should be in the drawer, minor units; null where it does not matter. */
export interface FloatLimits {
  /** Below it there is too little change. */
  readonly lowMinor: number | null;
  /** Above it there is more than should be kept in a drawer. */
  readonly highMinor: number | null;
}

export interface Drawer {
  readonly countedMinor: number;
  readonly countedMs: number;
  readonly countedBy: string;
  /** Since the count, as all that follows. */
  readonly takenMinor: number;
  readonly refundedMinor: number;
  readonly bankedMinor: number;
  readonly addedMinor: number;
  /** What should be there now. */
  readonly expectedMinor: number;
}

/** Null before the first count. */
export function readDrawer({ db }: Pick<Transaction, "db">): Drawer | null {
  const row = prepared(db, "SELECT * FROM drawer WHERE id = 1").get() as
    | Readonly<Record<string, number>>
    | undefined;
  if (row === undefined) return null;
  const countedMinor = row.counted_minor!;
  const sums = {
    takenMinor: row.taken_minor!,
    refundedMinor: row.refunded_minor!,
    bankedMinor: row.banked_minor!,
    addedMinor: row.added_minor!,
  };
  return {
    countedMinor,
    countedMs: row.counted_ms!,
    countedBy: String(row.counted_by),
    ...sums,
    expectedMinor:
      countedMinor + sums.takenMinor - sums.refundedMinor - sums.bankedMinor + sums.addedMinor,
  };
}

export type FloatState = "uncounted" | "right" | "low" | "high";

export function findFloatState(drawer: Drawer | null, limits: FloatLimits): FloatState {
  if (drawer === null) return "uncounted";
  const { lowMinor, highMinor } = limits;
  if (lowMinor !== null && drawer.expectedMinor < lowMinor) return "low";
  if (highMinor !== null && drawer.expectedMinor > highMinor) return "high";
  return "right";
}

/** Staff have counted it. Returns what should have been there; null for the first count. */
export function countDrawer(
  tx: Transaction,
  count: { readonly currency: string; readonly amountMinor: number; readonly by: string },
): number | null {
  const expectedMinor = readDrawer(tx)?.expectedMinor ?? null;
  tx.append("shop", STREAMS.drawer, [{ type: "DrawerCounted", ...count, expectedMinor }]);
  return expectedMinor;
}

/**
 * Staff have taken cash to the bank, or brought change. Throws `RefusedError` with `drawer-not-counted`, and with
 * `cash-exceeds-drawer` where less should be there than is taken.
 */
export function moveDrawer(
  tx: Transaction,
  move: {
    readonly kind: DrawerMove;
    readonly currency: string;
    readonly amountMinor: number;
    readonly by: string;
  },
): void {
  const drawer = readDrawer(tx);
  if (drawer === null) {
    throw new RefusedError("drawer-not-counted", "nobody has counted the drawer");
  }
  const { expectedMinor } = drawer;
  if (move.kind === "banked" && move.amountMinor > expectedMinor) {
    throw new RefusedError("cash-exceeds-drawer", `${Math.max(0, expectedMinor)} should be there`);
  }
  tx.append("shop", STREAMS.drawer, [{ type: "DrawerMoved", ...move }]);
}

/** One alert at most, which ends when the drawer is right again. */
export function watchFloat(
  tx: Transaction,
  limits: FloatLimits,
  formatMoney: (amountMinor: number) => string,
): void {
  const drawer = readDrawer(tx);
  const state = findFloatState(drawer, limits);
  const wanted = new Map<string, string>();
  if (drawer !== null && (state === "low" || state === "high")) {
    wanted.set(`cash-float:${state}`, wordFloat(state, drawer.expectedMinor, limits, formatMoney));
  }
  setAlerts(tx, { kind: "cash-float", by: "till" }, wanted);
}

function wordFloat(
  state: "low" | "high",
  expectedMinor: number,
  { lowMinor, highMinor }: FloatLimits,
  formatMoney: (amountMinor: number) => string,
): string {
  const there = `${formatMoney(expectedMinor)} should be in the till’s drawer`;
  return state === "low"
    ? `${there}, less than ${formatMoney(lowMinor!)}: bring change`
    : `${there}, more than ${formatMoney(highMinor!)}: take some to the bank`;
}
