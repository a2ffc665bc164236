/** Badges of staff, a hospital or a campus. Their numbers are kept as keyed hashes alone. */
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import { BADGE_NOTE_CHARS_MAX, HOLDER_ID_CHARS_MAX } from "@saunter/protocol/limits";
import type { Badge } from "../entry/badge.ts";
import { prepared } from "../store/prepared.ts";
import { checkRow, requireIntact } from "../store/row-checksums.ts";
import type { Transaction } from "../store/transaction.ts";
import { PAGE_ROWS_MAX } from "./people-limits.ts";

export interface KeptBadge extends Badge {
  /** The operator's own words, such as "lost in May"; no names. */
  readonly note: string;
}

/** A badge that is issued, or changed in what is given. */
export interface BadgeChange {
  readonly badgeHash: string;
  readonly holder: Badge["holder"];
  readonly notAfterMs: number | null;
  /** Null: as before, and not blocked where the badge is new. */
  readonly isBlocked: boolean | null;
  /** Null: as before. */
  readonly note: string | null;
}

export interface BadgePage {
  readonly badges: readonly KeptBadge[];
  /** Give it as `after` for the next page; null at the end. */
  readonly next: string | null;
}

type Reader = Pick<Transaction, "db">;

interface Row {
  readonly badge_hash: string;
  readonly holder_kind: "account" | "staff";
  readonly holder_id: string;
  readonly is_blocked: number;
  readonly not_after_ms: number | null;
  readonly note: string;
}

/** For entry by badge. */
export function findBadge(reader: Reader, badgeHash: string): KeptBadge | undefined {
  const row = prepared(reader.db, "SELECT * FROM badges WHERE badge_hash = ?").get(badgeHash);
  if (row === undefined) return undefined;
  requireIntact(reader.db, "badges", badgeHash);
  return toBadge(row as unknown as Row);
}

/** Badges in the order of their hashes; `after` is the `next` of the page before. */
export function listBadges(
  reader: Reader,
  after: string | null = null,
  limit = PAGE_ROWS_MAX,
): BadgePage {
  const rows = prepared(
    reader.db,
    "SELECT * FROM badges WHERE badge_hash > ? ORDER BY badge_hash LIMIT ?",
  ).all(after ?? "", Math.min(Math.max(limit, 1), PAGE_ROWS_MAX)) as unknown as Row[];
  const last = rows.at(-1)?.badge_hash ?? "";
  const more = prepared(reader.db, "SELECT 1 FROM badges WHERE badge_hash > ? LIMIT 1").get(last);
  const isEnd = rows.length === 0 || more === undefined;
  return { badges: rows.map(toBadge), next: isEnd ? null : last };
}

export interface SavedCounts {
  readonly added: number;
  readonly changed: number;
  /** Were so already. */
  readonly same: number;
}

/**
 * Issues badges and changes those that are known, and returns how many of each. A blocked badge
 * stays blocked unless it is said that it is not: a list that comes again admits no lost one.
 */
export function saveBadges(tx: Reader, badges: readonly BadgeChange[], nowMs: number): SavedCounts {
  const upsert = prepared(tx.db, "INSERT OR REPLACE INTO badges VALUES (?, ?, ?, ?, ?, ?, ?)");
  const counts = { added: 0, changed: 0, same: 0 };
  for (const change of badges) {
    const before = findBadge(tx, change.badgeHash);
    const after: KeptBadge = {
      ...change,
      // Of one that was damaged nobody knows whether it was blocked.
      isBlocked: change.isBlocked ?? before?.isBlocked ?? isLost(tx, change.badgeHash),
      note: change.note ?? before?.note ?? "",
    };
    if (before !== undefined && isSame(before, after)) {
      counts.same++;
      continue;
    }
    counts[before === undefined ? "added" : "changed"]++;
    const { badgeHash, holder, isBlocked, notAfterMs, note } = after;
    const blocked = isBlocked ? 1 : 0;
    upsert.run(badgeHash, holder.kind, holderIdOf(after), blocked, notAfterMs, note, nowMs);
  }
  return counts;
}

function isLost({ db }: Reader, badgeHash: string): boolean {
  return checkRow(db, "badges", badgeHash) === "damaged";
}

/** Of the account or the staff member whose badge it is. */
export function holderIdOf({ holder }: Pick<Badge, "holder">): string {
  return holder.kind === "account" ? holder.accountId : holder.staffId;
}

function isSame(a: KeptBadge, b: KeptBadge): boolean {
  return (
    a.holder.kind === b.holder.kind &&
    holderIdOf(a) === holderIdOf(b) &&
    a.isBlocked === b.isBlocked &&
    a.notAfterMs === b.notAfterMs &&
    a.note === b.note
  );
}

/** Blocks a badge that was lost, or gives it back. Refuses with `not-found`. */
export function setBlocked(
  tx: Reader,
  badgeHash: string,
  isBlocked: boolean,
  nowMs: number,
): Result<void> {
  const { changes } = prepared(
    tx.db,
    "UPDATE badges SET is_blocked = ?, changed_ms = ? WHERE badge_hash = ?",
  ).run(isBlocked ? 1 : 0, nowMs, badgeHash);
  return changes === 1 ? accept(undefined) : refuseUnknown();
}

/** Removes a badge with all that is kept of it. Refuses with `not-found`. */
export function removeBadge(tx: Reader, badgeHash: string): Result<void> {
  const { changes } = prepared(tx.db, "DELETE FROM badges WHERE badge_hash = ?").run(badgeHash);
  return changes === 1 ? accept(undefined) : refuseUnknown();
}

/** Whether a text can be an account's or a staff member's id. */
export function isHolderId(text: string): boolean {
  return text.length <= HOLDER_ID_CHARS_MAX && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(text);
}

export function isNote(text: string): boolean {
  return text.length <= BADGE_NOTE_CHARS_MAX && !/\p{C}/u.test(text);
}

function refuseUnknown(): Result<never> {
  return refuse("not-found", "There is no such badge.");
}

function toBadge(row: Row): KeptBadge {
  return {
    badgeHash: row.badge_hash,
    holder:
      row.holder_kind === "account"
        ? { kind: "account", accountId: row.holder_id }
        : { kind: "staff", staffId: row.holder_id },
    isBlocked: row.is_blocked === 1,
    notAfterMs: row.not_after_ms,
    note: row.note,
  };
}
