/** Forecasts of what versions do to shops, before they are sent. */
import Type from "typebox";
import { atMs, closed, count, id, nullable, oneOf } from "../../http/schemas.ts";
import { FORECAST_RESULT, FORECAST_VISITS_MAX } from "../forecast.ts";
import { chainRoute } from "./chain-route-spec.ts";
import { REASON_CHARS_MAX } from "./chain-schemas.ts";

/** What was seen in a shop in a time. */
const SEEN = closed({
  visits: count("Visits of shoppers that have ended."),
  reviewed: count("Of them, those that a person had to review."),
  audited: count("Interactions that two reviewers decided without knowing of one another."),
  auditedAgreed: count("Of them, those on which they agreed."),
});

const FORECAST = closed({
  forecastId: Type.String(),
  rollOutId: Type.String(),
  shopId: Type.String(),
  kind: Type.String(),
  version: count("The version that is forecast."),
  visits: count("Simulated visits, about so many."),
  state: oneOf(
    ["waiting", "queued", "running", "done", "set-aside"],
    "Waiting: for the shop's answer. Queued: for a worker. Set aside: it cannot be made.",
  ),
  reason: nullable(
    Type.String({ maxLength: REASON_CHARS_MAX, description: "Why it waits, or was set aside." }),
  ),
  progress: Type.Number({ minimum: 0, maximum: 1, description: "Share that is done." }),
  currency: nullable(Type.String({ description: "Of `lossMinor`." })),
  result: nullable(FORECAST_RESULT),
  verdict: nullable(
    oneOf(
      ["worse", "unclear", "no-worse"],
      "By the chain's bounds. Unclear: too few visits to say.",
    ),
  ),
  madeMs: atMs("When it was asked for"),
  doneMs: nullable(atMs("When it was done")),
  seen: nullable(
    closed({
      sinceMs: atMs("From when the shop has had the version"),
      before: SEEN,
      since: SEEN,
    }),
  ),
});

export const GET_FORECASTS = chainRoute({
  method: "GET",
  path: "/forecasts",
  tag: "versions",
  summary: "List forecasts of roll-outs, newest first",
  description:
    "Of planograms and parameters of the engine: the same simulated visits with what is in force and with the version. " +
    "Where the shop has it, what was seen in the two weeks before and since.",
  query: closed({ shopId: Type.Optional(id("Of one shop.")) }),
  answers: {
    200: { description: "Up to 100.", schema: closed({ items: Type.Array(FORECAST) }) },
  },
});

export const POST_FORECAST_REPEAT = chainRoute({
  method: "POST",
  path: "/forecasts/:forecastId/repeat",
  tag: "versions",
  summary: "Make a forecast once more, with so many visits",
  params: closed({ forecastId: id("The forecast's id.") }),
  body: closed(
    {
      visits: Type.Integer({
        minimum: 1,
        maximum: FORECAST_VISITS_MAX,
        description: "More visits make its intervals narrower.",
      }),
    },
    { examples: [{ visits: 4000 }] },
  ),
  answers: { 204: { description: "It waits for a worker." } },
  codes: ["not-found"],
});
