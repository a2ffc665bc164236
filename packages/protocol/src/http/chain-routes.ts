/** The chain that a shop belongs to. */
import Type from "typebox";
import { route } from "./route-spec.ts";
import { atMs, closed, count, nullable, oneOf } from "./schemas.ts";

const VERSION = closed({
  kind: Type.String({
    description:
      "What the chain decides: goods, offers, planogram, policies, staff, engine, software.",
  }),
  version: count("Its number."),
  state: oneOf(
    ["in-force", "refused", "scheduled", "waiting"],
    "Scheduled: its time has not come. Waiting: the shop has not fetched it yet.",
  ),
  effectiveMs: atMs("From when it is to be in force"),
  decidedMs: nullable(
    atMs("Since when it is in force, or when the shop refused it; null: neither yet"),
  ),
  reason: nullable(Type.String({ description: "Why the shop refused it; null: it did not." })),
});

const CHAIN = closed({
  waitingEvents: count("Events that the chain has not got yet."),
  sendingFault: nullable(
    Type.String({ description: "Why the last attempt to send failed; null: it did not." }),
  ),
  fetchingFault: nullable(
    Type.String({
      description: "Why the last attempt to fetch versions failed; null: it did not.",
    }),
  ),
  versions: Type.Array(VERSION),
});

export const GET_CHAIN = route({
  method: "GET",
  path: "/chain",
  tag: "health",
  summary: "Show what the chain has decided, and whether it is in force",
  answers: {
    200: {
      description: "The chain.",
      schema: closed({
        chain: nullable(
          closed(CHAIN.properties, { description: "Null: the shop belongs to no chain." }),
        ),
      }),
    },
  },
});
