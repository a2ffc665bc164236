/** The chain's audit trail. */
import Type from "typebox";
import {
  atMs,
  closed,
  count,
  id,
  named,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
} from "../../http/schemas.ts";
import { AUDIT_ACTOR_KINDS, AUDIT_KINDS, AUDIT_OBJECT_KINDS } from "../audit-kinds.ts";
import { chainRoute } from "./chain-route-spec.ts";

const AUDIT_EVENT = named(
  "AuditEvent",
  closed({
    position: count("In the trail, from 1 without gaps."),
    atMs: atMs("When"),
    kind: oneOf(AUDIT_KINDS),
    actor: closed({ kind: oneOf(AUDIT_ACTOR_KINDS), id: nullable(Type.String()) }),
    address: nullable(
      Type.String({
        description: "IP address; null: over no network, or its retention period has ended.",
      }),
    ),
    object: nullable(closed({ kind: oneOf(AUDIT_OBJECT_KINDS), id: Type.String() })),
    shopId: nullable(Type.String()),
    organisationId: nullable(Type.String()),
    changes: Type.Record(Type.String(), closed({ before: Type.Unknown(), after: Type.Unknown() }), {
      description: "What changed, by name.",
    }),
    hash: Type.String({ description: "Over the event and the hash before it." }),
  }),
);

const FILTERS = {
  kind: Type.Optional(oneOf(AUDIT_KINDS, "Events of one kind.")),
  actorId: Type.Optional(id("Events caused by one user.")),
  objectId: Type.Optional(id("Events about one object.")),
  shopId: Type.Optional(id("Events about one shop.")),
  fromMs: Type.Optional(Type.Integer({ minimum: 0, description: "From then on, Unix ms." })),
  untilMs: Type.Optional(Type.Integer({ minimum: 0, description: "Before then, Unix ms." })),
};

export const GET_AUDIT = chainRoute({
  method: "GET",
  path: "/audit",
  tag: "audit",
  summary: "List audit events, newest first",
  description: "Of one organisation's owners and auditors: those about it and its shops.",
  query: closed({ ...FILTERS, ...PAGE_QUERY }),
  answers: { 200: { description: "A page of events.", schema: pageOf(AUDIT_EVENT) } },
});

export const GET_AUDIT_EXPORT = chainRoute({
  method: "GET",
  path: "/audit/export",
  tag: "audit",
  summary: "Export audit events as CSV, oldest first",
  query: closed(FILTERS),
  answers: {
    200: {
      description: "All events that the filters select, a line each, below a header.",
      content: { "text/csv": Type.String() },
    },
  },
});
