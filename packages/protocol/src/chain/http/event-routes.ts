/** Events of the chain's shops, and messages that could not be taken. */
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
  text,
} from "../../http/schemas.ts";
import { chainRoute } from "./chain-route-spec.ts";
import { REASON_CHARS_MAX } from "./chain-schemas.ts";

const STREAM_CHARS_MAX = 200;

const EVENT = named(
  "ChainEvent",
  closed({
    position: count("In the shop's journal, from 1 without gaps."),
    stream: Type.String(),
    version: count("In its stream, from 1 without gaps."),
    type: Type.String(),
    atMs: atMs("When it happened, by the shop's clock"),
    body: Type.Unknown({ description: "The event, as the shop wrote it." }),
    hash: Type.String({ description: "Over the row and the hash before it." }),
  }),
);

export const GET_SHOP_EVENTS = chainRoute({
  method: "GET",
  path: "/shops/:shopId/events",
  tag: "events",
  summary: "List a shop's events, oldest first",
  params: closed({ shopId: id("The shop's id.") }),
  query: closed({
    stream: Type.Optional(text(STREAM_CHARS_MAX, "Events of one stream of the journal.")),
    type: Type.Optional(text(STREAM_CHARS_MAX, "Events of one type.")),
    fromMs: Type.Optional(Type.Integer({ minimum: 0, description: "From then on, Unix ms." })),
    untilMs: Type.Optional(Type.Integer({ minimum: 0, description: "Before then, Unix ms." })),
    ...PAGE_QUERY,
  }),
  answers: { 200: { description: "A page of events.", schema: pageOf(EVENT) } },
  codes: ["not-found"],
});

const SET_ASIDE_PROPERTIES = {
  setAsideId: Type.Integer(),
  shopId: nullable(Type.String({ description: "Null: the subject names no shop." })),
  subject: Type.String({ description: "Of NATS." }),
  reason: Type.String(),
  sizeBytes: count("Of the message."),
  dropped: count("Of a flood: how many more came and were not kept."),
  receivedMs: atMs("When it came"),
  dismissed: nullable(closed({ atMs: atMs("When"), by: Type.String(), reason: Type.String() })),
};

export const GET_SET_ASIDE = chainRoute({
  method: "GET",
  path: "/set-aside",
  tag: "events",
  summary: "List messages that could not be taken, newest first",
  query: closed({
    shopId: Type.Optional(id("Messages of one shop.")),
    reason: Type.Optional(text(STREAM_CHARS_MAX, "Messages with one reason.")),
    isDismissed: Type.Optional(oneOf(["true", "false"], "Open ones when left out.")),
    ...PAGE_QUERY,
  }),
  answers: {
    200: { description: "A page of messages.", schema: pageOf(closed(SET_ASIDE_PROPERTIES)) },
  },
});

const SET_ASIDE = named(
  "DeadLetter",
  closed({
    ...SET_ASIDE_PROPERTIES,
    body: Type.String({
      description: "The message as it came, in Base64; of a long one its first 64 KiB.",
    }),
  }),
);

const PARAMS = closed({
  setAsideId: Type.String({ pattern: "^[0-9]{1,15}$", description: "The message's id." }),
});

export const GET_SET_ASIDE_ONE = chainRoute({
  method: "GET",
  path: "/set-aside/:setAsideId",
  tag: "events",
  summary: "Show a message that could not be taken",
  params: PARAMS,
  answers: { 200: { description: "The message.", schema: SET_ASIDE } },
  codes: ["not-found"],
});

export const POST_SET_ASIDE_DISMISS = chainRoute({
  method: "POST",
  path: "/set-aside/:setAsideId/dismiss",
  tag: "events",
  summary: "Dismiss a message that could not be taken",
  params: PARAMS,
  body: closed(
    { reason: text(REASON_CHARS_MAX, "Why it needs no more attention.") },
    { examples: [{ reason: "The shop was restored from a backup; its rows came again." }] },
  ),
  answers: { 200: { description: "The message.", schema: SET_ASIDE } },
  codes: ["not-found"],
});
