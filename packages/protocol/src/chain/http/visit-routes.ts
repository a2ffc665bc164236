/** Visits and receipts of all shops. */
import Type from "typebox";
import {
  atMs,
  closed,
  count,
  id,
  minor,
  named,
  nullable,
  PAGE_QUERY,
  pageOf,
  probability,
} from "../../http/schemas.ts";
import { SEARCH_CHARS_MAX } from "../../limits.ts";
import { chainRoute } from "./chain-route-spec.ts";

const RECEIPT = closed({
  documentNumber: nullable(count("Null: it is not final.")),
  state: Type.String({ description: "`open`, `paid`, `refunded` or `disputed`." }),
  totalMinor: minor("The total"),
  probability: probability("That all of it is exact."),
  isReviewed: Type.Boolean({ description: "Whether a person had to look at it." }),
  draftedMs: atMs("When it was drafted"),
  finalMs: nullable(atMs("When it became final; null: it is not")),
});

const VISIT_PROPERTIES = {
  shopId: Type.String(),
  shopName: Type.String(),
  visitId: Type.String(),
  status: Type.String({ description: "`closed`, or what it is before." }),
  method: Type.String({ description: "Entry method." }),
  currency: Type.String(),
  openedMs: atMs("When it began"),
  closedMs: nullable(atMs("When it ended; null: it has not")),
  receipt: nullable(RECEIPT),
};

export const GET_VISITS = chainRoute({
  method: "GET",
  path: "/visits",
  tag: "events",
  summary: "List visits of all shops with their receipts, newest first",
  query: closed({
    search: Type.Optional(
      Type.String({
        maxLength: SEARCH_CHARS_MAX,
        description:
          "A receipt's number, the last four characters of a visit's id, a whole id, or an amount such as 4.35.",
      }),
    ),
    shopId: Type.Optional(id("Visits of one shop.")),
    fromMs: Type.Optional(
      Type.Integer({ minimum: 0, description: "Begun from then on, Unix ms." }),
    ),
    untilMs: Type.Optional(
      Type.Integer({ minimum: 0, description: "Begun before then, Unix ms." }),
    ),
    ...PAGE_QUERY,
  }),
  answers: { 200: { description: "A page of visits.", schema: pageOf(closed(VISIT_PROPERTIES)) } },
});

const LINE = named(
  "ReceiptLine",
  closed({
    item: Type.String(),
    gtin: Type.String(),
    name: Type.String(),
    units: Type.Integer(),
    netG: Type.Integer({ description: "Net weight, g; 0: sold by the piece." }),
    totalMinor: minor("With tax and deposit, after discounts"),
  }),
);

const DOCUMENT = named(
  "ReceiptDocument",
  closed({
    documentNumber: Type.Integer(),
    kind: Type.String({ description: "A receipt, or a correction of it." }),
    atMs: atMs("When it was issued"),
    totalMinor: minor("The total"),
    lines: Type.Array(LINE),
  }),
);

export const GET_VISIT = chainRoute({
  method: "GET",
  path: "/shops/:shopId/visits/:visitId",
  tag: "events",
  summary: "Show a visit with its documents, and what happened",
  params: closed({ shopId: id("The shop's id."), visitId: id("The visit's id.") }),
  answers: {
    200: {
      description: "The visit.",
      schema: closed({
        ...VISIT_PROPERTIES,
        documents: Type.Array(DOCUMENT),
        timeline: Type.Array(
          closed({
            position: count("In the shop's journal."),
            stream: Type.String(),
            type: Type.String(),
            atMs: atMs("When, by the shop's clock"),
          }),
        ),
      }),
    },
  },
  codes: ["not-found"],
});
