/** Badges of staff and of accounts. */
import Type, { type Static } from "typebox";
import { BADGE_CHARS_MAX, BADGE_NOTE_CHARS_MAX, HOLDER_ID_CHARS_MAX } from "../limits.ts";
import { route } from "./route-spec.ts";
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
} from "./schemas.ts";

/** Badges issued with one request. */
const ISSUED_AT_ONCE_MAX = 200;

export const BADGE = named(
  "Badge",
  closed({
    badgeId: Type.String({
      description: "A keyed hash of the badge's number; the number itself is not stored.",
    }),
    holder: oneOf(["account", "staff"]),
    holderId: Type.String({ description: "The account's or the staff member's id." }),
    isBlocked: Type.Boolean(),
    notAfterMs: nullable(atMs("When it expires; null: never")),
    note: Type.String(),
  }),
);

const BADGE_NOW = { 200: { description: "The updated badge.", schema: BADGE } };

export const ISSUE = closed({
  badgeNumber: text(BADGE_CHARS_MAX, "Colons, hyphens, spaces and case are ignored."),
  holder: oneOf(["account", "staff"], "An account of the shop pays; staff are not charged."),
  holderId: text(HOLDER_ID_CHARS_MAX),
  lastDay: nullable(
    Type.String({
      pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
      description: "The last day on which it opens the gate; null: it does not expire.",
    }),
  ),
  isBlocked: nullable(Type.Boolean({ description: "Null: unchanged." })),
  note: nullable(Type.String({ maxLength: BADGE_NOTE_CHARS_MAX, description: "Null: unchanged." })),
});

const EXAMPLE: Static<typeof ISSUE> = {
  badgeNumber: "04:A2:24:9B",
  holder: "account",
  holderId: "canteen",
  lastDay: "2027-03-31",
  isBlocked: null,
  note: null,
};

const PARAMS = closed({ badgeId: id("The badge's id, as listed.") });

export const GET_BADGES = route({
  method: "GET",
  path: "/badges",
  tag: "badges",
  summary: "List badges, in no particular order",
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
  summary: "Issue new badges and update known ones, all or none",
  body: closed(
    { badges: Type.Array(ISSUE, { minItems: 1, maxItems: ISSUED_AT_ONCE_MAX }) },
    { examples: [{ badges: [EXAMPLE] }] },
  ),
  answers: {
    200: {
      description: "How many were added, changed and unchanged.",
      schema: closed({
        added: count("New ones"),
        changed: count("Known ones that changed"),
        same: count("Unchanged ones"),
      }),
    },
  },
  codes: ["entry-method-unavailable"],
});

export const POST_BADGE_BLOCK = route({
  method: "POST",
  path: "/badges/:badgeId/block",
  tag: "badges",
  summary: "Block a lost badge at once",
  params: PARAMS,
  answers: BADGE_NOW,
  codes: ["not-found"],
});

export const POST_BADGE_UNBLOCK = route({
  method: "POST",
  path: "/badges/:badgeId/unblock",
  tag: "badges",
  summary: "Unblock a badge",
  params: PARAMS,
  answers: BADGE_NOW,
  codes: ["not-found"],
});

export const POST_BADGE_REMOVE = route({
  method: "POST",
  path: "/badges/:badgeId/remove",
  tag: "badges",
  summary: "Delete a badge and all data kept about it",
  params: PARAMS,
  answers: { 204: { description: "Deleted." } },
  codes: ["not-found"],
});
