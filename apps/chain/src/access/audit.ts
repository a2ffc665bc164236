/** The audit trail: what is done to rights, to the chain and with personal data, by whom and from where. */
import { createHash } from "node:crypto";
import type {
  AuditActorKind,
  AuditKind,
  AuditObjectKind,
} from "@saunter/protocol/chain/audit-kinds";
import { sql } from "kysely";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";

export interface AuditActor {
  readonly kind: AuditActorKind;
  readonly id: string | null;
  /** IP address; null where it came over no network. */
  readonly address: string | null;
}

/** The process itself, as when it starts. */
export const BY_CHAIN: AuditActor = { kind: "chain", id: null, address: null };

export interface AuditChange {
  readonly before: unknown;
  readonly after: unknown;
}

export interface AuditFacts {
  readonly object?: { readonly kind: AuditObjectKind; readonly id: string };
  /** Who of its tenants may see it. */
  readonly shopId?: string | null;
  readonly organisationId?: string | null;
  readonly changes?: Readonly<Record<string, AuditChange>>;
}

/** An event as its row's body has it. */
export interface AuditBody {
  readonly atMs: number;
  readonly kind: AuditKind;
  readonly actor: { readonly kind: AuditActorKind; readonly id: string | null };
  readonly address: string | null;
  readonly object: { readonly kind: AuditObjectKind; readonly id: string } | null;
  readonly shopId: string | null;
  readonly organisationId: string | null;
  readonly changes: Readonly<Record<string, AuditChange>>;
}

/** In the transaction of what it is about: neither is there without the other. Others wait from then until its end. */
export async function appendAudit(
  tx: ChainTransaction,
  actor: AuditActor,
  kind: AuditKind,
  atMs: number,
  facts: AuditFacts = {},
): Promise<void> {
  const { object = null, shopId = null, organisationId = null, changes = {} } = facts;
  const { address, kind: actorKind, id } = actor;
  const body: AuditBody = {
    ...{ atMs, kind, actor: { kind: actorKind, id }, address },
    ...{ object, shopId, organisationId, changes },
  };
  await sql`SELECT append_audit(${JSON.stringify(body)})`.execute(tx);
}

/** Changes from one state of a thing to another, of the names that differ. */
export function findChanges<T extends object>(before: T, after: T): Record<string, AuditChange> {
  const names = Object.keys(after) as (keyof T & string)[];
  const differing = names.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return Object.fromEntries(
    differing.map((name) => [name, { before: before[name], after: after[name] }]),
  );
}

/** What there is now where there was nothing. */
export function toNew(values: Readonly<Record<string, unknown>>): Record<string, AuditChange> {
  return Object.fromEntries(
    Object.entries(values).map(([name, after]) => [name, { before: null, after }]),
  );
}

const GENESIS_HASH = "saunter";

/** Of a row, over the one before it. */
export function hashAudit(hashBefore: string, position: number, body: string): string {
  return createHash("sha256").update(`${hashBefore}\n${position}\n${body}`).digest("hex");
}

export interface AuditHead {
  readonly position: number;
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly ok: true; readonly head: AuditHead }
  /** The first row that is not as it was written, or is missing. */
  | { readonly ok: false; readonly position: number };

const ROWS_AT_ONCE = 1000;

/**
 * Whether the trail is as it was written. `known`: a head that was noted elsewhere, by which a trail that was cut or
 * written again as a whole is found out, too.
 */
export async function verifyAudit(
  db: ChainDatabase | ChainTransaction,
  known: AuditHead | null = null,
): Promise<AuditVerdict> {
  let last: AuditHead = { position: 0, hash: GENESIS_HASH };
  for (;;) {
    const rows = await db
      .selectFrom("audit_events")
      .select(["position", "hash", sql<string>`body::text`.as("body")])
      .where("position", ">", last.position)
      .orderBy("position")
      .limit(ROWS_AT_ONCE)
      .execute();
    for (const { position, hash, body } of rows) {
      const isNext = position === last.position + 1;
      if (!isNext || hash !== hashAudit(last.hash, position, body)) {
        return { ok: false, position: last.position + 1 };
      }
      if (known?.position === position && known.hash !== hash) return { ok: false, position };
      last = { position, hash };
    }
    if (rows.length < ROWS_AT_ONCE) break;
  }
  const head = await db
    .selectFrom("audit_head")
    .select(["position", "hash"])
    .executeTakeFirstOrThrow();
  const isWhole = head.position === last.position && head.hash === last.hash;
  const isKnown = known === null || known.position <= last.position;
  return isWhole && isKnown ? { ok: true, head: last } : { ok: false, position: last.position + 1 };
}
