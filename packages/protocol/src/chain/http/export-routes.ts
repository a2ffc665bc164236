/** Files for warehouses and trading partners. */
import Type from "typebox";
import { closed, id, oneOf } from "../../http/schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";

/** What there is a table of. */
export const EXPORT_TABLE_NAMES = ["receipts", "lines", "taxes", "visits", "refunds"] as const;
export type ExportTableName = (typeof EXPORT_TABLE_NAMES)[number];

/** Of one file. */
export const EXPORT_DAYS_MAX = 92;

const day = (description: string) =>
  Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description, examples: ["2026-03-02"] });

const DAYS = {
  fromDay: day("The first day, UTC."),
  untilDay: day(`The last day, UTC; ${EXPORT_DAYS_MAX} days at most.`),
};

/** Asked for a file while too many are being made. */
const CODES = ["not-found", "not-ready"] as const;

export const GET_EXPORT_TABLE = chainRoute({
  method: "GET",
  path: "/exports/table",
  tag: "reports",
  summary: "Export a table as Parquet",
  description: "Amounts are whole minor units. Rows are of one moment, by shop and time.",
  query: closed({
    table: oneOf(EXPORT_TABLE_NAMES, "Which table."),
    ...DAYS,
    shopId: Type.Optional(id("Of one shop.")),
  }),
  answers: {
    200: {
      description: "The file.",
      content: { "application/vnd.apache.parquet": Type.String({ contentEncoding: "binary" }) },
    },
  },
  codes: CODES,
});

export const GET_EXPORT_EPCIS = chainRoute({
  method: "GET",
  path: "/exports/epcis",
  tag: "reports",
  summary: "Export what happened to a shop's goods as an EPCIS 2.0 document",
  description: "The shop needs a GLN: GS1 has no other name for where its goods are.",
  query: closed({ ...DAYS, shopId: id("The shop.") }),
  answers: {
    200: { description: "JSON-LD.", content: { "application/ld+json": Type.String() } },
  },
  codes: CODES,
});
