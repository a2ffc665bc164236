/** What was sold, by any stretch of days, and its export. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import {
  atMs,
  bytesOf,
  closed,
  count,
  minor,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
} from "./schemas.ts";

export const calendarDay = (description: string) =>
  Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description, examples: ["2026-03-02"] });

export const SALES_SUMS = named(
  "SalesSums",
  closed({
    receipts: count("Final receipts."),
    corrections: count("Corrections of receipts."),
    correctedMinor: minor("What corrections changed, part of the other sums; below 0: refunded"),
    units: Type.Integer({ description: "Units sold, less those that corrections took off." }),
    discountMinor: minor("Discounts"),
    depositMinor: minor("Deposits"),
    netMinor: minor("Without tax"),
    taxMinor: minor("Tax"),
    roundingMinor: minor("Rounding of totals"),
    totalMinor: minor("Totals of the documents: net, tax and rounding"),
  }),
);

export const TAX_SUM = named(
  "TaxSum",
  closed({
    category: Type.String(),
    rate: Type.String({ description: 'Decimal text: "0.2" is 20 %.' }),
    label: Type.String(),
    netMinor: minor("Without tax"),
    taxMinor: minor("Tax"),
    grossMinor: minor("With tax"),
  }),
);

export const PAYMENT_SUM = named(
  "PaymentSum",
  closed({
    kind: oneOf(["card", "account", "cash", "gift-card", "points"]),
    takenMinor: minor("Taken"),
    refundedMinor: minor("Refunded"),
    withdrawnMinor: minor("Refunded at the provider, or taken back by the payer's bank"),
  }),
);

const LOSS = named(
  "LossSum",
  closed({
    kind: oneOf(
      ["review-lapsed", "dispute-unreviewed", "debt-forgiven"],
      "A review lapsed, so what was uncertain was not charged; a dispute was granted that nobody reviewed; a debt was " +
        "forgiven.",
    ),
    count: count("How often."),
    amountMinor: minor("Not charged or refunded"),
  }),
);

const PERIOD = named(
  "SalesPeriod",
  closed({
    fromDay: calendarDay("First day."),
    untilDay: calendarDay("Last day, which is counted."),
    fromMs: atMs("Start of the first day"),
    untilMs: atMs("End of the last day"),
    sums: SALES_SUMS,
    days: Type.Array(closed({ day: calendarDay("Day."), ...SALES_SUMS.properties })),
    hours: Type.Array(
      closed({
        hour: Type.Integer({ minimum: 0, maximum: 23, description: "Hour of the day, all days." }),
        ...SALES_SUMS.properties,
      }),
    ),
    methods: Type.Array(
      closed({ method: Type.String({ description: "Entry method." }), ...SALES_SUMS.properties }),
    ),
    categories: Type.Array(
      closed({
        category: nullable(Type.String({ description: "Null: none." })),
        units: Type.Integer(),
        totalMinor: minor("With tax, before the rounding of totals"),
      }),
    ),
    taxes: Type.Array(TAX_SUM),
    payments: Type.Array(PAYMENT_SUM),
    losses: Type.Array(LOSS),
    empty: closed({
      products: count("Products of which a counted facing was empty."),
      hours: Type.Number({ description: "Hours that facings were empty, added up." }),
    }),
  }),
);

const DAYS_QUERY = {
  fromDay: calendarDay("First day, of the shop's calendar."),
  untilDay: calendarDay("Last day, which is counted."),
};

const COMPARE = Type.Optional(
  oneOf(
    ["weekdays", "year"],
    "Also the period before it with the same weekdays: the nearest, or that of 52 weeks earlier.",
  ),
);

export const GET_SALES = route({
  method: "GET",
  path: "/sales",
  tag: "sales",
  summary: "Show sales of a period by day, hour, entry method, category, tax rate and payment",
  description:
    "Counted by when documents were issued: a correction belongs to the day on which it was made. Days are those of the " +
    "shop's time zone.",
  query: closed({ ...DAYS_QUERY, compare: COMPARE }),
  answers: {
    200: {
      description: "The sales, and those of the period compared with.",
      schema: closed({ currency: Type.String(), period: PERIOD, before: nullable(PERIOD) }),
    },
  },
});

const PRODUCT_SALES = named(
  "ProductSales",
  closed({
    gtin: Type.String(),
    name: Type.String(),
    category: nullable(Type.String()),
    units: Type.Integer({ description: "Units, or weighings." }),
    netG: Type.Integer({ description: "Of goods sold by weight, net grams; else 0." }),
    discountMinor: minor("Discounts"),
    depositMinor: minor("Deposits"),
    netMinor: minor("Without tax"),
    taxMinor: minor("Tax"),
    totalMinor: minor("With tax, before the rounding of totals"),
    emptyHours: Type.Number({
      description: "Hours that its counted facings were empty, added up.",
    }),
    before: nullable(
      closed(
        { units: Type.Integer(), totalMinor: minor("With tax") },
        { description: "In the period compared with; null where none was asked for." },
      ),
    ),
  }),
);

export const GET_SALES_PRODUCTS = route({
  method: "GET",
  path: "/sales/products",
  tag: "sales",
  summary: "List sales of a period by product, what brought the most first",
  query: closed({ ...DAYS_QUERY, compare: COMPARE, ...PAGE_QUERY }),
  answers: { 200: { description: "Products.", schema: pageOf(PRODUCT_SALES) } },
});

export const EXPORT_FORMATS = ["csv", "json", "xlsx", "parquet"] as const;
export const EXPORT_ROWS = [
  "receipts",
  "lines",
  "days",
  "hours",
  "products",
  "categories",
  "methods",
  "taxes",
  "payments",
] as const;

export const GET_SALES_EXPORT = route({
  method: "GET",
  path: "/sales/export",
  tag: "sales",
  summary: "Export sales of a period as CSV, JSON, XLSX or Parquet",
  description:
    "Rows of receipts and of lines are documents: a correction has what it changes, so that sums are what the receipts say. " +
    "Amounts are in minor units in JSON and Parquet, and in the currency in CSV and XLSX.",
  query: closed({
    ...DAYS_QUERY,
    rows: oneOf([...EXPORT_ROWS], "What a row is."),
    format: oneOf([...EXPORT_FORMATS], "What the file is."),
  }),
  answers: {
    200: {
      description: "The file. As JSON, a property a column.",
      schema: closed({
        currency: Type.String(),
        items: Type.Array(
          Type.Record(Type.String(), nullable(Type.Union([Type.String(), Type.Number()]))),
        ),
      }),
      content: bytesOf([
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.apache.parquet",
      ]),
    },
  },
  codes: ["export-too-large", "reports-busy"],
});
