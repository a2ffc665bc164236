/** Stock of the facings, alerts and findings. */
import Type from "typebox";
import { ALERT_KINDS } from "../alert-kinds.ts";
import { STOCK_QUANTITY_MAX } from "../limits.ts";
import { WASTE_REASONS } from "../stock-kinds.ts";
import { route } from "./route-spec.ts";
import {
  atMs,
  closed,
  count,
  LIST_QUERY,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "./schemas.ts";

const DAY = Type.String({
  pattern: "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
  description: "Last day of sale, such as 2026-03-31.",
});

export const FACING = named(
  "FacingStock",
  closed({
    facing: Type.String({ description: "gondola/shelf/first plate" }),
    gtin: Type.String(),
    name: Type.String(),
    gondola: Type.Integer(),
    shelf: Type.Integer(),
    plates: Type.Array(Type.Integer()),
    counted: nullable(Type.Integer({ description: "When it was last counted; null: never." })),
    countedMs: nullable(atMs("When it was counted")),
    refilled: Type.Integer({ description: "Refilled since." }),
    wasted: Type.Integer({ description: "Taken away as waste since." }),
    moved: Type.Integer({ description: "Put back less picked since." }),
    expected: nullable(
      Type.Integer({
        minimum: 0,
        description:
          "What should be there now; null: never counted, or more were picked than were there.",
      }),
    ),
    overdrawn: Type.Integer({
      minimum: 0,
      description:
        "How many more were picked than were there: the count was wrong, or a refill was not recorded. Count it again.",
    }),
    expiring: nullable(
      closed(
        { expiresOn: DAY, quantity: Type.Integer({ minimum: 1 }) },
        { description: "Units with the nearest expiry date, if first in is first out." },
      ),
    ),
    isLow: Type.Boolean({
      description: "The product's known stock, over all its facings, is at the low-stock level.",
    }),
  }),
);

const ALERT = named(
  "Alert",
  closed({
    alertKey: Type.String(),
    kind: Type.Enum(ALERT_KINDS),
    message: Type.String({ description: "What to do." }),
    visitId: nullable(Type.String()),
    raisedMs: atMs("When it was raised"),
    acknowledgedMs: nullable(atMs("When somebody said that they see to it")),
    acknowledgedBy: nullable(Type.String({ description: "Who, by their id." })),
    clearedMs: nullable(atMs("When it was cleared")),
    clearedBy: nullable(Type.String()),
  }),
);

export const GET_STOCK = route({
  method: "GET",
  path: "/stock",
  tag: "stock",
  summary: "List the stock of each facing",
  query: closed(LIST_QUERY),
  answers: { 200: { description: "A page of facings.", schema: pageOf(FACING) } },
});

const CHANGED = {
  201: {
    description: "Saved.",
    schema: closed({
      facing: Type.String(),
      gtin: Type.String(),
      quantity: Type.Integer(),
      atMs: atMs("When it was recorded"),
    }),
  },
};

const CHANGED_FACING = text(50, "As `GET /v1/stock` names it.");

export const POST_STOCK_COUNTS = route({
  method: "POST",
  path: "/stock/counts",
  tag: "stock",
  summary: "Record a count of a facing",
  body: closed(
    {
      facing: CHANGED_FACING,
      quantity: Type.Integer({ minimum: 0, maximum: STOCK_QUANTITY_MAX }),
      countedMs: Type.Optional(
        Type.Integer({
          minimum: 0,
          description:
            "When it was counted, Unix ms, a day ago at most; left out: now. Picks " +
            "between then and this request still count.",
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
  summary: "Record a delivery or refill of a facing",
  body: closed(
    {
      facing: CHANGED_FACING,
      quantity: Type.Integer({ minimum: 1, maximum: STOCK_QUANTITY_MAX }),
      expiresOn: Type.Optional(DAY),
    },
    { examples: [{ facing: "1/1/1", quantity: 12, expiresOn: "2026-03-31" }] },
  ),
  answers: CHANGED,
  codes: ["facing-unknown"],
});

export const POST_STOCK_WASTE = route({
  method: "POST",
  path: "/stock/waste",
  tag: "stock",
  summary: "Record units that were taken from a facing and are not sold",
  body: closed(
    {
      facing: CHANGED_FACING,
      quantity: Type.Integer({ minimum: 1, maximum: STOCK_QUANTITY_MAX }),
      reason: oneOf([...WASTE_REASONS]),
    },
    { examples: [{ facing: "1/1/1", quantity: 2, reason: "expired" }] },
  ),
  answers: CHANGED,
  codes: ["facing-unknown"],
});

const MOVEMENT_KIND = oneOf(["counted", "refilled", "wasted"], "What staff did.");

const MOVEMENT = named(
  "StockMovement",
  closed({
    movementId: count("Ascending."),
    kind: MOVEMENT_KIND,
    facing: Type.String(),
    gtin: Type.String(),
    name: Type.String(),
    quantity: count("Units that were counted, added or taken away."),
    expected: nullable(
      Type.Integer({
        description:
          "Of a count: what should have been there, by deliveries, waste and what the engine saw; below 0 where more were picked than were there. `expected` less `quantity` is shrinkage. Null: nobody knew.",
      }),
    ),
    expiresOn: nullable(Type.String({ description: "Last day of sale of what was added." })),
    reason: nullable(oneOf([...WASTE_REASONS], "Of waste.")),
    by: Type.String({ description: "A user's id." }),
    atMs: atMs("When"),
  }),
);

export const GET_STOCK_MOVEMENTS = route({
  method: "GET",
  path: "/stock/movements",
  tag: "stock",
  summary: "List counts, deliveries and waste, newest first",
  query: closed({
    ...PAGE_QUERY,
    kind: Type.Optional(MOVEMENT_KIND),
    facing: Type.Optional(CHANGED_FACING),
  }),
  answers: { 200: { description: "A page.", schema: pageOf(MOVEMENT) } },
});

export const ALERT_QUERY = closed({
  ...PAGE_QUERY,
  state: Type.Optional(oneOf(["open", "cleared"], "`open` when left out.")),
});

const ALERTS = { 200: { description: "A page.", schema: pageOf(ALERT) } };

export const GET_ALERTS = route({
  method: "GET",
  path: "/alerts",
  tag: "stock",
  summary: "List alerts, newest first",
  query: ALERT_QUERY,
  answers: ALERTS,
});

export const GET_FINDINGS = route({
  method: "GET",
  path: "/findings",
  tag: "stock",
  summary: "List findings: what contradicts the planogram, weights or plates",
  query: ALERT_QUERY,
  answers: ALERTS,
});

const ALERT_PARAMS = closed({
  alertKey: Type.String({ pattern: "^[!-~]{1,200}$", description: "The alert's key." }),
});

export const POST_ALERT_ACKNOWLEDGE = route({
  method: "POST",
  path: "/alerts/:alertKey/acknowledge",
  tag: "stock",
  summary: "Acknowledge an open alert: its reminders end",
  params: ALERT_PARAMS,
  answers: {
    200: { description: "Acknowledged.", schema: closed({ alertKey: Type.String() }) },
  },
  codes: ["not-found"],
});

export const POST_ALERT_CLEAR = route({
  method: "POST",
  path: "/alerts/:alertKey/clear",
  tag: "stock",
  summary: "Clear an alert",
  params: ALERT_PARAMS,
  answers: {
    200: {
      description: "Cleared.",
      schema: closed({ alertKey: Type.String(), clearedMs: atMs("When") }),
    },
  },
  codes: ["not-found"],
});
