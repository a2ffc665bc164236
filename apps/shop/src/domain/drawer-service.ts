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
  /** What should have been there when it was counted; null of the first count. */
  readonly thenExpectedMinor: number | null;
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
  const row = prepared(
    db,
    `SELECT counted_minor AS countedMinor, expected_minor AS thenExpectedMinor,
       counted_ms AS countedMs, counted_by AS countedBy, taken_minor AS takenMinor,
       refunded_minor AS refundedMinor, banked_minor AS bankedMinor, added_minor AS addedMinor,
       counted_minor + taken_minor - refunded_minor - banked_minor + added_minor AS expectedMinor
     FROM drawer WHERE id = 1`,
  ).get();
  return row === undefined ? null : (row as unknown as Drawer);
}

export type FloatState = "uncounted" | "right" | "low" | "high";

export function findFloatState(drawer: Drawer | null, limits: FloatLimits): FloatState {
  if (drawer === null) return "uncounted";
  const { lowMinor, highMinor } = limits;
  if (lowMinor !== null && drawer.expectedMinor < lowMinor) return "low";
  if (highMinor !== null && drawer.expectedMinor > highMinor) return "high";
  return "right";
}

/** Staff have counted it. */
export function countDrawer(
  tx: Transaction,
  count: { readonly currency: string; readonly amountMinor: number; readonly by: string },
): void {
  const expectedMinor = readDrawer(tx)?.expectedMinor ?? null;
  tx.append("shop", STREAMS.drawer, [{ type: "DrawerCounted", ...count, expectedMinor }]);
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
