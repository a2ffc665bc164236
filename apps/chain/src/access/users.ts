/** Users, their grants and invitations, as rows. */
import type { ChainRole, Scope } from "@saunter/protocol/chain/rights";
import type { ChainDatabase, ChainTransaction } from "../database/open-database.ts";
import { INVITATION_LIFE_MS } from "./access-limits.ts";
import { type AuditActor, appendAudit, BY_CHAIN, toNew } from "./audit.ts";
import type { Grant } from "./principal.ts";
import { hashSecret, makeId, makeSecret, type RandomBytes } from "./tokens.ts";

type Reader = ChainDatabase | ChainTransaction;

export interface NewGrant {
  readonly role: ChainRole;
  readonly scope: Scope;
}

/** Of several users; of those behind a wall, the grants that are seen. */
export async function readGrants(
  db: Reader,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, Grant[]>> {
  const found = new Map<string, Grant[]>(userIds.map((userId) => [userId, []]));
  if (userIds.length === 0) return found;
  const rows = await db
    .selectFrom("grants")
    .selectAll()
    .where("user_id", "in", [...userIds])
    .orderBy("role")
    .orderBy("grant_id")
    .execute();
  for (const row of rows) {
    found.get(row.user_id)!.push({
      grantId: row.grant_id,
      role: row.role,
      scope: { kind: row.scope_kind, id: row.scope_id },
      source: row.source,
    });
  }
  return found;
}

/** False where the user has it already. */
export async function addGrant(
  tx: ChainTransaction,
  userId: string,
  { role, scope }: NewGrant,
  source: string,
  random: RandomBytes,
): Promise<boolean> {
  const same = await tx
    .selectFrom("grants")
    .select("grant_id")
    .where("user_id", "=", userId)
    .where("role", "=", role)
    .where("scope_kind", "=", scope.kind)
    .where("scope_id", "is not distinct from", scope.id)
    .where("source", "=", source)
    .executeTakeFirst();
  if (same !== undefined) return false;
  await tx
    .insertInto("grants")
    .values({
      ...{ grant_id: makeId(random), user_id: userId, role, source },
      ...{ scope_kind: scope.kind, scope_id: scope.id },
    })
    .execute();
  return true;
}

export const formatScope = ({ kind, id }: Scope): string => (id === null ? kind : `${kind} ${id}`);

/** Which tenant an event about a grant belongs to. */
export function findTenant({ kind, id }: Scope): { shopId?: string; organisationId?: string } {
  if (kind === "shop") return { shopId: id! };
  return kind === "organisation" ? { organisationId: id! } : {};
}

export interface GrantPlace {
  readonly tx: ChainTransaction;
  readonly actor: AuditActor;
  readonly nowMs: number;
  readonly random: RandomBytes;
}

/** Makes the grants of one source those that are wanted, each change in the audit trail. */
export async function replaceGrants(
  { tx, actor, nowMs, random }: GrantPlace,
  userId: string,
  source: string,
  wanted: readonly NewGrant[],
): Promise<void> {
  const keyOf = ({ role, scope }: NewGrant): string => `${role} ${formatScope(scope)}`;
  const has = (await readGrants(tx, [userId])).get(userId)!.filter((one) => one.source === source);
  const wantedKeys = new Set(wanted.map(keyOf));
  const object = { kind: "user", id: userId } as const;
  for (const grant of has.filter((one) => !wantedKeys.has(keyOf(one)))) {
    await tx.deleteFrom("grants").where("grant_id", "=", grant.grantId).execute();
    const changes = { grant: { before: keyOf(grant), after: null } };
    await appendAudit(tx, actor, "grant-removed", nowMs, {
      ...{ object, changes },
      ...findTenant(grant.scope),
    });
  }
  const hasKeys = new Set(has.map(keyOf));
  const missing = new Map(wanted.map((grant) => [keyOf(grant), grant]));
  for (const [key, grant] of missing) {
    if (hasKeys.has(key)) continue;
    await addGrant(tx, userId, grant, source, random);
    await appendAudit(tx, actor, "grant-added", nowMs, {
      ...{ object, changes: toNew({ grant: key, source }) },
      ...findTenant(grant.scope),
    });
  }
}

/** A new one for a user, in place of the one before. */
export async function makeInvitation(
  tx: ChainTransaction,
  userId: string,
  nowMs: number,
  random: RandomBytes,
): Promise<{ invitation: string; expiresMs: number }> {
  const invitation = makeSecret(random, "inv_");
  const expiresMs = nowMs + INVITATION_LIFE_MS;
  await tx.deleteFrom("invitations").where("user_id", "=", userId).execute();
  await tx
    .insertInto("invitations")
    .values({ code_hash: hashSecret(invitation), user_id: userId, expires_ms: expiresMs })
    .execute();
  return { invitation, expiresMs };
}

/**
 * The invitation of the first owner, where there is no user yet: to be printed once, where whoever starts the
 * process sees it. Null where there is one.
 */
export async function prepareFirstOwner(
  db: ChainDatabase,
  email: string,
  nowMs: number,
  random: RandomBytes,
): Promise<string | null> {
  return db.transaction().execute(async (tx) => {
    const row = await tx
      .selectFrom("audit_head")
      .select("is_only")
      .forUpdate()
      .executeTakeFirstOrThrow();
    const some = await tx.selectFrom("users").select("user_id").limit(1).executeTakeFirst();
    if (!row.is_only || some !== undefined) return null;
    const userId = makeId(random);
    await insertInvited(tx, { userId, name: "Owner", email }, nowMs);
    const owner = { role: "owner", scope: { kind: "chain", id: null } } as const;
    await addGrant(tx, userId, owner, "manual", random);
    const { invitation } = await makeInvitation(tx, userId, nowMs, random);
    await appendAudit(tx, BY_CHAIN, "user-invited", nowMs, {
      object: { kind: "user", id: userId },
      changes: toNew({ grant: "owner chain" }),
    });
    return invitation;
  });
}

export async function insertInvited(
  tx: ChainTransaction,
  user: { readonly userId: string; readonly name: string; readonly email: string },
  nowMs: number,
): Promise<void> {
  const { userId, name, email } = user;
  await tx
    .insertInto("users")
    .values({
      ...{ user_id: userId, name, email, provisioned_by: "invitation" },
      ...{ created_ms: nowMs, changed_ms: nowMs },
    })
    .execute();
}
