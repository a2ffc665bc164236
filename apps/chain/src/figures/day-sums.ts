/** What rows of figures add to the sums of their shops' days. */
import { findDay, parseDay } from "@saunter/commerce/calendar/calendar";
import type { FigureRow, FigureTable, RowSet } from "./figure-rows.ts";
import { countWait } from "./wait-histogram.ts";

const DOCUMENT_COLUMNS = [
  ...(["receipts", "corrections", "corrected_minor", "units", "discount_minor"] as const),
  ...(["deposit_minor", "net_minor", "tax_minor", "rounding_minor", "total_minor"] as const),
] as const;

/** Columns that add up. */
export const DAY_COLUMNS = [
  ...DOCUMENT_COLUMNS,
  ...(["refunds", "refunded_minor", "losses", "shrinkage_minor"] as const),
  ...(["visits", "reviewed", "waits", "disputes", "granted", "refused"] as const),
  ...(["audited", "audited_agreed"] as const),
] as const;

export type DayColumn = (typeof DAY_COLUMNS)[number];
export type Sums = Readonly<Partial<Record<DayColumn, bigint>>>;

export interface DaySums {
  readonly shopId: string;
  readonly day: string;
  /** Empty for what has none. */
  readonly currency: string;
  readonly sums: Sums;
}

/** Tables whose rows are in the sums. */
export const SUMMED_TABLES = [
  ...(["visits", "receipts", "receipt_documents", "refunds", "losses", "forgiven_debts"] as const),
  ...(["disputes", "reviews"] as const),
] as const satisfies readonly FigureTable[];

/** Days by a shop's time zone; null: the shop's days are not kept yet. */
export type FindTimeZone = (shopId: string) => string | null;

/** The sums of some rows, by shop, day and currency. A visit and its receipt are to be given together. */
export function sumDays(rows: RowSet, findTimeZone: FindTimeZone): Map<string, DaySums> {
  const days = new Map<string, DaySums>();
  const add = (shopId: string, atMs: number, currency: string, sums: Sums): void => {
    const timeZone = findTimeZone(shopId);
    if (timeZone === null || areZero(sums)) return;
    const day = findDay(atMs, timeZone);
    // Clocks that are wrong by thousands of years.
    if (parseDay(day) === null) return;
    const name = JSON.stringify([shopId, day, currency]);
    const known = days.get(name)?.sums ?? {};
    days.set(name, { shopId, day, currency, sums: addSums(known, sums) });
  };
  for (const row of rows.receipt_documents ?? []) {
    const sums = DOCUMENT_COLUMNS.map((column) => [column, BigInt(row[column])]);
    add(row.shop_id, row.at_ms, row.currency, Object.fromEntries(sums));
  }
  for (const row of rows.refunds ?? []) {
    const sums = { refunds: 1n, refunded_minor: BigInt(row.amount_minor) };
    add(row.shop_id, row.at_ms, row.currency, sums);
  }
  for (const row of [...(rows.losses ?? []), ...(rows.forgiven_debts ?? [])]) {
    const sums = { losses: 1n, shrinkage_minor: BigInt(row.amount_minor) };
    add(row.shop_id, row.at_ms, row.currency, sums);
  }
  const receipts = new Map((rows.receipts ?? []).map((row) => [nameVisit(row), row]));
  for (const row of rows.visits ?? []) {
    add(row.shop_id, row.opened_ms, row.currency, countVisit(row, receipts.get(nameVisit(row))));
  }
  for (const row of rows.disputes ?? []) {
    add(row.shop_id, row.disputed_ms, row.currency, countDispute(row.status));
  }
  for (const row of rows.reviews ?? []) {
    if (row.again_agrees === null) continue;
    const sums = { audited: 1n, audited_agreed: row.again_agrees ? 1n : 0n };
    add(row.shop_id, row.opened_ms, "", sums);
  }
  return days;
}

function nameVisit(row: { readonly shop_id: string; readonly visit_id: string }): string {
  return JSON.stringify([row.shop_id, row.visit_id]);
}

/** Of shoppers alone, and when they have left. */
function countVisit(visit: FigureRow<"visits">, receipt: FigureRow<"receipts"> | undefined): Sums {
  if (visit.status !== "closed" || visit.payer === "staff") return {};
  if (receipt === undefined) return { visits: 1n };
  if (receipt.is_reviewed) return { visits: 1n, reviewed: 1n };
  if (receipt.final_ms === null || visit.closed_ms === null) return { visits: 1n };
  return { visits: 1n, waits: countWait(receipt.final_ms - visit.closed_ms) };
}

function countDispute(status: string): Sums {
  if (status === "granted") return { disputes: 1n, granted: 1n };
  return status === "refused" ? { disputes: 1n, refused: 1n } : { disputes: 1n };
}

function addSums(a: Sums, b: Sums): Sums {
  const sums: Partial<Record<DayColumn, bigint>> = { ...a };
  for (const [column, amount] of Object.entries(b) as [DayColumn, bigint][]) {
    sums[column] = (sums[column] ?? 0n) + amount;
  }
  return sums;
}

/** What is to be added to the former to come to the latter; days of which nothing changes are left out. */
export function subtractDays(
  after: ReadonlyMap<string, DaySums>,
  before: ReadonlyMap<string, DaySums>,
): DaySums[] {
  const changes: DaySums[] = [];
  for (const name of new Set([...after.keys(), ...before.keys()])) {
    const [now, then] = [after.get(name), before.get(name)];
    const sums = addSums(now?.sums ?? {}, negate(then?.sums ?? {}));
    if (!areZero(sums)) changes.push({ ...(now ?? then)!, sums });
  }
  return changes;
}

function areZero(sums: Sums): boolean {
  return Object.values(sums).every((amount) => amount === 0n);
}

function negate(sums: Sums): Sums {
  return Object.fromEntries(Object.entries(sums).map(([column, amount]) => [column, -amount]));
}
