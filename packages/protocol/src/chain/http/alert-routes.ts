/** Alerts of the chain, and those that its shops have raised themselves. */
import Type from "typebox";
import {
  atMs,
  closed,
  count,
  id,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
} from "../../http/schemas.ts";
import { CHAIN_ALERT_KINDS } from "../alert-kinds.ts";
import { chainRoute } from "./chain-route-spec.ts";

const ACKNOWLEDGED = nullable(
  closed({ atMs: atMs("When"), by: Type.String({ description: "The user's id." }) }),
);

const ALERT = named(
  "Alert",
  closed({
    alertId: Type.Integer(),
    kind: oneOf(CHAIN_ALERT_KINDS),
    shopId: nullable(Type.String({ description: "Null: of the chain, or of many shops at once." })),
    isForAll: Type.Boolean({
      description: "It is the whole chain's: who sees all of it alone may acknowledge it.",
    }),
    message: Type.String({ description: "What has happened, as it was when it was raised." }),
    raisedMs: atMs("When it was raised"),
    acknowledged: ACKNOWLEDGED,
    endedMs: nullable(atMs("When its cause had been over for some minutes; null: it is open")),
  }),
);

export const GET_ALERTS = chainRoute({
  method: "GET",
  path: "/alerts",
  tag: "alerts",
  summary: "List alerts of the chain, newest first",
  query: closed({
    shopId: Type.Optional(id("Alerts of one shop.")),
    kind: Type.Optional(oneOf(CHAIN_ALERT_KINDS, "Alerts of one kind.")),
    isEnded: Type.Optional(oneOf(["true", "false"], "Open ones when left out.")),
    ...PAGE_QUERY,
  }),
  answers: { 200: { description: "A page of alerts.", schema: pageOf(ALERT) } },
});

export const GET_ALERT_COUNT = chainRoute({
  method: "GET",
  path: "/alert-count",
  tag: "alerts",
  summary: "Count open alerts of the chain",
  answers: {
    200: {
      description: "Those that you may see.",
      schema: closed({
        open: count("Open alerts."),
        unacknowledged: count("Those of them that nobody sees to."),
      }),
    },
  },
});

export const POST_ALERT_ACKNOWLEDGE = chainRoute({
  method: "POST",
  path: "/alerts/:alertId/acknowledge",
  tag: "alerts",
  summary: "Say that you see to an alert",
  description: "Reminders of it stop. Whoever does so first has; it ends by itself.",
  params: closed({
    alertId: Type.String({ pattern: "^[0-9]{1,15}$", description: "The alert's id." }),
  }),
  answers: { 200: { description: "The alert.", schema: ALERT } },
  codes: ["not-found"],
});

const SHOP_ALERT = named(
  "ShopAlert",
  closed({
    position: count("Of its event in the shop's journal."),
    kind: Type.String({ description: "As the shop's own API names it." }),
    message: Type.String(),
    visitId: nullable(Type.String()),
    raisedMs: atMs("When it was raised, by the shop's clock"),
    acknowledged: nullable(
      closed({ atMs: atMs("When"), by: Type.String({ description: "A user of the shop." }) }),
    ),
    clearedMs: nullable(atMs("When it was cleared; null: it is open")),
  }),
);

export const GET_SHOP_ALERTS = chainRoute({
  method: "GET",
  path: "/shops/:shopId/alerts",
  tag: "alerts",
  summary: "List alerts that a shop has raised itself, newest first",
  params: closed({ shopId: id("The shop's id.") }),
  query: closed({
    isCleared: Type.Optional(oneOf(["true", "false"], "Open ones when left out.")),
    ...PAGE_QUERY,
  }),
  answers: { 200: { description: "A page of alerts.", schema: pageOf(SHOP_ALERT) } },
  codes: ["not-found"],
});
