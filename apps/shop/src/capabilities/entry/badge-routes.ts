/** Badges of a shop that runs: a lost one opens no gate from the answer on. */
import {
  type BADGE,
  GET_BADGES,
  type ISSUE,
  POST_BADGE_BLOCK,
  POST_BADGE_REMOVE,
  POST_BADGE_UNBLOCK,
  POST_BADGES,
  POST_BADGES_LOOKUPS,
} from "@saunter/protocol/http/badge-routes";
import { PAGE_ROWS } from "@saunter/protocol/limits";
import type { Static } from "typebox";
import { orRefuse, RefusedError } from "../../domain/shop-context.ts";
import { hashBadge } from "../../entry/badge.ts";
import { addCommand, addRead } from "../../http/add-route.ts";
import { findActor } from "../../http/find-actor.ts";
import type { HttpContext } from "../../http/http-context.ts";
import type { Answer } from "../../http/idempotency.ts";
import { decodeCursor, linkNext } from "../../http/pages.ts";
import { ProblemError } from "../../http/problem.ts";
import { auditBadges } from "../../people/audited-badges.ts";
import { findDayEnd } from "../../people/badge-csv.ts";
import {
  type BadgeChange,
  findBadge,
  holderIdOf,
  isHolderId,
  isNote,
  type KeptBadge,
  listBadges,
} from "../../people/badges.ts";
import type { Actor } from "../../security/record-security.ts";
import type { Transaction } from "../../store/transaction.ts";

export interface BadgeServices {
  /** Null where the shop has no entry by badge. */
  readonly badges: BadgeKeeping | null;
}

export interface BadgeKeeping {
  /** What badges' numbers are hashed with. */
  readonly hashKey: Uint8Array;
  /** What badges may charge to. */
  readonly accountIds: ReadonlySet<string>;
  /** IANA name: where days end. */
  readonly timeZone: string;
}

export function addBadgeRoutes(context: HttpContext<BadgeServices>): void {
  addBadgeList(context);
  addLookup(context);
  addIssue(context);
  addChanges(context);
}

function requireBadges({ deps }: HttpContext<BadgeServices>): BadgeKeeping {
  if (deps.badges !== null) return deps.badges;
  throw new ProblemError("entry-method-unavailable", "badges are not an entry method of this shop");
}

function addBadgeList(context: HttpContext<BadgeServices>): void {
  const { store } = context.deps.shop;
  addRead(context, GET_BADGES, ({ query, url }) => {
    const after = query.after === undefined ? null : String(decodeCursor(query.after, 1)[0]);
    const page = listBadges(store, after, query.limit ?? PAGE_ROWS);
    const next = page.next === null ? null : linkNext(url, [page.next]);
    return { items: page.badges.map(showBadge), next };
  });
}

function addLookup(context: HttpContext<BadgeServices>): void {
  addCommand(context, POST_BADGES_LOOKUPS, (tx, { body }) => {
    const badgeHash = orRefuse(hashBadge(body.badgeNumber, requireBadges(context).hashKey));
    return { status: 200, body: showBadge(findOrRefuse(tx, badgeHash)) };
  });
}

function addIssue(context: HttpContext<BadgeServices>): void {
  addCommand(context, POST_BADGES, (tx, call) => {
    const { body } = call;
    const keeping = requireBadges(context);
    const changes = body.badges.map((badge, at) => readIssued(badge, at, keeping));
    const hashes = new Set(changes.map(({ badgeHash }) => badgeHash));
    if (hashes.size < changes.length) throw refuseInput("the list has a badge twice");
    return { status: 200, body: { ...auditBadges(tx, findActor(call)).save(changes, tx.atMs) } };
  });
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
    badgeHash: hashed.value,
    notAfterMs,
    isBlocked,
    note,
    holder:
      holder === "account"
        ? { kind: "account", accountId: holderId }
        : { kind: "staff", staffId: holderId },
  };
}

function refuseInput(detail: string): RefusedError {
  return new RefusedError("input-invalid", detail);
}

function addChanges(context: HttpContext<BadgeServices>): void {
  addCommand(context, POST_BADGE_BLOCK, (tx, call) =>
    block(tx, findActor(call), call.params.badgeId, true),
  );
  addCommand(context, POST_BADGE_UNBLOCK, (tx, call) =>
    block(tx, findActor(call), call.params.badgeId, false),
  );
  addCommand(context, POST_BADGE_REMOVE, (tx, call) => {
    orRefuse(auditBadges(tx, findActor(call)).remove(call.params.badgeId));
    return { status: 204, body: undefined };
  });
}

function block(tx: Transaction, actor: Actor, badgeId: string, isBlocked: boolean): Answer {
  orRefuse(auditBadges(tx, actor).setBlocked(badgeId, isBlocked, tx.atMs));
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
    badgeId: badgeHash,
    holder: holder.kind,
    holderId: holderIdOf(badge),
    isBlocked,
    notAfterMs,
    note,
  };
}
