import { atMs, closed, id, nullable, oneOf } from "@saunter/protocol/http/schemas";
import { PUBLIC_EVENT_TYPES, type PublicEvent, type PublicEventType } from "@saunter/protocol/public-event";
import { PUBLIC_EVENT_SCHEMAS } from "@saunter/protocol/public-event-schema";
import Type from "typebox";
import type { Principal } from "../../people/roles.ts";
import { parseLastEventId, type StreamSubscription } from "../../publish/event-stream.ts";
import { matchesEventType } from "../../publish/match-event-type.ts";
import type { Store } from "../../store/store.ts";
import { addRead, type HttpContext } from "../add-route.ts";
import { answerStream } from "../answer-stream.ts";
import { maySee } from "../own-visits.ts";
import { ProblemError } from "../problem.ts";

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

/** An event under its type's name. */
const eventMessage = <T extends PublicEventType>(type: T) =>
  closed({
    event: Type.Literal(type),
    data: closed({
      id: Type.Integer({ description: "Position in the journal." }),
      type: Type.Literal(type),
      atMs: atMs("When"),
      visitId: nullable(Type.String()),
      data: PUBLIC_EVENT_SCHEMAS[type],
    }),
  });

type MessagesOf<Types extends readonly PublicEventType[]> = {
  [At in keyof Types]: ReturnType<typeof eventMessage<Types[At]>>;
};

const EVENT_MESSAGES = Type.Union([
  ...(PUBLIC_EVENT_TYPES.map(eventMessage) as unknown as MessagesOf<typeof PUBLIC_EVENT_TYPES>),
  closed({
    event: Type.Literal("reset"),
    data: closed(
      { id: Type.Integer() },
      { description: "You have events that the journal has not: begin anew." },
    ),
  }),
  closed({
    event: Type.Literal("cut-off"),
    data: closed({ reason: oneOf(["too-slow", "too-many", "closing"]) }),
  }),
]);

export function addEventRoutes(context: HttpContext): void {
  const { deps } = context;
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
          content: { "text/event-stream": EVENT_MESSAGES },
        },
      },
      codes: ["streams-too-many"],
    },
    (call) => {
      const { query, principal, request } = call;
      const afterId = readLastEventId(request.headers["last-event-id"]) ?? query.after ?? null;
      const { types, visitId } = query;
      const subscription: StreamSubscription = {
        afterId,
        ...(types === undefined ? {} : { types: types.split(",") }),
        ...(visitId === undefined ? {} : { visitId }),
        isWanted: (event) => isForThem(store, principal, event),
      };
      return answerStream(context, call, (signal) => deps.streamEvents(subscription, signal));
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
