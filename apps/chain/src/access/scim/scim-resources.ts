/**
 * SCIM 2.0 (RFC 7643, 7644): users and groups as directories see them. A directory sees those that it has provisioned
 * itself, and no others.
 */
import pg from "pg";
import SCIMMY from "scimmy";
import type { ChainTransaction } from "../../database/open-database.ts";
import { type AuditActor, type AuditFacts, appendAudit, findChanges, toNew } from "../audit.ts";
import type { GroupMapping } from "../sso/sso-provider.ts";
import { makeId, type RandomBytes } from "../tokens.ts";
import { readGrants } from "../users.ts";
import { findWanted, matchesFilter, type ScimFilter } from "./match-filter.ts";
import { applyGroupsOf } from "./scim-grants.ts";
import type { ScimDirectory } from "./scim-tokens.ts";

/** Of one request. */
export interface ScimContext {
  readonly tx: ChainTransaction;
  readonly directory: ScimDirectory;
  readonly mappings: readonly GroupMapping[];
  readonly actor: AuditActor;
  readonly nowMs: number;
  readonly random: RandomBytes;
  /** Of a list. */
  readonly filter: ScimFilter | null;
}

const UNIQUE_VIOLATION = "23505";
/** A text with a NUL. */
const NOT_STORABLE = "22021";

/** Of what a directory may send of a person. */
const NAME_CHARS_MAX = 100;
const TEXT_CHARS_MAX = 254;

export const ScimError = SCIMMY.Types.Error;

const notFound = () => new ScimError(404, null as never, "There is no such resource");
const invalid = (detail: string) => new ScimError(400, "invalidValue", detail);

/** The library takes any error that it does not know for "not found": a directory would add everybody again. */
async function guard<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ScimError) throw error;
    if (error instanceof pg.DatabaseError && error.code === UNIQUE_VIOLATION) {
      throw new ScimError(409, "uniqueness", "Another resource has this name");
    }
    if (error instanceof pg.DatabaseError && error.code === NOT_STORABLE) {
      throw new ScimError(400, "invalidValue", "A text has a character that cannot be kept");
    }
    throw new ScimError(500, null as never, "The request was not completed");
  }
}

type Loose = Readonly<Record<string, unknown>>;
type ScimResource = InstanceType<typeof SCIMMY.Resources.User | typeof SCIMMY.Resources.Group>;

function readText(value: unknown, name: string, charsMax = TEXT_CHARS_MAX): string | null {
  if (value === undefined || value === null || value === "") return null;
  if (typeof value !== "string" || value.length > charsMax) {
    throw invalid(`${name} has at most ${charsMax} characters`);
  }
  if (!value.isWellFormed()) throw invalid(`${name} has half a character`);
  return value;
}

/** To be called once a process; what differs from request to request is in the context. */
export function declareScimResources(baseUrl: string): void {
  SCIMMY.Config.set({
    patch: true,
    filter: 200,
    sort: true,
    authenticationSchemes: [
      { type: "oauthbearertoken", name: "Bearer token", description: "A token of the chain." },
    ],
  } as never);
  SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
  SCIMMY.Resources.declare(SCIMMY.Resources.User)
    .ingress((resource, data, context) => guard(() => writeUser(resource, data as never, context)))
    .egress((resource, context) => guard(() => readUsers(resource, context)) as never)
    .degress((resource, context) => guard(() => removeUser(resource, context)));
  SCIMMY.Resources.declare(SCIMMY.Resources.Group)
    .ingress((resource, data, context) => guard(() => writeGroup(resource, data as never, context)))
    .egress((resource, context) => guard(() => readGroups(resource, context)) as never)
    .degress((resource, context) => guard(() => removeGroup(resource, context)));
  SCIMMY.Resources.User.basepath(baseUrl);
  SCIMMY.Resources.Group.basepath(baseUrl);
}

/** Of resources as they are sent: the library adds their schemas and type. */
function filterOf<T extends { readonly meta: object }>(
  resourceType: "User" | "Group",
  resources: readonly T[],
  { filter }: ScimContext,
): T[] {
  const schemas = [SCIMMY.Resources[resourceType].schema.id];
  return resources.filter(
    (one) =>
      filter === null ||
      matchesFilter(filter, { ...one, schemas, meta: { ...one.meta, resourceType } }),
  );
}

function note(context: ScimContext, kind: Parameters<typeof appendAudit>[2], facts: AuditFacts) {
  const { tx, actor, nowMs, directory } = context;
  return appendAudit(tx, actor, kind, nowMs, {
    organisationId: directory.organisationId,
    ...facts,
  });
}

function selectUsers({ tx, directory }: ScimContext) {
  return tx
    .selectFrom("users")
    .selectAll()
    .where("provisioned_by", "=", "scim")
    .where("organisation_id", "is not distinct from", directory.organisationId)
    .orderBy("created_ms")
    .orderBy("user_id");
}

type UserRow = Awaited<ReturnType<ReturnType<typeof selectUsers>["execute"]>>[number];

function toUser(row: UserRow) {
  return {
    id: row.user_id,
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    userName: row.user_name ?? row.user_id,
    displayName: row.name,
    name: {
      formatted: row.name,
      ...(row.given_name === null ? {} : { givenName: row.given_name }),
      ...(row.family_name === null ? {} : { familyName: row.family_name }),
    },
    active: !row.is_disabled,
    ...(row.email === null ? {} : { emails: [{ value: row.email, type: "work", primary: true }] }),
    meta: { created: new Date(row.created_ms), lastModified: new Date(row.changed_ms) },
  };
}

async function readUsers(resource: ScimResource, context: ScimContext) {
  let query = selectUsers(context);
  if (resource.id !== undefined) {
    const row = await query.where("user_id", "=", resource.id).executeTakeFirst();
    if (row === undefined) throw notFound();
    return toUser(row);
  }
  const userName = findWanted(context.filter, "username");
  const externalId = findWanted(context.filter, "externalid");
  if (userName !== null) {
    // Names are the same in any case (RFC 7643, section 4.1.1).
    query = query.where((where) => where(where.fn<string>("lower", ["user_name"]), "=", userName));
  }
  if (externalId !== null) query = query.where("external_id", "=", externalId);
  return filterOf("User", (await query.execute()).map(toUser), context);
}

interface UserFacts {
  readonly user_name: string;
  readonly external_id: string | null;
  readonly name: string;
  readonly given_name: string | null;
  readonly family_name: string | null;
  readonly email: string | null;
  readonly is_disabled: boolean;
}

function joinName(givenName: unknown, familyName: unknown): string {
  const parts = [givenName, familyName];
  return parts.filter((part) => typeof part === "string" && part !== "").join(" ");
}

/** A name that was made of its parts follows them, unless the directory gives it another. */
function followParts(
  facts: UserFacts,
  before: Pick<UserFacts, "name" | "given_name" | "family_name">,
): UserFacts {
  const made = joinName(before.given_name, before.family_name).slice(0, NAME_CHARS_MAX);
  const name = joinName(facts.given_name, facts.family_name).slice(0, NAME_CHARS_MAX);
  const isMade = before.name === made && facts.name === made;
  return isMade && name !== "" ? { ...facts, name } : facts;
}

function readFacts(data: Loose): UserFacts {
  const userName = readText(data.userName, "userName");
  if (userName === null) throw invalid("userName is missing");
  const { formatted, givenName, familyName } = (data.name ?? {}) as Loose;
  const names = [data.displayName, formatted, joinName(givenName, familyName), userName];
  const name = names.find((one): one is string => typeof one === "string" && one !== "")!;
  const emails = (Array.isArray(data.emails) ? data.emails : []) as Loose[];
  const email = emails.find(({ primary }) => primary === true) ?? emails[0];
  return {
    user_name: userName,
    external_id: readText(data.externalId, "externalId"),
    name: name.slice(0, NAME_CHARS_MAX),
    given_name: readText(givenName, "name.givenName"),
    family_name: readText(familyName, "name.familyName"),
    email: readText(email?.value, "emails"),
    is_disabled: data.active === false,
  };
}

async function writeUser(resource: ScimResource, data: Loose, context: ScimContext) {
  const { tx, nowMs } = context;
  const given = readFacts(data);
  if (resource.id === undefined) return addUser(given, context);
  const userId = resource.id;
  const before = await selectUsers(context)
    .where("user_id", "=", userId)
    .forUpdate()
    .executeTakeFirst();
  if (before === undefined) throw notFound();
  const facts = followParts(given, before);
  const values = { ...facts, changed_ms: nowMs };
  await tx.updateTable("users").set(values).where("user_id", "=", userId).execute();
  const object = { kind: "user", id: userId } as const;
  const { is_disabled: wasDisabled, ...was } = before;
  const { is_disabled: isDisabled, ...is } = facts;
  // Names and addresses are not kept for ever: the trail says which of them are others now.
  const fields = Object.keys(findChanges({ ...was } as typeof is, is));
  if (fields.length > 0)
    await note(context, "user-changed", { object, changes: toNew({ fields }) });
  if (isDisabled) await tx.deleteFrom("sessions").where("user_id", "=", userId).execute();
  if (isDisabled !== wasDisabled) {
    await note(context, isDisabled ? "user-disabled" : "user-enabled", { object });
  }
  return toUser({ ...before, ...values });
}

async function addUser(facts: UserFacts, context: ScimContext) {
  const { tx, nowMs, random, directory } = context;
  const row: UserRow = {
    ...{ user_id: makeId(random), ...facts },
    provisioned_by: "scim",
    organisation_id: directory.organisationId,
    ...{ created_ms: nowMs, changed_ms: nowMs, last_sign_in_ms: null },
  };
  await tx.insertInto("users").values(row).execute();
  const object = { kind: "user", id: row.user_id } as const;
  await note(context, "user-added", { object });
  return toUser(row);
}

/** All that is theirs goes, too. */
async function removeUser(resource: ScimResource, context: ScimContext): Promise<void> {
  const row = await selectUsers(context)
    .where("user_id", "=", resource.id!)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound();
  const grants = (await readGrants(context.tx, [row.user_id])).get(row.user_id)!;
  await context.tx.deleteFrom("users").where("user_id", "=", row.user_id).execute();
  await note(context, "user-removed", {
    object: { kind: "user", id: row.user_id },
    changes: { roles: { before: [...new Set(grants.map(({ role }) => role))], after: [] } },
  });
}

function selectGroups({ tx, directory }: ScimContext) {
  return tx
    .selectFrom("scim_groups")
    .selectAll()
    .where("organisation_id", "is not distinct from", directory.organisationId)
    .orderBy("created_ms")
    .orderBy("group_id");
}

type GroupRow = Awaited<ReturnType<ReturnType<typeof selectGroups>["execute"]>>[number];

function toGroup(row: GroupRow, members: readonly string[]) {
  return {
    id: row.group_id,
    ...(row.external_id === null ? {} : { externalId: row.external_id }),
    displayName: row.display_name,
    members: members.map((value) => ({ value, type: "User" })),
    meta: { created: new Date(row.created_ms), lastModified: new Date(row.changed_ms) },
  };
}

async function readMembers(
  { tx }: ScimContext,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  const members = new Map(groupIds.map((id): [string, string[]] => [id, []]));
  if (groupIds.length === 0) return members;
  const rows = await tx
    .selectFrom("scim_members")
    .selectAll()
    .where("group_id", "in", [...groupIds])
    .orderBy("user_id")
    .execute();
  for (const { group_id, user_id } of rows) members.get(group_id)!.push(user_id);
  return members;
}

async function readGroups(resource: ScimResource, context: ScimContext) {
  let query = selectGroups(context);
  if (resource.id !== undefined) query = query.where("group_id", "=", resource.id);
  const displayName = findWanted(context.filter, "displayname");
  if (displayName !== null) {
    query = query.where((where) =>
      where(where.fn<string>("lower", ["display_name"]), "=", displayName),
    );
  }
  const rows = await query.execute();
  if (resource.id !== undefined && rows.length === 0) throw notFound();
  const members = await readMembers(
    context,
    rows.map(({ group_id }) => group_id),
  );
  const groups = rows.map((row) => toGroup(row, members.get(row.group_id)!));
  if (resource.id !== undefined) return groups[0]!;
  return filterOf("Group", groups, context);
}

/** The directory's own users, each once. */
async function readMemberIds(data: Loose, context: ScimContext): Promise<string[]> {
  const members = (Array.isArray(data.members) ? data.members : []) as Loose[];
  const ids = [...new Set(members.map(({ value }) => String(value)))];
  if (members.some(({ type }) => type !== undefined && type !== "User")) {
    throw invalid("groups within groups are not supported: members are users");
  }
  if (ids.length === 0) return [];
  const known = await selectUsers(context).where("user_id", "in", ids).execute();
  if (known.length !== ids.length) throw invalid("a member is no user of this directory");
  return ids;
}

async function writeGroup(resource: ScimResource, data: Loose, context: ScimContext) {
  const { tx, nowMs, random, directory } = context;
  const displayName = readText(data.displayName, "displayName");
  if (displayName === null) throw invalid("displayName is missing");
  const facts = { display_name: displayName, external_id: readText(data.externalId, "externalId") };
  const wanted = await readMemberIds(data, context);
  let before: GroupRow | undefined;
  if (resource.id !== undefined) {
    before = await selectGroups(context)
      .where("group_id", "=", resource.id)
      .forUpdate()
      .executeTakeFirst();
    if (before === undefined) throw notFound();
  }
  const row: GroupRow = {
    group_id: before?.group_id ?? makeId(random),
    organisation_id: directory.organisationId,
    ...facts,
    created_ms: before?.created_ms ?? nowMs,
    changed_ms: nowMs,
  };
  const groupId = row.group_id;
  await tx
    .insertInto("scim_groups")
    .values(row)
    .onConflict((conflict) =>
      conflict.column("group_id").doUpdateSet({ ...facts, changed_ms: nowMs }),
    )
    .execute();
  const has = (await readMembers(context, [groupId])).get(groupId)!;
  const gone = has.filter((id) => !wanted.includes(id));
  const come = wanted.filter((id) => !has.includes(id));
  if (gone.length > 0) {
    const members = tx.deleteFrom("scim_members").where("group_id", "=", groupId);
    await members.where("user_id", "in", gone).execute();
  }
  if (come.length > 0) {
    const rows = come.map((user_id) => ({ group_id: groupId, user_id }));
    await tx.insertInto("scim_members").values(rows).execute();
  }
  const was = { display_name: before?.display_name ?? null, members: has };
  const changes = findChanges(was, { display_name: displayName, members: wanted });
  await note(context, "group-changed", { object: { kind: "group", id: groupId }, changes });
  // A group with another name gives all its members something else.
  const isRenamed = before !== undefined && before.display_name !== displayName;
  await applyTo(context, isRenamed ? new Set([...has, ...wanted]) : new Set([...gone, ...come]));
  return toGroup(row, wanted);
}

async function removeGroup(resource: ScimResource, context: ScimContext): Promise<void> {
  const row = await selectGroups(context)
    .where("group_id", "=", resource.id!)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound();
  const groupId = row.group_id;
  const members = (await readMembers(context, [groupId])).get(groupId)!;
  await context.tx.deleteFrom("scim_groups").where("group_id", "=", groupId).execute();
  const changes = { display_name: { before: row.display_name, after: null } };
  await note(context, "group-removed", { object: { kind: "group", id: groupId }, changes });
  await applyTo(context, new Set(members));
}

async function applyTo(context: ScimContext, userIds: ReadonlySet<string>): Promise<void> {
  for (const userId of userIds) await applyGroupsOf(context, userId, context.mappings);
}
