/** Badges of a shop that runs: a lost one opens no gate from the answer on. */

import {
  atMs,
  closed,
  count,
  id,
  nullable,
  oneOf,
  PAGE_QUERY,
  pageOf,
  text,
} from "@saunter/protocol/http/schemas";
import {
  BADGE_CHARS_MAX,
  BADGE_NOTE_CHARS_MAX,
  HOLDER_ID_CHARS_MAX,
  PAGE_ROWS,
} from "@saunter/protocol/limits";
import Type, { type Static } from "typebox";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import { hashBadge } from "../../entry/badge.ts";
import { findDayEnd } from "../../people/badge-csv.ts";
import {
  type BadgeChange,
  findBadge,
  holderIdOf,
  isHolderId,
  isNote,
  type KeptBadge,
  listBadges,
  removeBadge,
  saveBadges,
  setBlocked,
} from "../../people/badges.ts";
import type { Transaction } from "../../store/store.ts";
import { addCommand, addRead, type HttpContext } from "../add-route.ts";
import type { BadgeKeeping } from "../http-deps.ts";
import type { Answer } from "../idempotency.ts";
import { decodeCursor, linkNext } from "../pages.ts";
import { ProblemError } from "../problem.ts";

/** Badges issued with one request. */
const ISSUED_AT_ONCE_MAX = 200;

const BADGE = closed({
  badgeId: Type.String({ description: "A keyed hash of its number, which is not kept." }),
  holder: oneOf(["account", "staff"]),
  holderId: Type.String({ description: "The account's or the staff member's id." }),
  isBlocked: Type.Boolean(),
  notAfterMs: nullable(atMs("From then on it opens nothing; null: no end")),
  note: Type.String(),
});

const BADGE_NOW = { 200: { description: "The badge as it is now.", schema: BADGE } };

const ISSUE = closed({
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

export function addBadgeRoutes(context: HttpContext): void {
  addBadgeList(context);
  addLookup(context);
  addIssue(context);
  addChanges(context);
}

function requireBadges({ deps }: HttpContext): BadgeKeeping {
  if (deps.badges !== null) return deps.badges;
  throw new ProblemError("entry-method-unavailable", "the shop has no way in by badge");
}

function addBadgeList(context: HttpContext): void {
  const { store } = context.deps.shop;
  addRead(
    context,
    {
      method: "GET",
      path: "/badges",
      tag: "badges",
      summary: "Badges, in no order that says anything",
      query: closed(PAGE_QUERY),
      answers: { 200: { description: "A page of badges.", schema: pageOf(BADGE) } },
    },
    ({ query, url }) => {
      const after = query.after === undefined ? null : String(decodeCursor(query.after, 1)[0]);
      const page = listBadges(store, after, query.limit ?? PAGE_ROWS);
      const next = page.next === null ? null : linkNext(url, [page.next]);
      return { items: page.badges.map(showBadge), next };
    },
  );
}

function addLookup(context: HttpContext): void {
  addCommand(
    context,
    {
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
    },
    (tx, { body }) => {
      const badgeHash = orRefuse(hashBadge(body.badgeNumber, requireBadges(context).hashKey));
      return { status: 200, body: showBadge(findOrRefuse(tx, badgeHash)) };
    },
  );
}

function addIssue(context: HttpContext): void {
  addCommand(
    context,
    {
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
    },
    (tx, { body }) => {
      const keeping = requireBadges(context);
      const changes = body.badges.map((badge, at) => readIssued(badge, at, keeping));
      const hashes = new Set(changes.map(({ badgeHash }) => badgeHash));
      if (hashes.size < changes.length) throw refuseInput("a badge is there twice");
      return { status: 200, body: { ...saveBadges(tx, changes, tx.atMs) } };
    },
  );
}

/** What a refusal says names the badge by its place alone: its number opens the gate. */
function readIssued(
  { badgeNumber, holder, holderId, lastDay, isBlocked, note }: Static<typeof ISSUE>,
  at: number,
  { hashKey, accountIds, timeZone }: BadgeKeeping,
): BadgeChange {
  const where = `badges/${at}`;
  const hashed = hashBadge(badgeNumber, hashKey);
  if (!hashed.ok) throw refuseInput(`${where}: ${hashed.refusal.detail}`);
  if (holder === "account" && !accountIds.has(holderId)) {
    throw refuseInput(`${where}: the shop has no such account`);
  }
  if (holder === "staff" && !isHolderId(holderId)) {
    throw refuseInput(`${where}: letters, digits, ".", "_" and "-" make a staff member's id`);
  }
  if (note !== null && !isNote(note)) throw refuseInput(`${where}: a note is one line`);
  const notAfterMs = lastDay === null ? null : findDayEnd(lastDay, timeZone);
  if (lastDay !== null && notAfterMs === null) throw refuseInput(`${where}: there is no such day`);
  return {
    ...{ badgeHash: hashed.value, notAfterMs, isBlocked, note },
    holder:
      holder === "account"
        ? { kind: "account", accountId: holderId }
        : { kind: "staff", staffId: holderId },
  };
}

function refuseInput(detail: string): RefusedError {
  return new RefusedError("input-invalid", detail);
}

function addChanges(context: HttpContext): void {
  addCommand(
    context,
    {
      method: "POST",
      path: "/badges/:badgeId/block",
      tag: "badges",
      summary: "Keep a lost badge out at once",
      params: PARAMS,
      answers: BADGE_NOW,
      codes: ["not-found"],
    },
    (tx, { params }) => block(tx, params.badgeId, true),
  );
  addCommand(
    context,
    {
      method: "POST",
      path: "/badges/:badgeId/unblock",
      tag: "badges",
      summary: "Let a blocked badge in again",
      params: PARAMS,
      answers: BADGE_NOW,
      codes: ["not-found"],
    },
    (tx, { params }) => block(tx, params.badgeId, false),
  );
  addCommand(
    context,
    {
      method: "POST",
      path: "/badges/:badgeId/remove",
      tag: "badges",
      summary: "Forget a badge, with all that is kept of it",
      params: PARAMS,
      answers: { 204: { description: "It is forgotten." } },
      codes: ["not-found"],
    },
    (tx, { params }) => {
      orRefuse(removeBadge(tx, params.badgeId));
      return { status: 204, body: undefined };
    },
  );
}

function block(tx: Transaction, badgeId: string, isBlocked: boolean): Answer {
  orRefuse(setBlocked(tx, badgeId, isBlocked, tx.atMs));
  return { status: 200, body: showBadge(findOrRefuse(tx, badgeId)) };
}

function findOrRefuse(tx: Transaction, badgeHash: string): KeptBadge {
  const badge = findBadge(tx, badgeHash);
  if (badge === undefined) throw new RefusedError("not-found", "there is no such badge");
  return badge;
}

function showBadge(badge: KeptBadge): Static<typeof BADGE> {
  const { badgeHash, holder, isBlocked, notAfterMs, note } = badge;
  return {
    ...{ badgeId: badgeHash, holder: holder.kind, holderId: holderIdOf(badge) },
    ...{ isBlocked, notAfterMs, note },
  };
}
