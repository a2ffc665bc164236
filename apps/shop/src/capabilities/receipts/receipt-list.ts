/** Receipts that filters and a search select: by page, added up, and as a file. */
import { getDecimals } from "@saunter/commerce/money/currency";
import { escapeFormula } from "@saunter/protocol/csv-formulas";
import type { GET_RECEIPTS_TOTALS, RECEIPT_ROW } from "@saunter/protocol/http/receipt-list-routes";
import csv from "papaparse";
import type { Static } from "typebox";
import { matchSearch, type SearchContext } from "../../http/find-visits.ts";
import { type Condition, type ListQuery, readPage } from "../../http/pages.ts";
import type { Store } from "../../store/store.ts";

export type ReceiptFilters = Static<(typeof GET_RECEIPTS_TOTALS)["query"]>;
export type ReceiptRow = Static<typeof RECEIPT_ROW>;

/** Rows that an export reads at a time: however many there are, others have their turn. */
const EXPORTED_AT_ONCE = 500;

/** What is to be paid, or given back, once the receipt is final; what was given back. */
const MONEY = {
  owed: "missing_minor > 0",
  excess: "missing_minor < 0",
  refunded: "refunded_minor > 0",
} as const;

const STATES = {
  paid: "receipt_status <> 'draft' AND missing_minor = 0 AND refunded_minor = 0",
  open: "missing_minor <> 0",
  disputed: "disputes_open > 0",
  refunded: "refunded_minor > 0",
  "in-review": "review_due_ms IS NOT NULL",
  draft: "receipt_status = 'draft'",
} as const;

/** @param party whose receipts alone; undefined: everybody's */
export function selectReceipts(
  { money, search, state, status, fromMs, untilMs }: ReceiptFilters,
  context: SearchContext,
  party: string | undefined,
): readonly Condition[] {
  const found = matchSearch(search, context);
  return [
    ["receipt_status IS NOT NULL"],
    ["receipt_status = ?", status],
    ["party = ?", party],
    ["drafted_ms >= ?", fromMs],
    ["drafted_ms < ?", untilMs],
    ...(money === undefined ? [] : [[MONEY[money]] as const]),
    ...(state === undefined ? [] : [[STATES[state]] as const]),
    ...(found === null ? [] : [found]),
  ];
}

export function listReceipts(
  where: readonly Condition[],
  direction: ListQuery["direction"],
): ListQuery {
  const order = ["drafted_ms", "visit_id"];
  return { from: "visit_search", columns: "*", where, order, direction };
}

export function showReceiptRow(row: Record<string, unknown>): ReceiptRow {
  return {
    visitId: row.visit_id,
    status: row.receipt_status,
    documentNumber: row.document_number,
    totalMinor: row.total_minor,
    currency: row.currency,
    probability: row.probability,
    draftedMs: row.drafted_ms,
    finalMs: row.final_ms,
    reviewDueMs: row.review_due_ms,
    units: row.units,
    payer: row.payer,
    lastFour: row.last_four,
    missingMinor: row.missing_minor,
    refundedMinor: row.refunded_minor,
    disputesOpen: row.disputes_open,
    corrections: row.corrections,
    contestsOpen: row.disputes_open,
  } as ReceiptRow;
}

type Totals = Static<(typeof GET_RECEIPTS_TOTALS)["answers"][200]["schema"]>;

export function sumReceipts(
  { db }: Pick<Store, "db">,
  where: readonly Condition[],
  currency: string,
): Totals {
  const given = where.filter(([, ...values]) => !values.includes(undefined));
  const sql = `SELECT count(*) AS receipts, coalesce(sum(total_minor), 0) AS totalMinor,
      coalesce(sum(refunded_minor), 0) AS refundedMinor,
      coalesce(sum(max(missing_minor, 0)), 0) AS owedMinor,
      coalesce(sum(max(-missing_minor, 0)), 0) AS refundDueMinor
    FROM visit_search WHERE ${given.map(([condition]) => `(${condition})`).join(" AND ")}`;
  const values = given.flatMap(([, ...some]) => some as (string | number)[]);
  return { ...(db.prepare(sql).get(...values) as unknown as Totals), currency };
}

const COLUMNS: readonly (readonly [name: string, read: (row: ReceiptRow) => unknown])[] = [
  ["visit_id", ({ visitId }) => visitId],
  ["number", ({ documentNumber }) => documentNumber],
  ["drafted", ({ draftedMs }) => new Date(draftedMs).toISOString()],
  ["final", ({ finalMs }) => (finalMs === null ? null : new Date(finalMs).toISOString())],
  ["status", ({ status }) => status],
  ["payer", ({ payer }) => payer],
  ["card_last_four", ({ lastFour }) => lastFour],
  ["items", ({ units }) => units],
  ["currency", ({ currency }) => currency],
  ["total", ({ totalMinor, currency }) => writeAmount(totalMinor, currency)],
  ["refunded", ({ refundedMinor, currency }) => writeAmount(refundedMinor, currency)],
  ["still_to_pay", ({ missingMinor, currency }) => writeAmount(missingMinor, currency)],
  ["open_disputes", ({ disputesOpen }) => disputesOpen],
  ["corrections", ({ corrections }) => corrections],
  ["probability", ({ probability }) => probability],
];

/** "4.35", as spreadsheets read it. */
function writeAmount(amountMinor: number, currency: string): string {
  const decimals = getDecimals(currency);
  return (amountMinor / 10 ** decimals).toFixed(decimals);
}

export function* exportReceipts(
  { db }: Pick<Store, "db">,
  where: readonly Condition[],
  format: "csv" | "jsonl",
): Generator<string> {
  if (format === "csv") yield formatRow(COLUMNS.map(([name]) => name));
  const list = listReceipts(where, "ASC");
  let after: string | undefined;
  do {
    const { items, next } = readPage(
      db,
      list,
      { url: "", limit: EXPORTED_AT_ONCE, after },
      showReceiptRow,
    );
    yield items.map((row) => formatReceipt(row, format)).join("");
    after = next === null ? undefined : (new URLSearchParams(next).get("after") ?? undefined);
  } while (after !== undefined);
}

function formatReceipt(row: ReceiptRow, format: "csv" | "jsonl"): string {
  if (format === "jsonl") return `${JSON.stringify(row)}\n`;
  return formatRow(COLUMNS.map(([, read]) => String(read(row) ?? "")));
}

function formatRow(cells: readonly string[]): string {
  return `${csv.unparse([cells.map(escapeFormula)])}\r\n`;
}
