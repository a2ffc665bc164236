import {
  type CHAIN_USER,
  GET_USER,
  GET_USERS,
  POST_USER_DISABLE,
  POST_USER_ENABLE,
  POST_USER_GRANT_REVOKE,
  POST_USER_GRANTS,
  POST_USER_INVITATION,
  POST_USERS,
} from "@saunter/protocol/chain/http/user-routes";
import { sql } from "kysely";
import type { Static } from "typebox";
import { asProcess, isScopeWithin } from "../../access/as-request.ts";
import { toNew } from "../../access/audit.ts";
import type { Grant, Reach } from "../../access/principal.ts";
import { makeId } from "../../access/tokens.ts";
import {
  addGrant,
  findTenant,
  formatScope,
  insertInvited,
  makeInvitation,
  readGrants,
} from "../../access/users.ts";
import type { ChainTransaction } from "../../database/open-database.ts";
import { addScoped } from "../add-route.ts";
import type { HttpContext } from "../http-context.ts";
import { countRows, makePage, readCursor, toPattern } from "../pages.ts";
import { notFound, ProblemError } from "../problem.ts";

export function addUserRoutes(context: HttpContext): void {
  addListRoutes(context);
  addInviteRoutes(context);
  addGrantRoutes(context);
  addDisableRoutes(context);
}

function addListRoutes(context: HttpContext): void {
  addScoped(context, GET_USERS, async ({ tx, query, url, note }) => {
    const after = readCursor(query, ["string", "string"]);
    let rows = tx
      .selectFrom("users")
      .selectAll()
      .orderBy("name")
      .orderBy("user_id")
      .limit(countRows(query));
    if (after !== null)
      rows = rows.where(sql<boolean>`(name, user_id) > (${after[0]}, ${after[1]})`);
    const { search, role } = query;
    if (search !== undefined) {
      const part = toPattern(search);
      rows = rows.where((where) =>
        where.or([where("name", "ilike", part), where("email", "ilike", part)]),
      );
    }
    if (role !== undefined) {
      rows = rows.where((where) =>
        where.exists(
          where
            .selectFrom("grants")
            .select("grant_id")
            .whereRef("grants.user_id", "=", "users.user_id")
            .where("role", "=", role),
        ),
      );
    }
    const found = await rows.execute();
    const grants = await readGrants(
      tx,
      found.map(({ user_id }) => user_id),
    );
    await note("users-viewed");
    const toItem = (row: UserRow) => describe(row, grants.get(row.user_id)!);
    return makePage({ url, query }, found, toItem, (row) => [row.name, row.user_id]);
  });

  addScoped(context, GET_USER, async ({ tx, params, note }) => {
    const row = await readUser(tx, params.userId);
    await note("users-viewed", { object: { kind: "user", id: row.user_id } });
    return describeNow(tx, row.user_id);
  });
}

type UserRow = Awaited<ReturnType<typeof readUser>>;

async function readUser(tx: ChainTransaction, userId: string) {
  const query = tx.selectFrom("users").selectAll().where("user_id", "=", userId);
  const row = await query.executeTakeFirst();
  if (row === undefined) throw notFound();
  return row;
}

/** Whoever changes somebody as a whole has to be able to take all their grants away. */
async function readWholeUser(tx: ChainTransaction, reach: Reach, userId: string): Promise<UserRow> {
  const row = await readUser(tx, userId);
  if (reach.isAll) return row;
  const seen = (await readGrants(tx, [userId])).get(userId)!;
  const { rows } = await sql<{ all: number }>`SELECT count_grants(${userId}) AS all`.execute(tx);
  if (rows[0]!.all !== seen.length) throw notFound();
  return row;
}

async function describeNow(tx: ChainTransaction, userId: string) {
  const grants = (await readGrants(tx, [userId])).get(userId)!;
  return describe(await readUser(tx, userId), grants);
}

function describe(row: UserRow, grants: readonly Grant[]): Static<typeof CHAIN_USER> {
  return {
    userId: row.user_id,
    name: row.name,
    email: row.email,
    isDisabled: row.is_disabled,
    provisionedBy: row.provisioned_by,
    createdMs: row.created_ms,
    lastSignInMs: row.last_sign_in_ms,
    grants: [...grants],
  };
}

function addInviteRoutes(context: HttpContext): void {
  const { random } = context.options;

  addScoped(context, POST_USERS, async ({ tx, reach, body, nowMs, reply, note }) => {
    for (const { scope } of body.grants) {
      if (!(await isScopeWithin(tx, reach, scope))) throw notFound();
    }
    const userId = makeId(random);
    const { name, email } = body;
    await insertInvited(tx, { userId, name, email }, nowMs);
    const object = { kind: "user", id: userId } as const;
    for (const grant of body.grants) {
      await addGrant(tx, userId, grant, "manual", random);
      const changes = toNew({ grant: `${grant.role} ${formatScope(grant.scope)}` });
      await note("user-invited", { object, changes, ...findTenant(grant.scope) });
    }
    const invited = await makeInvitation(tx, userId, nowMs, random);
    reply.status(201);
    return { user: await describeNow(tx, userId), ...invited };
  });

  addScoped(context, POST_USER_INVITATION, async ({ tx, reach, params, nowMs, note }) => {
    const { userId } = params;
    const row = await readWholeUser(tx, reach, userId);
    if (row.provisioned_by !== "invitation") throw refuseProvisioned();
    await tx.deleteFrom("passwords").where("user_id", "=", userId).execute();
    await tx.deleteFrom("sessions").where("user_id", "=", userId).execute();
    const invited = await makeInvitation(tx, userId, nowMs, random);
    await note("user-invited", { object: { kind: "user", id: userId } });
    return { user: await describeNow(tx, userId), ...invited };
  });
}

const refuseProvisioned = (): ProblemError =>
  new ProblemError("user-provisioned", "the user comes from a directory or identity provider");

/**
 * An owner of the whole chain has to stay who can sign in, or nobody could put it right. Those who change owners at
 * the same moment come one after the other.
 */
async function keepOwner(tx: ChainTransaction): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtext('saunter owners'))`.execute(tx);
  const count = await asProcess(tx, async () => {
    const query = tx
      .selectFrom("grants")
      .innerJoin("users", "users.user_id", "grants.user_id")
      .select((one) => one.fn.countAll<number>().as("count"))
      .where("role", "=", "owner")
      .where("scope_kind", "=", "chain")
      .where("is_disabled", "=", false);
    return (await query.executeTakeFirstOrThrow()).count;
  });
  if (count > 0) return;
  throw new ProblemError("last-owner", "the chain needs an owner who is not disabled");
}

function addGrantRoutes(context: HttpContext): void {
  addScoped(context, POST_USER_GRANTS, async ({ tx, reach, params, body, note }) => {
    const { userId } = params;
    const { grant } = body;
    await readUser(tx, userId);
    if (!(await isScopeWithin(tx, reach, grant.scope))) throw notFound();
    if (await addGrant(tx, userId, grant, "manual", context.options.random)) {
      const changes = toNew({ grant: `${grant.role} ${formatScope(grant.scope)}` });
      const object = { kind: "user", id: userId } as const;
      await note("grant-added", { object, changes, ...findTenant(grant.scope) });
    }
    return describeNow(tx, userId);
  });

  addScoped(context, POST_USER_GRANT_REVOKE, async ({ tx, params, note }) => {
    const { userId, grantId } = params;
    await readUser(tx, userId);
    const grants = (await readGrants(tx, [userId])).get(userId)!;
    const grant = grants.find((one) => one.grantId === grantId);
    if (grant === undefined) throw notFound();
    // It would be back at the next sign-in.
    if (grant.source !== "manual") throw refuseProvisioned();
    const before = describe(await readUser(tx, userId), grants);
    await tx.deleteFrom("grants").where("grant_id", "=", grantId).execute();
    await keepOwner(tx);
    const changes = {
      grant: { before: `${grant.role} ${formatScope(grant.scope)}`, after: null },
    };
    const object = { kind: "user", id: userId } as const;
    await note("grant-removed", { object, changes, ...findTenant(grant.scope) });
    // Whoever has lost their last grant here is seen no more.
    return { ...before, grants: grants.filter((one) => one !== grant) };
  });
}

function addDisableRoutes(context: HttpContext): void {
  addScoped(context, POST_USER_DISABLE, async ({ tx, reach, params, nowMs, note }) => {
    const { userId } = params;
    const before = await readWholeUser(tx, reach, userId);
    await setDisabled(tx, userId, true, nowMs);
    await tx.deleteFrom("sessions").where("user_id", "=", userId).execute();
    await tx.deleteFrom("invitations").where("user_id", "=", userId).execute();
    await keepOwner(tx);
    if (!before.is_disabled) await note("user-disabled", { object: { kind: "user", id: userId } });
    return describeNow(tx, userId);
  });

  addScoped(context, POST_USER_ENABLE, async ({ tx, reach, params, nowMs, note }) => {
    const { userId } = params;
    const before = await readWholeUser(tx, reach, userId);
    if (before.provisioned_by === "scim") throw refuseProvisioned();
    await setDisabled(tx, userId, false, nowMs);
    if (before.is_disabled) await note("user-enabled", { object: { kind: "user", id: userId } });
    return describeNow(tx, userId);
  });
}

async function setDisabled(
  tx: ChainTransaction,
  userId: string,
  isDisabled: boolean,
  nowMs: number,
): Promise<void> {
  const values = { is_disabled: isDisabled, changed_ms: nowMs };
  await tx.updateTable("users").set(values).where("user_id", "=", userId).execute();
}
