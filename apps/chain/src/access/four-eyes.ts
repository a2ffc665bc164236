/**
 * Four-eyes: a change for more than one shop needs a second user with the right for it. Accounts and rights that are
 * newer than a day don't count, or one user could invite or promote the second. For the same reason a user who has
 * locked out the others in the last day can't publish alone.
 */
import type { AuditKind } from "@saunter/protocol/chain/audit-kinds";
import {
  CHAIN_ROLES,
  type ChainRight,
  type ChainRole,
  ROLE_RIGHTS,
} from "@saunter/protocol/chain/rights";
import { sql } from "kysely";
import type { ChainTransaction } from "../database/open-database.ts";

/** Assumed: long enough for the other owners to notice the alert, mail or audit trail of a new account. */
export const TRUSTED_AFTER_MS = 24 * 3_600_000;

/** Scopes that a right must have to decide for a target: the chain, or the target's region. */
export interface ApprovalPlace {
  readonly right: ChainRight;
  /** Null: all shops. */
  readonly regionId: string | null;
}

export type Approval =
  /** Another user may approve. */
  | "second-user"
  /** There is no other user with the right. */
  | "alone"
  /** The others lost their access or their rights within the last day. */
  | "others-removed";

/** After one of these an account may be in other hands, or has rights that it didn't have before. */
const RENEWED: readonly AuditKind[] = [
  ...(["user-invited", "user-enabled", "user-changed", "grant-added"] as const),
  ...(["identity-linked", "owner-recovered"] as const),
];

interface Candidate {
  readonly user_id: string;
  readonly is_renewed: boolean;
  readonly is_disabled: boolean;
  readonly can_sign_in: boolean;
}

/** What publishing needs. To be called as the process: requests don't see all users. */
export async function findApproval(
  tx: ChainTransaction,
  place: ApprovalPlace,
  { userId, nowMs }: { readonly userId: string; readonly nowMs: number },
): Promise<Approval> {
  const others = (await readCandidates(tx, place, nowMs)).filter((one) => one.user_id !== userId);
  if (others.some(isTrusted)) return "second-user";
  const isLockedOut = others.some((one) => one.is_disabled || !one.can_sign_in);
  return isLockedOut || (await haveLostRight(tx, place, userId, nowMs))
    ? "others-removed"
    : "alone";
}

/** Whether this user counts as the second one. To be called as the process. */
export async function mayApprove(
  tx: ChainTransaction,
  place: ApprovalPlace,
  { userId, nowMs }: { readonly userId: string; readonly nowMs: number },
): Promise<boolean> {
  const candidates = await readCandidates(tx, place, nowMs);
  return candidates.some((one) => one.user_id === userId && isTrusted(one));
}

const isTrusted = (one: Candidate): boolean =>
  !one.is_renewed && !one.is_disabled && one.can_sign_in;

const listRoles = (right: ChainRight): ChainRole[] =>
  CHAIN_ROLES.filter((role) => ROLE_RIGHTS[role].includes(right));

/**
 * Users with the right whose accounts are older than a day. Those who are disabled or can't sign in are among them
 * only if that changed within the day.
 */
async function readCandidates(
  tx: ChainTransaction,
  { right, regionId }: ApprovalPlace,
  nowMs: number,
): Promise<Candidate[]> {
  const sinceMs = nowMs - TRUSTED_AFTER_MS;
  const { rows } = await sql<Candidate>`
    WITH able AS (
      SELECT users.user_id, is_disabled,
        EXISTS (SELECT FROM passwords WHERE passwords.user_id = users.user_id)
          OR EXISTS (SELECT FROM identities WHERE identities.user_id = users.user_id) AS can_sign_in,
        ARRAY(SELECT kind FROM audit_events
          WHERE object_id = users.user_id AND at_ms > ${sinceMs}) AS recent
      FROM users
      WHERE created_ms <= ${sinceMs} AND EXISTS (
        SELECT FROM grants WHERE grants.user_id = users.user_id
          AND role = ANY (${listRoles(right)}::text[])
          AND (scope_kind = 'chain' OR (scope_kind = 'region' AND scope_id = ${regionId})))
    )
    SELECT user_id, is_disabled, can_sign_in, recent && ${[...RENEWED]}::text[] AS is_renewed
    FROM able
    WHERE (NOT is_disabled OR recent && ARRAY['user-disabled'])
      AND (can_sign_in OR recent && ARRAY['user-invited'])`.execute(tx);
  return rows;
}

/** Whether another user lost a grant with the right, or was removed, within the last day. */
async function haveLostRight(
  tx: ChainTransaction,
  { right }: ApprovalPlace,
  userId: string,
  nowMs: number,
): Promise<boolean> {
  const { rows } = await sql`
    SELECT FROM audit_events
    WHERE at_ms > ${nowMs - TRUSTED_AFTER_MS} AND object_id <> ${userId} AND (
      (kind = 'user-removed'
        AND (body->'changes'->'roles'->'before')::jsonb ?| ${listRoles(right)}::text[])
      OR (kind = 'grant-removed'
        AND split_part(body->'changes'->'grant'->>'before', ' ', 1) = ANY (${listRoles(right)}::text[])
        AND split_part(body->'changes'->'grant'->>'before', ' ', 2) IN ('chain', 'region')))
    LIMIT 1`.execute(tx);
  return rows.length > 0;
}
