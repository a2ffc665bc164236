import type { ShelfName } from "@saunter/engine/sensing/plate-states";
import {
  type FLOOR,
  GET_FLOOR,
  GET_FLOOR_ACTIVITY,
  GET_LIVE_FLOOR,
  GET_LIVE_SHELF,
} from "@saunter/protocol/http/live-routes";
import type { Static } from "typebox";
import { addRead } from "../../http/add-route.ts";
import { answerStream } from "../../http/answer-stream.ts";
import type { HttpContext } from "../../http/http-context.ts";
import { ProblemError } from "../../http/problem.ts";
import type { FloorDescription } from "../../live/describe-floor.ts";
import type { LiveFloor } from "../../live/live-floor.ts";
import type { LiveShelves } from "../../live/live-shelves.ts";
import { prepared } from "../../store/prepared.ts";

export interface LiveServices {
  /** What stands where by now. */
  readonly describeFloor: () => FloorDescription;
  readonly followFloor: LiveFloor["subscribe"];
  readonly followShelf: LiveShelves["subscribe"];
}

interface ShelfActivity {
  readonly gondola: number;
  readonly shelf: number;
  readonly interactions: number;
}

/** What stands where, and what happens there at this moment. */
export function addLiveRoutes(context: HttpContext<LiveServices>): void {
  addFloor(context);
  addFloorActivity(context);
  addLiveFloor(context);
  addLiveShelf(context);
}

function addFloor(context: HttpContext<LiveServices>): void {
  const { describeFloor } = context.deps;
  addRead(context, GET_FLOOR, () => showFloor(describeFloor()));
}

function addFloorActivity(context: HttpContext<LiveServices>): void {
  const { db } = context.deps.shop.store;
  addRead(context, GET_FLOOR_ACTIVITY, ({ query }) => {
    const sql = `SELECT gondola, shelf, COUNT(*) AS interactions FROM evidence
      WHERE occurred_ms >= ? GROUP BY gondola, shelf ORDER BY gondola, shelf`;
    const rows = prepared(db, sql).all(query.fromMs) as unknown as ShelfActivity[];
    return {
      shelves: rows.map(({ gondola, shelf, interactions }) => ({ gondola, shelf, interactions })),
    };
  });
}

/** The plan as the API shows it. */
export function showFloor({ gondolas, gates }: FloorDescription): Static<typeof FLOOR> {
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

function addLiveFloor(context: HttpContext<LiveServices>): void {
  const { deps } = context;
  addRead(context, GET_LIVE_FLOOR, (call) =>
    answerStream(context, call, (signal) => deps.followFloor(call.query.sinceMs ?? null, signal)),
  );
}

function addLiveShelf(context: HttpContext<LiveServices>): void {
  const { deps } = context;
  addRead(context, GET_LIVE_SHELF, (call) => {
    const { params } = call;
    const shelf = { gondola: Number(params.gondola), shelf: Number(params.shelf) };
    if (!hasShelf(deps.describeFloor(), shelf)) {
      throw new ProblemError("not-found", "the shop has no such shelf");
    }
    return answerStream(context, call, (signal) => deps.followShelf(shelf, signal));
  });
}

function hasShelf({ gondolas }: FloorDescription, wanted: ShelfName): boolean {
  return gondolas.some(
    ({ gondola, shelves }) =>
      gondola === wanted.gondola && shelves.some(({ shelf }) => shelf === wanted.shelf),
  );
}
