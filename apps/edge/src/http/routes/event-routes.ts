import { Readable } from "node:stream";
import Type from "typebox";
import type { Principal } from "../../people/roles.ts";
import { parseLastEventId } from "../../publish/event-stream.ts";
import { matchesEventType } from "../../publish/match-event-type.ts";
import type { PublicEvent } from "../../publish/public-event.ts";
import type { Store } from "../../store/store.ts";
import { addRead, type HttpContext } from "../add-route.ts";
import { maySee } from "../own-visits.ts";
import { ProblemError } from "../problem.ts";
import { closed, id } from "../schemas.ts";

/** A reviewer has to do with carts and receipts, and not with money. */
const REVIEWER_TYPES = [
  "visit.*",
  "cart.*",
  "interaction.*",
  "receipt.*",
  "review.*",
  "alert.*",
  "stock.*",
];

export function addEventRoutes(context: HttpContext): void {
  const { deps, closing } = context;
  const { store } = deps.shop;
  addRead(
    context,
    {
      method: "GET",
      path: "/events",
      tag: "events",
      summary: "What happens, as server-sent events",
      description:
        "`Last-Event-ID`, or `after` in the query, is the last event that you have; without it you get what comes. A shopper gets the events of their own visits.",
      query: closed({
        types: Type.Optional(
          Type.String({
            pattern: "^[a-z.*]{1,40}(,[a-z.*]{1,40}){0,15}$",
            description: 'Types, such as "receipt.*,visit.opened"; all where not given.',
          }),
        ),
        visitId: Type.Optional(id("Events of one visit.")),
        after: Type.Optional(
          Type.Integer({ minimum: 0, description: "An event's id, as in `Last-Event-ID`." }),
        ),
      }),
      answers: {
        200: {
          description: "Events until you go, or are too slow.",
          content: { "text/event-stream": Type.String() },
        },
      },
    },
    ({ query, principal, request, reply }) => {
      const afterId = readLastEventId(request.headers["last-event-id"]) ?? query.after ?? null;
      const gone = new AbortController();
      reply.raw.on("close", () => gone.abort());
      const { types, visitId } = query;
      const frames = deps.streamEvents(
        {
          afterId,
          ...(types === undefined ? {} : { types: types.split(",") }),
          ...(visitId === undefined ? {} : { visitId }),
          isWanted: (event) => isForThem(store, principal, event),
        },
        AbortSignal.any([gone.signal, closing]),
      );
      reply.type("text/event-stream").header("x-accel-buffering", "no");
      return reply.send(Readable.from(frames));
    },
  );
}

function readLastEventId(header: string | readonly string[] | undefined): number | null {
  if (header === undefined || header === "") return null;
  const eventId = typeof header === "string" ? parseLastEventId(header) : null;
  if (eventId !== null) return eventId;
  throw new ProblemError("input-invalid", "Last-Event-ID is no id of an event");
}

/** Whether an event concerns what somebody may see. */
function isForThem(store: Store, principal: Principal, { type, visitId }: PublicEvent): boolean {
  const { roles } = principal;
  if (roles.includes("operator") || roles.includes("integrator")) return true;
  if (roles.includes("reviewer") && matchesEventType(REVIEWER_TYPES, type)) return true;
  if (!roles.includes("shopper") || visitId === null) return false;
  const visit = store.read("visit", visitId);
  return visit.status !== "unopened" && maySee({ ...principal, roles: ["shopper"] }, visit);
}
