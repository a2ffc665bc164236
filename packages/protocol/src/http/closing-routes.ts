/** Days closed for the books. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { calendarDay, PAYMENT_SUM, SALES_SUMS, TAX_SUM } from "./sales-routes.ts";
import {
  atMs,
  bytesOf,
  closed,
  count,
  minor,
  named,
  oneOf,
  PAGE_QUERY,
  pageOf,
} from "./schemas.ts";

const FIGURES = {
  closingNumber: Type.Integer({ minimum: 1, description: "From 1, without gaps." }),
  shopId: Type.String(),
  day: calendarDay("Day of the shop's calendar that it closes."),
  timeZone: Type.String(),
  currency: Type.String(),
  fromMs: atMs("Where the closing before ended; 0 for the first"),
  untilMs: atMs("End of the day, or when it was closed before that"),
  afterDocument: count("Documents after this number …"),
  lastDocument: count("… up to this one."),
  lastPosition: count("Payments up to this event of the journal."),
  sums: SALES_SUMS,
  taxes: Type.Array(TAX_SUM, { description: "By category and rate." }),
  payments: Type.Array(PAYMENT_SUM, { description: "By kind of payment." }),
  settlement: Type.Optional(
    closed(
      {
        unpaidMinor: minor("Owed by shoppers"),
        pendingMinor: minor("Being collected, with no outcome yet"),
        refundsDueMinor: minor("Still to be refunded; below 0"),
        goodwillMinor: minor("Refunded as amounts, without a correction"),
        forgivenMinor: minor("Debts written off"),
        takenBackMinor: minor("Withdrawn from payments of receipts whose totals stay"),
      },
      {
        description:
          "How the total and the payments differ, as changes since the closing before. `sums.totalMinor` is the sum of " +
          "these and of `takenMinor - refundedMinor - withdrawnMinor` of all payments. Left out of older closings.",
      },
    ),
  ),
  drawer: Type.Optional(
    closed(
      {
        counts: count("How often it was counted."),
        differenceMinor: minor(
          "Counted less what should have been there, of all counts but the very first; below 0: missing",
        ),
        bankedMinor: minor("Taken to the bank"),
        addedMinor: minor("Change added"),
        expectedMinor: minor("What should be there at the end"),
      },
      { description: "The till's drawer; left out where it has never been counted." },
    ),
  ),
  tipsMinor: Type.Literal(0, { description: "The shop takes none." }),
  grandTotalMinor: minor("Total of all closings up to this one"),
};

const CLOSING = named(
  "Closing",
  closed(
    {
      ...FIGURES,
      closedMs: atMs("When it was closed"),
      by: Type.String({ description: "Who closed it." }),
      previousHash: Type.String({
        description: 'Hash of the closing before; "saunter" of the first.',
      }),
      hash: Type.String({
        description:
          "SHA-256 of the JSON of all other properties but `signature`, in this order; base64url.",
      }),
      signature: Type.String({ description: "Ed25519 signature of the hash's text; base64url." }),
    },
    { description: "It cannot be changed: each has the hash of the one before, and is signed." },
  ),
);

const PARAMS = closed({
  closingNumber: Type.String({
    pattern: "^[1-9][0-9]{0,9}$",
    description: "Number of the closing.",
  }),
});

export const GET_CLOSINGS = route({
  method: "GET",
  path: "/closings",
  tag: "sales",
  summary: "List closed days, newest first",
  query: closed(PAGE_QUERY),
  answers: { 200: { description: "Closings.", schema: pageOf(CLOSING) } },
});

export const GET_CLOSINGS_NEXT = route({
  method: "GET",
  path: "/closings/next",
  tag: "sales",
  summary: "Show what the next closing would say, without closing",
  query: closed({ day: calendarDay("Day to close.") }),
  answers: { 200: { description: "Its figures.", schema: closed(FIGURES) } },
  codes: ["day-closed", "day-to-come"],
});

export const GET_CLOSINGS_KEY = route({
  method: "GET",
  path: "/closings/key",
  tag: "sales",
  summary: "Show the public key that closings are signed with",
  answers: {
    200: {
      description: "Ed25519, as PEM.",
      schema: closed({ publicKey: Type.String({ description: "SubjectPublicKeyInfo as PEM." }) }),
    },
  },
});

export const GET_CLOSING = route({
  method: "GET",
  path: "/closings/:closingNumber",
  tag: "sales",
  summary: "Show a closing as JSON, CSV or PDF",
  params: PARAMS,
  query: closed({ format: Type.Optional(oneOf(["json", "csv", "pdf"], "JSON when left out.")) }),
  answers: {
    200: {
      description: "The closing.",
      schema: CLOSING,
      content: bytesOf(["text/csv", "application/pdf"]),
    },
  },
  codes: ["not-found", "reports-busy"],
});

export const POST_CLOSINGS = route({
  method: "POST",
  path: "/closings",
  tag: "sales",
  summary: "Close a day for the books",
  description:
    "It covers everything issued after the closing before, up to the end of the day, or to now if the day is today. What " +
    "is issued later belongs to the next closing. A closing cannot be undone.",
  body: closed(
    { day: calendarDay("Today, or a day before, not before the last one closed.") },
    { examples: [{ day: "2026-03-02" }] },
  ),
  answers: { 201: { description: "The closing.", schema: CLOSING } },
  codes: ["day-closed", "day-to-come"],
});
