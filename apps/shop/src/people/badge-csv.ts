/**
 * Lists of badges as comma-separated values, from whoever issues them. Problems name the line and
 * repeat nothing of it: a badge's number opens the gate.
 */

import { parseInstant } from "@saunter/commerce/calendar/shop-instant";
import { BADGE_NOTE_CHARS_MAX, HOLDER_ID_CHARS_MAX } from "@saunter/protocol/limits";
import { ProblemLog } from "../config/config-problem.ts";
import { readCsvTree } from "../config/read-csv-tree.ts";
import type { MapNode, SourceNode } from "../config/source-tree.ts";
import { hashBadge } from "../entry/badge.ts";
import { type BadgeChange, isHolderId, isNote } from "./badges.ts";
import { BADGE_CSV_CHARS_MAX, BADGE_ROWS_MAX } from "./people-limits.ts";

export interface BadgeCsvOptions {
  readonly hashKey: Uint8Array;
  /** Accounts of the shop; others are refused. */
  readonly accountIds: ReadonlySet<string>;
  /** IANA name: where days end. */
  readonly timeZone: string;
}

export interface BadgeProblem {
  /** From 1; null for the whole list. */
  readonly line: number | null;
  readonly message: string;
}

export type BadgeCsv =
  | { readonly ok: true; readonly badges: readonly BadgeChange[] }
  | {
      readonly ok: false;
      readonly problems: readonly BadgeProblem[];
      /** Problems beyond those that are reported. */
      readonly omittedCount: number;
    };

const COLUMNS = ["badge", "account", "staff", "last_day", "blocked", "note"] as const;
type Column = (typeof COLUMNS)[number];

const HEADER =
  `the first line names the columns, of: ${COLUMNS.join(", ")}; ` +
  "badge is required, and either account or staff";
const BLOCKED: ReadonlyMap<string, boolean> = new Map([
  ["yes", true],
  ["true", true],
  ["no", false],
  ["false", false],
]);
const DAY_MS = 86_400_000;

/** Reads a list whole, or says what is wrong with it line by line: half a list is never taken. */
export function readBadgeCsv(text: string, options: BadgeCsvOptions): BadgeCsv {
  if (text.length > BADGE_CSV_CHARS_MAX) {
    return failWhole(`the list has more than ${BADGE_CSV_CHARS_MAX} characters: divide it`);
  }
  const problems = new ProblemLog();
  const tree = readCsvTree(text, "", COLUMNS, problems);
  if (tree !== null && tree.items.length > BADGE_ROWS_MAX) {
    return failWhole(`the list has more than ${BADGE_ROWS_MAX} badges: divide it`);
  }
  const badges: BadgeChange[] = [];
  const lines = new Map<string, number>();
  for (const item of tree?.items ?? []) {
    const line = item.at.line!;
    const read = readBadge(item, options);
    const earlier = typeof read === "string" ? undefined : lines.get(read.badgeHash);
    if (typeof read === "string") problems.note(item.at, "", read);
    else if (earlier !== undefined)
      problems.note(item.at, "", `the badge of line ${earlier} again`);
    else {
      lines.set(read.badgeHash, line);
      badges.push(read);
    }
  }
  if (problems.count === 0) return { ok: true, badges };
  const told = problems.list().map(({ line, message }) => ({
    line,
    // Where the first line is a badge already, what was found is not repeated.
    message: line === 1 ? HEADER : message,
  }));
  return { ok: false, problems: told, omittedCount: problems.omittedCount };
}

function failWhole(message: string): BadgeCsv {
  return { ok: false, problems: [{ line: null, message }], omittedCount: 0 };
}

/** A badge, or what is wrong with its line. */
function readBadge(item: SourceNode, options: BadgeCsvOptions): BadgeChange | string {
  const fields = readFields(item as MapNode);
  const holder = readHolder(fields, options.accountIds);
  if (typeof holder === "string") return holder;
  const hashed = hashBadge(fields.get("badge") ?? "", options.hashKey);
  if (!hashed.ok) return `badge: ${hashed.refusal.detail}`;
  const lastDay = fields.get("last_day");
  const notAfterMs = lastDay === undefined ? null : findDayEnd(lastDay, options.timeZone);
  if (lastDay !== undefined && notAfterMs === null) return "last_day: a day, like 2027-03-31";
  const blocked = fields.get("blocked");
  const isBlocked = blocked === undefined ? null : BLOCKED.get(blocked.toLowerCase());
  if (isBlocked === undefined) return 'blocked: "yes", "no", or empty for no change';
  const note = fields.get("note") ?? null;
  if (note !== null && !isNote(note)) {
    return `note: one line of ${BADGE_NOTE_CHARS_MAX} characters at most`;
  }
  return { badgeHash: hashed.value, holder, notAfterMs, isBlocked, note };
}

function readFields({ entries }: MapNode): Map<Column, string> {
  return new Map(
    entries.flatMap(({ key, value }) =>
      value.kind === "text" ? [[key as Column, value.text] as const] : [],
    ),
  );
}

function readHolder(
  fields: ReadonlyMap<Column, string>,
  accountIds: ReadonlySet<string>,
): BadgeChange["holder"] | string {
  const accountId = fields.get("account");
  const staffId = fields.get("staff");
  if (accountId !== undefined && staffId === undefined) {
    if (!accountIds.has(accountId)) return "account: the shop has no such account; see payment";
    return { kind: "account", accountId };
  }
  if (staffId !== undefined && accountId === undefined) {
    if (isHolderId(staffId)) return { kind: "staff", staffId };
    return `staff: an id of ${HOLDER_ID_CHARS_MAX} letters, digits, ".", "_" and "-" at most`;
  }
  return "a badge belongs to an account or to staff: fill in one of the two";
}

/** The midnight at which a day ends in the zone, Unix milliseconds; null where it is no day. */
export function findDayEnd(day: string, timeZone: string): number | null {
  const startMs = /^\d{4}-\d{2}-\d{2}$/.test(day) ? parseInstant(day, "UTC") : null;
  if (startMs === null) return null;
  const next = new Date(startMs + DAY_MS).toISOString().slice(0, "2000-01-01".length);
  return parseInstant(next, timeZone);
}
