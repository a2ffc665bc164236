/** What happens, as server-sent events. */
import Type from "typebox";
import { PUBLIC_EVENT_TYPES, type PublicEventType } from "../public-event.ts";
import { PUBLIC_EVENT_SCHEMAS } from "../public-event-schema.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, id, named, nullable, oneOf } from "./schemas.ts";

/** An event as webhooks and streams carry it; "cart.updated" is called `CartUpdatedEvent`. */
export const describeEvent = <T extends PublicEventType>(type: T) =>
  named(
    `${type.replace(/(?:^|[.-])./g, (start) => start.at(-1)!.toUpperCase())}Event`,
    closed({
      id: Type.Integer({ description: "Position in the journal." }),
      type: Type.Literal(type),
      atMs: atMs("When"),
      visitId: nullable(Type.String()),
      data: PUBLIC_EVENT_SCHEMAS[type],
    }),
  );

/** An event under its type's name. */
const eventMessage = <T extends PublicEventType>(type: T) =>
  closed({ event: Type.Literal(type), data: describeEvent(type) });

type MessagesOf<Types extends readonly PublicEventType[]> = {
  [At in keyof Types]: ReturnType<typeof eventMessage<Types[At]>>;
};

const EVENT_MESSAGES = Type.Union([
  ...(PUBLIC_EVENT_TYPES.map(eventMessage) as unknown as MessagesOf<typeof PUBLIC_EVENT_TYPES>),
  closed({
    event: Type.Literal("reset"),
    data: closed(
      { id: Type.Integer() },
      {
        description:
          "You have events that the journal does not have: start again from the beginning.",
      },
    ),
  }),
  closed({
    event: Type.Literal("cut-off"),
    data: closed({ reason: oneOf(["too-slow", "too-many", "closing"]) }),
  }),
]);

export const GET_EVENTS = route({
  method: "GET",
  path: "/events",
  tag: "events",
  summary: "Stream events as they happen (server-sent events)",
  description:
    "Send the last event that you have as `Last-Event-ID`, or as `after` in the query; without either the stream starts now. Shoppers get the events of their own visits.",
  query: closed({
    types: Type.Optional(
      Type.String({
        pattern: "^[a-z.*]{1,40}(,[a-z.*]{1,40}){0,15}$",
        description: 'Types, such as "receipt.*,visit.opened"; all when left out.',
      }),
    ),
    visitId: Type.Optional(id("Events of one visit.")),
    after: Type.Optional(
      Type.Integer({ minimum: 0, description: "An event's id, as in `Last-Event-ID`." }),
    ),
  }),
  answers: {
    200: {
      description: "Events, until you disconnect or fall too far behind.",
      content: { "text/event-stream": EVENT_MESSAGES },
    },
  },
  codes: ["streams-too-many"],
});
