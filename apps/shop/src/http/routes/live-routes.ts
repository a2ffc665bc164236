import type { ShelfName } from "@saunter/engine/sensing/plate-states";
import { closed, nullable, oneOf } from "@saunter/protocol/http/schemas";
import { FLOOR_MESSAGES, SHELF_MESSAGES } from "@saunter/protocol/live-messages";
import type { Static } from "typebox";
import Type from "typebox";
import type { FloorDescription } from "../../live/describe-floor.ts";
import { addRead, type HttpContext } from "../add-route.ts";
import { answerStream } from "../answer-stream.ts";
import { ProblemError } from "../problem.ts";

const METRES = Type.Number({ description: "Metres, on the shop's axes." });

const FLOOR = closed({
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
});

/** What stands where, and what happens there at this moment. */
export function addLiveRoutes(context: HttpContext): void {
  addFloor(context);
  addLiveFloor(context);
  addLiveShelf(context);
}

function addFloor(context: HttpContext): void {
  const { describeFloor } = context.deps;
  addRead(
    context,
    {
      method: "GET",
      path: "/floor",
      tag: "live",
      summary: "What stands where in the shop",
      answers: { 200: { description: "The floor.", schema: FLOOR } },
    },
    () => showFloor(describeFloor()),
  );
}

function showFloor({ gondolas, gates }: FloorDescription): Static<typeof FLOOR> {
  return {
    gondolas: gondolas.map(({ shelves, ...gondola }) => ({
      ...gondola,
      shelves: shelves.map(({ facings, ...shelf }) => ({
        ...shelf,
        facings: facings.map(({ plates, ...facing }) => ({ ...facing, plates: [...plates] })),
      })),
    })),
    gates: gates.map(({ corners, ...gate }) => ({
      ...gate,
      corners: corners.map(({ x, y }) => ({ xM: x, yM: y })),
    })),
  };
}

function addLiveFloor(context: HttpContext): void {
  const { deps } = context;
  addRead(
    context,
    {
      method: "GET",
      path: "/live/floor",
      tag: "live",
      summary: "Who is where, and what they are believed to hold, as server-sent events",
      description:
        "Some ten pictures a second. People go by numbers that are given anew; where they were is forgotten when their visit ends.",
      query: closed({
        sinceMs: Type.Optional(
          Type.Integer({
            minimum: 0,
            description: "With where people were after this time, Unix ms: five minutes at most.",
          }),
        ),
      }),
      answers: {
        200: {
          description: "Messages until you go, or are too slow.",
          content: { "text/event-stream": FLOOR_MESSAGES },
        },
      },
      codes: ["streams-too-many"],
    },
    (call) =>
      answerStream(context, call, (signal) => deps.followFloor(call.query.sinceMs ?? null, signal)),
  );
}

function addLiveShelf(context: HttpContext): void {
  const { deps } = context;
  addRead(
    context,
    {
      method: "GET",
      path: "/live/shelves/:gondola/:shelf",
      tag: "live",
      summary: "What the plates of a shelf read, as server-sent events",
      params: closed({
        gondola: Type.String({ pattern: "^[0-9]{1,4}$", description: "The gondola's number." }),
        shelf: Type.String({ pattern: "^[0-9]{1,4}$", description: "The shelf's; 1: the lowest." }),
      }),
      answers: {
        200: {
          description: "Messages until you go, or are too slow.",
          content: { "text/event-stream": SHELF_MESSAGES },
        },
      },
      codes: ["not-found", "streams-too-many"],
    },
    (call) => {
      const { params } = call;
      const shelf = { gondola: Number(params.gondola), shelf: Number(params.shelf) };
      if (!hasShelf(deps.describeFloor(), shelf)) {
        throw new ProblemError("not-found", "the shop has no such shelf");
      }
      return answerStream(context, call, (signal) => deps.followShelf(shelf, signal));
    },
  );
}

function hasShelf({ gondolas }: FloorDescription, wanted: ShelfName): boolean {
  return gondolas.some(
    ({ gondola, shelves }) =>
      gondola === wanted.gondola && shelves.some(({ shelf }) => shelf === wanted.shelf),
  );
}
