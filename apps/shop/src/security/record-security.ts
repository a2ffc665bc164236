/**
 * Writes security events, each in the transaction of what it is about: neither is there without the
 * other. A new kind is a line in `security-event-kinds.ts`, and a call of `recordSecurity`.
 */
import type {
  SecurityChange,
  SecurityObject,
  SecurityPrincipal,
  SecurityValue,
} from "@saunter/commerce/security/events";
import type { SecurityEventKind } from "@saunter/protocol/security-event-kinds";
import { prepared } from "../store/prepared.ts";
import type { Transaction } from "../store/transaction.ts";

/** Whoever does something, and from where. */
export interface Actor extends SecurityPrincipal {
  /** IP address; null where it came over no network. */
  readonly address: string | null;
}

/** Somebody at the shop's machine. */
export const AT_CONSOLE: Actor = {
  kind: "console",
  id: null,
  roles: [],
  via: "console",
  address: null,
};

/** The process, by what it is started with. */
export const BY_ITSELF: Actor = { kind: "shop", id: null, roles: [], via: null, address: null };

export interface SecurityFacts {
  readonly object?: SecurityObject;
  readonly changes?: Readonly<Record<string, SecurityChange>>;
  /** Which badge: kept beside the address, as it is made of the badge's number. */
  readonly badgeId?: string;
}

export function recordSecurity(
  tx: Transaction,
  { address, ...actor }: Actor,
  kind: SecurityEventKind,
  { object, changes = {}, badgeId }: SecurityFacts = {},
): void {
  const isDetailed = address !== null || badgeId !== undefined;
  const detailId = isDetailed ? keepDetails(tx, address, badgeId ?? null) : null;
  const { kind: who, id, roles, via } = actor;
  tx.append("security", "log", [
    {
      type: "SecurityEventRecorded",
      kind,
      principal: { kind: who, id, roles, via },
      object: object ?? null,
      changes,
      detailId,
    },
  ]);
}

function keepDetails(
  { db, atMs }: Transaction,
  address: string | null,
  badgeId: string | null,
): number {
  const sql = "INSERT INTO security_details (at_ms, address, badge_id) VALUES (?, ?, ?)";
  return Number(prepared(db, sql).run(atMs, address, badgeId).lastInsertRowid);
}

/** A change that has a value now and had none, or one that is not told. */
export function toNew(after: SecurityValue): SecurityChange {
  return { before: null, after };
}

/** Addresses, and which badges it was, go when they have been kept long enough. */
export function removeOldDetails(tx: Pick<Transaction, "db">, beforeMs: number): void {
  prepared(tx.db, "DELETE FROM security_details WHERE at_ms <= ?").run(beforeMs);
}

/** A badge that is removed is not named by what happened to it, either. */
export function forgetBadgeDetails(tx: Pick<Transaction, "db">, badgeId: string): void {
  prepared(tx.db, "UPDATE security_details SET badge_id = NULL WHERE badge_id = ?").run(badgeId);
}
