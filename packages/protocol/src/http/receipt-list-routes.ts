/** Receipts as a list, its totals, and as a file. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  count,
  deprecated,
  minor,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  probability,
  SEARCH_QUERY,
} from "./schemas.ts";

export const RECEIPT_STATUSES = ["draft", "final", "contested", "reviewed"] as const;

const STATUS = oneOf(RECEIPT_STATUSES);

export const RECEIPT_ROW = named(
  "ReceiptRow",
  closed({
    visitId: Type.String(),
    status: STATUS,
    documentNumber: nullable(Type.Integer({ description: "Null on a draft." })),
    totalMinor: minor("To be paid"),
    currency: Type.String(),
    probability: probability("Probability that the receipt is exact."),
    draftedMs: atMs("When it was drafted"),
    finalMs: nullable(atMs("When it became final")),
    reviewDueMs: nullable(atMs("Deadline of its review, if it waits for one")),
    units: count("Number of items."),
    payer: oneOf(["customer", "card", "account", "cash", "staff"]),
    lastFour: nullable(Type.String({ description: "Of a card." })),
    missingMinor: minor("Still to be paid; below 0: to be refunded; 0 on a draft"),
    refundedMinor: minor("Refunded so far"),
    disputesOpen: count("Lines with an open dispute."),
    corrections: count("Corrections issued: the first is found by the number and `-1`."),
    contestsOpen: deprecated(count("The same, by its former name")),
  }),
);

const FILTERS = {
  ...SEARCH_QUERY,
  state: Type.Optional(
    oneOf(
      ["paid", "open", "disputed", "refunded", "in-review", "draft"],
      "`paid`: in full, nothing refunded; `open`: something is still to be paid or refunded; `disputed`: a line is in dispute; `refunded`: some of it was; `in-review`: waits for a reviewer.",
    ),
  ),
  status: Type.Optional(oneOf(RECEIPT_STATUSES, "All when left out.")),
  money: Type.Optional(
    oneOf(["owed", "excess", "refunded"], "Still to be paid; to be refunded; refunded."),
  ),
  fromMs: Type.Optional(
    Type.Integer({ minimum: 0, description: "Drafted from then on, Unix ms." }),
  ),
  untilMs: Type.Optional(
    Type.Integer({ minimum: 0, description: "Drafted before then, Unix ms." }),
  ),
};

export const GET_RECEIPTS = route({
  method: "GET",
  path: "/receipts",
  tag: "receipts",
  summary: "List receipts, newest first; shoppers get their own",
  query: closed({ ...PAGE_QUERY, ...FILTERS }),
  answers: { 200: { description: "A page of receipts.", schema: pageOf(RECEIPT_ROW) } },
});

export const GET_RECEIPTS_TOTALS = route({
  method: "GET",
  path: "/receipts/totals",
  tag: "receipts",
  summary: "Add up the receipts that the filters select",
  query: closed(FILTERS),
  answers: {
    200: {
      description: "The totals.",
      schema: closed({
        receipts: count("How many."),
        currency: Type.String(),
        totalMinor: minor("Their totals"),
        refundedMinor: minor("Refunded so far"),
        owedMinor: minor("Still to be paid"),
        refundDueMinor: minor("Still to be refunded"),
      }),
    },
  },
});

export const GET_RECEIPTS_EXPORT = route({
  method: "GET",
  path: "/receipts/export",
  tag: "receipts",
  summary: "Export the receipts that the filters select, oldest first",
  query: closed({ ...FILTERS, format: oneOf(["csv", "jsonl"], "A table, or lines of JSON.") }),
  answers: {
    200: {
      description:
        "All of them, however many: a line each, below a header in CSV. Amounts in CSV are in whole units, in JSON in minor units.",
      content: { "text/csv": Type.String(), "application/x-ndjson": Type.String() },
    },
  },
});
