/**
 * Rows that are made of shops' events. Times are Unix milliseconds, amounts minor units of the row's currency.
 * A row that is not of its schema is not written: the event that would make it is set aside.
 */
import Type, { type Static, type TProperties } from "typebox";
import { Compile } from "typebox/compile";

const closed = <P extends TProperties>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

/** Far above what a shop sells, and low enough for sums over all of them to fit 64 bits. */
const AMOUNT_MAX = 1e12;
const TEXT = Type.String({ maxLength: 2000 });
/** Of a key: an index holds no more than 2704 bytes a row, and a key has five of these at most. */
const NAME = Type.String({ maxLength: 150 });
const COUNT = Type.Integer({ minimum: -AMOUNT_MAX, maximum: AMOUNT_MAX });
const AMOUNT = COUNT;
const TIME_MS = Type.Integer({ minimum: 0, maximum: 253_402_300_800_000 });
const POSITION = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const CURRENCY = Type.String({ pattern: "^[A-Z]{3}$" });
const VISIT = { shop_id: NAME, visit_id: NAME };
const DOCUMENT = {
  ...VISIT,
  position: POSITION,
  document_number: COUNT,
  currency: CURRENCY,
  at_ms: TIME_MS,
};

export const FIGURE_ROWS = {
  visits: closed({
    ...VISIT,
    status: TEXT,
    payer: TEXT,
    method: TEXT,
    gate_id: TEXT,
    party_size: COUNT,
    currency: CURRENCY,
    hold_minor: AMOUNT,
    age: TEXT,
    /** Their names, with commas between them. */
    flags: TEXT,
    opened_ms: TIME_MS,
    closed_ms: nullable(TIME_MS),
  }),
  receipts: closed({
    ...VISIT,
    status: TEXT,
    document_number: nullable(COUNT),
    currency: CURRENCY,
    units: COUNT,
    discount_minor: AMOUNT,
    deposit_minor: AMOUNT,
    net_minor: AMOUNT,
    tax_minor: AMOUNT,
    rounding_minor: AMOUNT,
    total_minor: AMOUNT,
    corrections: COUNT,
    /** By how much refunds of amounts have lowered what is due. */
    goodwill_minor: AMOUNT,
    probability: Type.Number({ minimum: 0, maximum: 1 }),
    /** Whether a person had to look at it. */
    is_reviewed: Type.Boolean(),
    drafted_ms: TIME_MS,
    final_ms: nullable(TIME_MS),
    review_due_ms: nullable(TIME_MS),
  }),
  receipt_documents: closed({
    ...DOCUMENT,
    kind: TEXT,
    receipts: COUNT,
    corrections: COUNT,
    corrected_minor: AMOUNT,
    units: COUNT,
    discount_minor: AMOUNT,
    deposit_minor: AMOUNT,
    net_minor: AMOUNT,
    tax_minor: AMOUNT,
    rounding_minor: AMOUNT,
    total_minor: AMOUNT,
  }),
  receipt_lines: closed({
    ...DOCUMENT,
    item: NAME,
    gtin: TEXT,
    name: TEXT,
    category: nullable(TEXT),
    tax_rate: NAME,
    units: COUNT,
    net_g: COUNT,
    discount_minor: AMOUNT,
    deposit_minor: AMOUNT,
    net_minor: AMOUNT,
    tax_minor: AMOUNT,
  }),
  receipt_taxes: closed({
    ...DOCUMENT,
    category: NAME,
    rate: NAME,
    label: NAME,
    net_minor: AMOUNT,
    tax_minor: AMOUNT,
  }),
  refunds: closed({
    ...VISIT,
    position: POSITION,
    refund_id: TEXT,
    kind: TEXT,
    reason: TEXT,
    refunded_by: TEXT,
    /** Of the correction that states the remaining lines; null where it is of an amount. */
    document_number: nullable(COUNT),
    currency: CURRENCY,
    amount_minor: AMOUNT,
    at_ms: TIME_MS,
  }),
  disputes: closed({
    ...VISIT,
    dispute_id: NAME,
    kind: TEXT,
    gtin: TEXT,
    claimed_quantity: COUNT,
    worth_minor: AMOUNT,
    currency: CURRENCY,
    status: TEXT,
    cause: nullable(TEXT),
    refund_minor: AMOUNT,
    disputed_ms: TIME_MS,
    resolved_ms: nullable(TIME_MS),
  }),
  losses: closed({
    ...VISIT,
    loss_id: NAME,
    kind: TEXT,
    currency: CURRENCY,
    amount_minor: AMOUNT,
    at_ms: TIME_MS,
  }),
  charges: closed({
    ...VISIT,
    payer: TEXT,
    currency: CURRENCY,
    due_minor: nullable(AMOUNT),
    net_minor: AMOUNT,
    missing_minor: AMOUNT,
    refunded_minor: AMOUNT,
    forgiven_minor: AMOUNT,
    withdrawn_minor: AMOUNT,
    debt_minor: AMOUNT,
    debt_since_ms: nullable(TIME_MS),
  }),
  forgiven_debts: closed({
    ...VISIT,
    position: POSITION,
    currency: CURRENCY,
    amount_minor: AMOUNT,
    at_ms: TIME_MS,
  }),
  reviews: closed({
    ...VISIT,
    review_id: NAME,
    kind: TEXT,
    status: TEXT,
    worth_minor: AMOUNT,
    opened_ms: TIME_MS,
    due_ms: TIME_MS,
    ended_ms: nullable(TIME_MS),
    decided_by: nullable(TEXT),
    /** From claim to decision. */
    took_ms: nullable(COUNT),
    /** The kind of choice. */
    outcome: nullable(TEXT),
    /** Nothing of the visit is charged unless somebody decides. */
    is_all_at_stake: Type.Boolean(),
    /** Whether a second reviewer is to decide it, too. */
    is_twice: Type.Boolean(),
    /** Who has claimed it, of the first look or the second. */
    claimed_by: nullable(TEXT),
    claimed_until_ms: nullable(TIME_MS),
    /** Whether it was as the engine thought likeliest. */
    agrees: nullable(Type.Boolean()),
    /** A second reviewer, who does not know what the first decided. */
    again_by: nullable(TEXT),
    again_took_ms: nullable(COUNT),
    again_agrees: nullable(Type.Boolean()),
  }),
  alerts: closed({
    shop_id: NAME,
    /** Of the event that raised it. */
    position: POSITION,
    alert_key: NAME,
    kind: TEXT,
    message: TEXT,
    visit_id: nullable(TEXT),
    raised_ms: TIME_MS,
    acknowledged_ms: nullable(TIME_MS),
    acknowledged_by: nullable(TEXT),
    cleared_ms: nullable(TIME_MS),
    cleared_by: nullable(TEXT),
  }),
  empty_facings: closed({
    shop_id: NAME,
    facing: NAME,
    from_ms: TIME_MS,
    gtin: TEXT,
    until_ms: nullable(TIME_MS),
  }),
  stock_moves: closed({
    shop_id: NAME,
    position: POSITION,
    kind: TEXT,
    facing: NAME,
    gtin: TEXT,
    quantity: COUNT,
    expires_on: nullable(TEXT),
    reason: nullable(TEXT),
    at_ms: TIME_MS,
  }),
} as const;

export type FigureTable = keyof typeof FIGURE_ROWS;
export type FigureRow<T extends FigureTable> = Static<(typeof FIGURE_ROWS)[T]>;
export type FigureRowTables = { [T in FigureTable]: FigureRow<T> };

/** Rows by their tables. */
export type RowSet = { readonly [T in FigureTable]?: readonly FigureRow<T>[] };

/** What tells rows of a table apart. */
export const FIGURE_KEYS: { readonly [T in FigureTable]: readonly string[] } = {
  visits: ["shop_id", "visit_id"],
  receipts: ["shop_id", "visit_id"],
  receipt_documents: ["shop_id", "position"],
  receipt_lines: ["shop_id", "position", "item"],
  receipt_taxes: ["shop_id", "position", "category", "rate", "label"],
  refunds: ["shop_id", "position"],
  disputes: ["shop_id", "visit_id", "dispute_id"],
  losses: ["shop_id", "visit_id", "loss_id"],
  charges: ["shop_id", "visit_id"],
  forgiven_debts: ["shop_id", "position"],
  reviews: ["shop_id", "review_id"],
  alerts: ["shop_id", "position"],
  empty_facings: ["shop_id", "facing", "from_ms"],
  stock_moves: ["shop_id", "position"],
};

const TABLES = Object.keys(FIGURE_ROWS) as FigureTable[];
const CHECKS = new Map(TABLES.map((table) => [table, Compile(FIGURE_ROWS[table])]));

/** PostgreSQL's texts hold neither NUL nor half of a surrogate pair. */
const UNWRITABLE = /\0|\p{Surrogate}/u;

/** Whether all rows can be written. */
export function areRows(rows: RowSet): boolean {
  return TABLES.every((table) =>
    ((rows[table] ?? []) as readonly Record<string, unknown>[]).every(
      (row) => CHECKS.get(table)!.Check(row) && !Object.values(row).some(isUnwritable),
    ),
  );
}

function isUnwritable(value: unknown): boolean {
  return typeof value === "string" && UNWRITABLE.test(value);
}
