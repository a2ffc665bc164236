/** Stock of the facings, alerts and findings. */
import Type from "typebox";
import { ALERT_KINDS } from "../alert-kinds.ts";
import { STOCK_QUANTITY_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, nullable, oneOf, PAGE_QUERY, pageOf, text } from "./schemas.ts";

export const FACING = closed({
  facing: Type.String({ description: "gondola/shelf/first plate" }),
  gtin: Type.String(),
  name: Type.String(),
  gondola: Type.Integer(),
  shelf: Type.Integer(),
  plates: Type.Array(Type.Integer()),
  counted: nullable(Type.Integer({ description: "When last counted; null: never." })),
  countedMs: nullable(atMs("When it was counted")),
  refilled: Type.Integer({ description: "Put there by staff since." }),
  moved: Type.Integer({ description: "Put back less taken since." }),
  expected: nullable(
    Type.Integer({
      minimum: 0,
      description: "What should be there now; null: never counted, or overdrawn.",
    }),
  ),
  overdrawn: Type.Integer({
    minimum: 0,
    description:
      "So many more have gone than were there: it was counted wrong or refilled unseen. Count it again.",
  }),
  isLow: Type.Boolean({
    description: "Facings of the product of which stock is known are at the low mark together.",
  }),
});

const ALERT = closed({
  alertKey: Type.String(),
  kind: Type.Enum(ALERT_KINDS),
  message: Type.String({ description: "What to do." }),
  visitId: nullable(Type.String()),
  raisedMs: atMs("When it was raised"),
  clearedMs: nullable(atMs("When it was cleared")),
  clearedBy: nullable(Type.String()),
});

export const GET_STOCK = route({
  method: "GET",
  path: "/stock",
  tag: "stock",
  summary: "What should be on each facing now",
  answers: {
    200: { description: "All facings.", schema: closed({ items: Type.Array(FACING) }) },
  },
});

const CHANGED = {
  201: {
    description: "It is written down.",
    schema: closed({
      facing: Type.String(),
      gtin: Type.String(),
      quantity: Type.Integer(),
      atMs: atMs("When it was written down"),
    }),
  },
};

const CHANGED_FACING = text(50, "As `GET /v1/stock` names it.");

export const POST_STOCK_COUNTS = route({
  method: "POST",
  path: "/stock/counts",
  tag: "stock",
  summary: "How many there are, as somebody has counted",
  body: closed(
    {
      facing: CHANGED_FACING,
      quantity: Type.Integer({ minimum: 0, maximum: STOCK_QUANTITY_MAX }),
      countedMs: Type.Optional(
        Type.Integer({
          minimum: 0,
          description:
            "When it was counted, Unix ms, a day ago at most; now where not given. What is taken " +
            "after that and before this request is heard is not forgotten.",
        }),
      ),
    },
    { examples: [{ facing: "1/1/1", quantity: 12 }] },
  ),
  answers: CHANGED,
  codes: ["facing-unknown"],
});

export const POST_STOCK_REFILLS = route({
  method: "POST",
  path: "/stock/refills",
  tag: "stock",
  summary: "How many somebody has put there",
  body: closed(
    {
      facing: CHANGED_FACING,
      quantity: Type.Integer({ minimum: 1, maximum: STOCK_QUANTITY_MAX }),
    },
    { examples: [{ facing: "1/1/1", quantity: 12 }] },
  ),
  answers: CHANGED,
  codes: ["facing-unknown"],
});

export const ALERT_QUERY = closed({
  ...PAGE_QUERY,
  state: Type.Optional(oneOf(["open", "cleared"], "`open` where not given.")),
});

const ALERTS = { 200: { description: "A page.", schema: pageOf(ALERT) } };

export const GET_ALERTS = route({
  method: "GET",
  path: "/alerts",
  tag: "stock",
  summary: "Alerts to staff, the newest first",
  query: ALERT_QUERY,
  answers: ALERTS,
});

export const GET_FINDINGS = route({
  method: "GET",
  path: "/findings",
  tag: "stock",
  summary: "What contradicts the planogram, weights or plates",
  query: ALERT_QUERY,
  answers: ALERTS,
});

export const POST_ALERT_CLEAR = route({
  method: "POST",
  path: "/alerts/:alertKey/clear",
  tag: "stock",
  summary: "Say that an alert is dealt with",
  params: closed({
    alertKey: Type.String({ pattern: "^[!-~]{1,200}$", description: "The alert's key." }),
  }),
  answers: {
    200: {
      description: "It is cleared.",
      schema: closed({ alertKey: Type.String(), clearedMs: atMs("When") }),
    },
  },
  codes: ["not-found"],
});
