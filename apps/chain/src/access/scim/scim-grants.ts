/** What members of a directory's groups may do, by the mapping of the configuration. */
import type { ChainDatabase, ChainTransaction } from "../../database/open-database.ts";
import { BY_CHAIN } from "../audit.ts";
import { type GroupMapping, mapGroups } from "../sso/sso-provider.ts";
import type { RandomBytes } from "../tokens.ts";
import { type GrantPlace, type NewGrant, replaceGrants } from "../users.ts";

const SOURCE = "scim";

/** Gives a user what their groups give them now. */
export async function applyGroupsOf(
  place: GrantPlace,
  userId: string,
  mappings: readonly GroupMapping[],
): Promise<void> {
  const wanted = (await readWanted(place.tx, mappings, userId)).get(userId) ?? [];
  await replaceGrants(place, userId, SOURCE, wanted);
}

/** The same for everybody, where the mapping is another one than before. */
export async function applyAllGroups(
  db: ChainDatabase,
  mappings: readonly GroupMapping[],
  nowMs: number,
  random: RandomBytes,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const wanted = await readWanted(tx, mappings, null);
    const rows = await tx
      .selectFrom("grants")
      .select(["user_id", "role", "scope_kind", "scope_id"])
      .where("source", "=", SOURCE)
      .execute();
    const given = Map.groupBy(rows, ({ user_id }) => user_id);
    for (const userId of new Set([...wanted.keys(), ...given.keys()])) {
      const before = (given.get(userId) ?? []).map((one) =>
        formatGrant(one.role, one.scope_kind, one.scope_id),
      );
      const after = (wanted.get(userId) ?? []).map(({ role, scope }) =>
        formatGrant(role, scope.kind, scope.id),
      );
      if (before.toSorted().join("\n") === after.toSorted().join("\n")) continue;
      const place = { tx, actor: BY_CHAIN, nowMs, random };
      await replaceGrants(place, userId, SOURCE, wanted.get(userId) ?? []);
    }
  });
}

const formatGrant = (role: string, kind: string, id: string | null): string =>
  `${role} ${kind} ${id}`;

/** By user; of one, or of all who are in a group. */
async function readWanted(
  tx: ChainTransaction,
  mappings: readonly GroupMapping[],
  userId: string | null,
): Promise<ReadonlyMap<string, NewGrant[]>> {
  let query = tx
    .selectFrom("scim_members")
    .innerJoin("scim_groups", "scim_groups.group_id", "scim_members.group_id")
    .select(["scim_members.user_id", "display_name", "organisation_id"]);
  if (userId !== null) query = query.where("scim_members.user_id", "=", userId);
  const byUser = Map.groupBy(await query.execute(), ({ user_id }) => user_id);
  return new Map(
    [...byUser].map(([user, rows]) => [
      user,
      mapGroups(
        mappings,
        rows.map(({ display_name }) => display_name),
        rows[0]!.organisation_id,
      ),
    ]),
  );
}
