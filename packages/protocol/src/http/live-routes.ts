/** What stands where, and what happens there at this moment. */
import Type from "typebox";
import { FLOOR_MESSAGES, SHELF_MESSAGES } from "../live-messages.ts";
import { route } from "./route-spec.ts";
import { closed, count, named, nullable, oneOf } from "./schemas.ts";

const METRES = Type.Number({ description: "Metres, on the shop's axes." });

export const FLOOR = named(
  "Floor",
  closed({
    gondolas: Type.Array(
      closed({
        gondola: Type.Integer(),
        xM: METRES,
        yM: METRES,
        yawRad: Type.Number({ description: "0: the depth goes along y, the plates along x." }),
        depthM: METRES,
        plateWidthM: METRES,
        plateCount: Type.Integer(),
        shelves: Type.Array(
          closed({
            shelf: Type.Integer(),
            heightM: nullable(Type.Number({ description: "Above the floor." })),
            plateWidthM: METRES,
            facings: Type.Array(
              closed({
                facing: Type.String({ description: "As `GET /v1/stock` names it." }),
                plates: Type.Array(Type.Integer()),
                gtin: nullable(Type.String({ description: "Null: no product stands there." })),
                name: nullable(Type.String()),
              }),
            ),
          }),
        ),
      }),
    ),
    gates: Type.Array(
      closed({
        gateId: Type.String(),
        name: Type.String(),
        direction: oneOf(["in", "out", "both"]),
        corners: Type.Array(closed({ xM: METRES, yM: METRES })),
      }),
    ),
  }),
);

export const GET_FLOOR = route({
  method: "GET",
  path: "/floor",
  tag: "live",
  summary: "Show the floor plan",
  answers: { 200: { description: "The floor.", schema: FLOOR } },
});

export const GET_FLOOR_ACTIVITY = route({
  method: "GET",
  path: "/floor/activity",
  tag: "live",
  summary: "Count picks, put-backs and hand-overs by shelf",
  description: "As they stand now. Shelves where nothing happened are left out.",
  query: closed({
    fromMs: Type.Integer({ minimum: 0, description: "From this time on, Unix ms." }),
  }),
  answers: {
    200: {
      description: "Of each shelf where something happened.",
      schema: closed({
        shelves: Type.Array(
          closed({
            gondola: Type.Integer(),
            shelf: Type.Integer(),
            interactions: count("How many."),
          }),
        ),
      }),
    },
  },
});

export const GET_LIVE_FLOOR = route({
  method: "GET",
  path: "/live/floor",
  tag: "live",
  summary: "Stream where people are and their carts (server-sent events)",
  description:
    "About ten snapshots a second. People have numbers that are assigned again; positions are deleted when the visit ends.",
  query: closed({
    sinceMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: "Also send positions since this time, Unix ms: five minutes at most.",
      }),
    ),
  }),
  answers: {
    200: {
      description: "Messages, until you disconnect or fall too far behind.",
      content: { "text/event-stream": FLOOR_MESSAGES },
    },
  },
  codes: ["streams-too-many"],
});

export const GET_LIVE_SHELF = route({
  method: "GET",
  path: "/live/shelves/:gondola/:shelf",
  tag: "live",
  summary: "Stream the readings of a shelf's plates (server-sent events)",
  params: closed({
    gondola: Type.String({ pattern: "^[0-9]{1,4}$", description: "The gondola's number." }),
    shelf: Type.String({ pattern: "^[0-9]{1,4}$", description: "The shelf's; 1: the lowest." }),
  }),
  answers: {
    200: {
      description: "Messages, until you disconnect or fall too far behind.",
      content: { "text/event-stream": SHELF_MESSAGES },
    },
  },
  codes: ["not-found", "streams-too-many"],
});
