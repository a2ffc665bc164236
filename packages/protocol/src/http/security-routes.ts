/** The audit log: who changed what people, programs and the shop may do. */
import Type from "typebox";
import { SEARCH_CHARS_MAX } from "../limits.ts";
import { ROLES } from "../roles.ts";
import {
  SECURITY_EVENT_KINDS,
  SECURITY_OBJECT_KINDS,
  SECURITY_PRINCIPAL_KINDS,
  SECURITY_VIAS,
} from "../security-event-kinds.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, id, named, nullable, oneOf, PAGE_QUERY, pageOf } from "./schemas.ts";

const VALUE = Type.Union([
  Type.String(),
  Type.Number(),
  Type.Boolean(),
  Type.Null(),
  Type.Array(Type.String()),
]);

const NAME = "Current name of a user; null: no user, or a removed one.";

export const SECURITY_EVENT = named(
  "SecurityEvent",
  closed({
    id: Type.Integer({ description: "Position in the journal." }),
    atMs: atMs("When it was recorded"),
    kind: oneOf(SECURITY_EVENT_KINDS),
    principal: closed(
      {
        kind: oneOf(SECURITY_PRINCIPAL_KINDS),
        id: nullable(Type.String()),
        name: nullable(Type.String({ description: NAME })),
        roles: Type.Array(oneOf(ROLES), { description: "At that time." }),
        via: nullable(oneOf(SECURITY_VIAS)),
      },
      {
        description:
          "Who did it: a user, a shopper, somebody at the shop's machine (`console`), the process itself (`shop`), or nobody who is signed in.",
      },
    ),
    object: nullable(
      closed({
        kind: oneOf(SECURITY_OBJECT_KINDS),
        id: nullable(Type.String()),
        name: nullable(Type.String({ description: NAME })),
      }),
    ),
    changes: Type.Record(Type.String(), closed({ before: VALUE, after: VALUE }), {
      description: "What changed, by name; `before` is null where there was nothing.",
    }),
    address: nullable(
      Type.String({
        description: "IP address; null: over no network, or its retention period has ended.",
      }),
    ),
  }),
);

const FILTERS = {
  kind: Type.Optional(oneOf(SECURITY_EVENT_KINDS, "Events of one kind.")),
  principalId: Type.Optional(id("Events caused by one user or shopper.")),
  objectId: Type.Optional(id("Events about one user, shopper, badge or webhook.")),
  fromMs: Type.Optional(Type.Integer({ minimum: 0, description: "From then on, Unix ms." })),
  untilMs: Type.Optional(Type.Integer({ minimum: 0, description: "Before then, Unix ms." })),
  search: Type.Optional(
    Type.String({
      maxLength: SEARCH_CHARS_MAX,
      description: "Part of a user's name, or an id or address in full.",
    }),
  ),
};

export const GET_SECURITY_EVENTS = route({
  method: "GET",
  path: "/security-events",
  tag: "security",
  summary: "List security events, newest first",
  query: closed({ ...FILTERS, ...PAGE_QUERY }),
  answers: { 200: { description: "A page of events.", schema: pageOf(SECURITY_EVENT) } },
});

export const GET_SECURITY_EVENTS_EXPORT = route({
  method: "GET",
  path: "/security-events/export",
  tag: "security",
  summary: "Export security events, oldest first",
  query: closed({ ...FILTERS, format: oneOf(["csv", "jsonl"], "A table, or lines of JSON.") }),
  answers: {
    200: {
      description: "All events that the filters select: a line each, below a header in CSV.",
      content: { "text/csv": Type.String(), "application/x-ndjson": Type.String() },
    },
  },
});
