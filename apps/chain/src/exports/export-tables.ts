/** What a warehouse gets: tables of whole minor units, each row with its shop and currency. */

/** "count" is a whole number, "money" minor units of the row's currency, "time" Unix ms. */
export type ColumnKind = "text" | "count" | "money" | "time";

export interface ExportColumn {
  /** Also of the table that it is read from. */
  readonly name: string;
  readonly kind: ColumnKind;
  readonly isNullable: boolean;
}

export interface ExportTable {
  /** The folder's: `table=lines`. */
  readonly name: string;
  readonly source: string;
  /** The time that its month is that of, UTC. */
  readonly time: string;
  /** What tells rows of a shop and a time apart. */
  readonly keys: readonly string[];
  readonly columns: readonly ExportColumn[];
}

const make = (kind: ColumnKind, isNullable: boolean, names: string): ExportColumn[] =>
  names.split(" ").map((name) => ({ name, kind, isNullable }));

const texts = (names: string) => make("text", false, names);
const counts = (names: string) => make("count", false, names);
const money = (names: string) => make("money", false, names);
const times = (names: string) => make("time", false, names);
const timesOrNull = (names: string) => make("time", true, names);

/** A correction has what it changes, in each of these. */
const DOCUMENT = [
  ...texts("shop_id visit_id"),
  ...counts("position document_number"),
  ...texts("currency"),
  ...times("at_ms"),
];

export const EXPORT_TABLES: readonly ExportTable[] = [
  {
    name: "receipts",
    source: "receipt_documents",
    time: "at_ms",
    keys: ["position"],
    columns: [
      ...DOCUMENT,
      ...texts("kind"),
      ...counts("receipts corrections"),
      ...money("corrected_minor"),
      ...counts("units"),
      ...money("discount_minor deposit_minor net_minor tax_minor rounding_minor total_minor"),
    ],
  },
  {
    name: "lines",
    source: "receipt_lines",
    time: "at_ms",
    keys: ["position", "item"],
    columns: [
      ...DOCUMENT,
      ...texts("item gtin name"),
      ...make("text", true, "category"),
      ...texts("tax_rate"),
      ...counts("units net_g"),
      ...money("discount_minor deposit_minor net_minor tax_minor"),
    ],
  },
  {
    name: "taxes",
    source: "receipt_taxes",
    time: "at_ms",
    keys: ["position", "category", "rate", "label"],
    columns: [...DOCUMENT, ...texts("category rate label"), ...money("net_minor tax_minor")],
  },
  {
    name: "visits",
    source: "visits",
    time: "opened_ms",
    keys: ["visit_id"],
    columns: [
      ...texts("shop_id visit_id status payer method gate_id"),
      ...counts("party_size"),
      ...texts("currency"),
      ...money("hold_minor"),
      ...texts("age flags"),
      ...times("opened_ms"),
      ...timesOrNull("closed_ms"),
    ],
  },
  {
    name: "refunds",
    source: "refunds",
    time: "at_ms",
    keys: ["position"],
    columns: [
      ...texts("shop_id visit_id"),
      ...counts("position"),
      ...texts("refund_id kind reason currency"),
      ...money("amount_minor"),
      ...times("at_ms"),
    ],
  },
];
