/** Reports by day, shop and region. */
import Type from "typebox";
import { closed, count, id, minor, named, nullable, oneOf } from "../../http/schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";

export const REPORT_GROUPS = ["day", "shop", "region", "organisation"] as const;
export type ReportGroupName = (typeof REPORT_GROUPS)[number];

const day = (description: string) =>
  Type.String({ pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", description, examples: ["2026-03-02"] });

const FILTERS = {
  fromDay: day("The first day."),
  untilDay: day("The last day."),
  group: oneOf(REPORT_GROUPS, "What there is a row for each of."),
  shopId: Type.Optional(id("Of one shop.")),
  regionId: Type.Optional(id("Of one region.")),
  organisationId: Type.Optional(id("Of one organisation.")),
};

const ROW = named(
  "ReportRow",
  closed({
    key: nullable(Type.String({ description: "The day or the id; null: shops without a region." })),
    sums: Type.Array(
      closed({
        currency: Type.String(),
        receipts: count("Receipts."),
        units: Type.Integer(),
        netMinor: minor("Net of tax"),
        taxMinor: minor("Tax"),
        totalMinor: minor("Sales"),
        refundedMinor: minor("Refunded by staff"),
        shrinkageMinor: minor("Settled for the shopper with nobody knowing better"),
      }),
    ),
    visits: count("Visits of shoppers that have ended."),
    reviewed: count("Those of them that a person had to look at."),
    receiptMsMedian: nullable(
      Type.Integer({ description: "From the exit to the receipt, ms, within 5 %." }),
    ),
    disputes: count("Disputes."),
    audited: count("Interactions that two reviewers decided independently."),
    auditedAgreed: count("Those of them on which both agreed."),
  }),
);

const PERIOD = named("ReportPeriod", closed({ fromDay: Type.String(), untilDay: Type.String() }));

export const GET_REPORT = chainRoute({
  method: "GET",
  path: "/report",
  tag: "reports",
  summary: "Report sales, visits and accuracy by day, shop, region or organisation",
  description: "A day is one of each shop's own time zone.",
  query: closed({
    ...FILTERS,
    compare: Type.Optional(oneOf(["weekdays", "year"], "With the same weekdays, or days, before.")),
  }),
  answers: {
    200: {
      description: "The report.",
      schema: closed({
        period: PERIOD,
        rows: Type.Array(ROW),
        before: nullable(closed({ period: PERIOD, rows: Type.Array(ROW) })),
      }),
    },
  },
});

export const GET_REPORT_EXPORT = chainRoute({
  method: "GET",
  path: "/report/export",
  tag: "reports",
  summary: "Export a report as CSV",
  query: closed(FILTERS),
  answers: {
    200: {
      description: "A line for each row and currency, below a header; amounts in minor units.",
      content: { "text/csv": Type.String() },
    },
  },
});
