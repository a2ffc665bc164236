/** All shops at a glance, and where they are. */
import Type from "typebox";
import { atMs, closed, count, id, minor, nullable, oneOf, text } from "../../http/schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";

export const SHOP_HEALTH = ["ok", "behind", "silent", "never-seen"] as const;
export type ShopHealth = (typeof SHOP_HEALTH)[number];

const URL_CHARS_MAX = 500;

const PLACE = {
  latitude: nullable(Type.Number({ minimum: -90, maximum: 90, description: "Degrees north." })),
  longitude: nullable(Type.Number({ minimum: -180, maximum: 180, description: "Degrees east." })),
};

const OVERVIEW_SHOP = closed({
  shopId: Type.String(),
  name: Type.String(),
  organisationId: Type.String(),
  regionId: nullable(Type.String()),
  regionName: nullable(Type.String()),
  ...PLACE,
  consoleUrl: nullable(Type.String({ description: "Of the shop's own console." })),
  health: oneOf(
    SHOP_HEALTH,
    "`silent`: it has not answered for a minute; `behind`: events have been missing for a minute.",
  ),
  lastSeenMs: nullable(atMs("When it last answered; null: never")),
  behindEvents: count("Events that the shop has and the chain has not."),
  behindMs: count("Time since the last event that the chain has, while others are missing; ms."),
  version: nullable(Type.String({ description: "Saunter's; null: unknown." })),
  setAside: count("Messages of it that could not be taken and are not dismissed."),
  openAlerts: count("Alerts that are raised and not cleared."),
  figures: nullable(
    closed(
      {
        currency: nullable(Type.String({ description: "Null: nothing was sold today." })),
        salesMinor: minor("Sales of today, by the shop's clock"),
        receipts: count("Receipts of today that are drafted or final."),
        reviewed: count("Those of them that a person had to look at."),
        audited: count("Interactions of 30 days that two reviewers decided independently."),
        auditedAgreed: count("Those of them on which both agreed."),
      },
      { description: "Null where you may not see reports of the shop." },
    ),
  ),
});

export const GET_OVERVIEW = chainRoute({
  method: "GET",
  path: "/overview",
  tag: "shops",
  summary: "Show all shops at a glance",
  answers: {
    200: {
      description: "All shops that you may see, by id.",
      schema: closed({ atMs: atMs("Of the answer"), shops: Type.Array(OVERVIEW_SHOP) }),
    },
  },
});

export const POST_SHOP_PLACE = chainRoute({
  method: "POST",
  path: "/shops/:shopId/place",
  tag: "shops",
  summary: "Say where a shop is, and where its own console is",
  params: closed({ shopId: id("The shop's id.") }),
  body: closed(
    {
      ...PLACE,
      consoleUrl: nullable(text(URL_CHARS_MAX, "Address of its console; null: unknown.")),
    },
    { examples: [{ latitude: 53.8, longitude: -1.55, consoleUrl: null }] },
  ),
  answers: { 204: { description: "It is there." } },
  codes: ["not-found"],
});
