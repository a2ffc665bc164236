/** Badges of staff and of accounts. */
import Type, { type Static } from "typebox";
import { BADGE_CHARS_MAX, BADGE_NOTE_CHARS_MAX, HOLDER_ID_CHARS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
import { atMs, closed, count, id, nullable, oneOf, PAGE_QUERY, pageOf, text } from "./schemas.ts";

/** Badges issued with one request. */
const ISSUED_AT_ONCE_MAX = 200;

export const BADGE = closed({
  badgeId: Type.String({ description: "A keyed hash of its number, which is not kept." }),
  holder: oneOf(["account", "staff"]),
  holderId: Type.String({ description: "The account's or the staff member's id." }),
  isBlocked: Type.Boolean(),
  notAfterMs: nullable(atMs("From then on it opens nothing; null: no end")),
  note: Type.String(),
});

const BADGE_NOW = { 200: { description: "The badge as it is now.", schema: BADGE } };

export const ISSUE = closed({
  badgeNumber: text(BADGE_CHARS_MAX, "Colons, hyphens, blanks and capitals make no difference."),
  holder: oneOf(["account", "staff"], "An account of the shop pays; staff are not charged."),
  holderId: text(HOLDER_ID_CHARS_MAX),
  lastDay: nullable(
    Type.String({
      pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
      description: "The last day on which it opens the gate; null: no end.",
    }),
  ),
  isBlocked: nullable(Type.Boolean({ description: "Null: as it is." })),
  note: nullable(Type.String({ maxLength: BADGE_NOTE_CHARS_MAX, description: "Null: as it is." })),
});

const EXAMPLE: Static<typeof ISSUE> = {
  ...{ badgeNumber: "04:A2:24:9B", holder: "account", holderId: "canteen" },
  ...{ lastDay: "2027-03-31", isBlocked: null, note: null },
};

const PARAMS = closed({ badgeId: id("The badge's id, as the list has it.") });

export const GET_BADGES = route({
  method: "GET",
  path: "/badges",
  tag: "badges",
  summary: "Badges, in no order that says anything",
  query: closed(PAGE_QUERY),
  answers: { 200: { description: "A page of badges.", schema: pageOf(BADGE) } },
});

export const POST_BADGES_LOOKUPS = route({
  method: "POST",
  path: "/badges/lookups",
  tag: "badges",
  summary: "Find a badge by its number",
  body: closed(
    { badgeNumber: text(BADGE_CHARS_MAX) },
    { examples: [{ badgeNumber: "04:A2:24:9B" }] },
  ),
  answers: { 200: { description: "The badge.", schema: BADGE } },
  codes: ["not-found", "entry-method-unavailable"],
});

export const POST_BADGES = route({
  method: "POST",
  path: "/badges",
  tag: "badges",
  summary: "Issue badges, and change those that are known: all of them or none",
  body: closed(
    { badges: Type.Array(ISSUE, { minItems: 1, maxItems: ISSUED_AT_ONCE_MAX }) },
    { examples: [{ badges: [EXAMPLE] }] },
  ),
  answers: {
    200: {
      description: "How many of each there were.",
      schema: closed({
        added: count("New ones"),
        changed: count("Known ones that are otherwise now"),
        same: count("Were so already"),
      }),
    },
  },
  codes: ["entry-method-unavailable"],
});

export const POST_BADGE_BLOCK = route({
  method: "POST",
  path: "/badges/:badgeId/block",
  tag: "badges",
  summary: "Keep a lost badge out at once",
  params: PARAMS,
  answers: BADGE_NOW,
  codes: ["not-found"],
});

export const POST_BADGE_UNBLOCK = route({
  method: "POST",
  path: "/badges/:badgeId/unblock",
  tag: "badges",
  summary: "Let a blocked badge in again",
  params: PARAMS,
  answers: BADGE_NOW,
  codes: ["not-found"],
});

export const POST_BADGE_REMOVE = route({
  method: "POST",
  path: "/badges/:badgeId/remove",
  tag: "badges",
  summary: "Forget a badge, with all that is kept of it",
  params: PARAMS,
  answers: { 204: { description: "It is forgotten." } },
  codes: ["not-found"],
});
