/** Tokens of directories: shown once, kept as a hash, and rotated with an overlap. */
import type { ChainDatabase, ChainTransaction } from "../../database/open-database.ts";
import { SESSION_NOTED_MS } from "../access-limits.ts";
import { hashSecret, makeId, makeSecret, type RandomBytes } from "../tokens.ts";

const HOUR_MS = 3_600_000;

export async function addScimToken(
  tx: ChainTransaction,
  { name, organisationId }: { readonly name: string; readonly organisationId: string | null },
  nowMs: number,
  random: RandomBytes,
): Promise<{ tokenId: string; token: string }> {
  const tokenId = makeId(random);
  const token = makeSecret(random, "scim_");
  await tx
    .insertInto("scim_tokens")
    .values({
      ...{ token_id: tokenId, name, organisation_id: organisationId },
      ...{ token_hash: hashSecret(token), created_ms: nowMs },
    })
    .execute();
  return { tokenId, token };
}

/** Null where there is none that is seen. */
export async function readScimToken(tx: ChainTransaction, tokenId: string) {
  const row = await tx
    .selectFrom("scim_tokens")
    .select(["token_id", "name", "organisation_id", "created_ms"])
    .select(["last_used_ms", "former_until_ms"])
    .where("token_id", "=", tokenId)
    .executeTakeFirst();
  return row ?? null;
}

/** The new secret; the one before is accepted for some hours more, and the one before that no longer. */
export async function rotateScimToken(
  tx: ChainTransaction,
  tokenId: string,
  overlapHours: number,
  nowMs: number,
  random: RandomBytes,
): Promise<string> {
  const token = makeSecret(random, "scim_");
  await tx
    .updateTable("scim_tokens")
    .set((row) => ({
      former_hash: row.ref("token_hash"),
      former_until_ms: nowMs + overlapHours * HOUR_MS,
      token_hash: hashSecret(token),
    }))
    .where("token_id", "=", tokenId)
    .execute();
  return token;
}

export interface ScimDirectory {
  readonly tokenId: string;
  /** Null: the chain's. */
  readonly organisationId: string | null;
}

/** Whose token it is; null where it is nobody's, or no longer. */
export async function findDirectory(
  db: ChainDatabase,
  token: string,
  nowMs: number,
): Promise<ScimDirectory | null> {
  const hash = hashSecret(token);
  const row = await db
    .selectFrom("scim_tokens")
    .select(["token_id", "organisation_id", "last_used_ms"])
    .where((where) =>
      where.or([
        where("token_hash", "=", hash),
        where.and([where("former_hash", "=", hash), where("former_until_ms", ">", nowMs)]),
      ]),
    )
    .executeTakeFirst();
  if (row === undefined) return null;
  const { token_id: tokenId, organisation_id: organisationId, last_used_ms: usedMs } = row;
  if (usedMs === null || usedMs <= nowMs - SESSION_NOTED_MS) {
    const query = db.updateTable("scim_tokens").set({ last_used_ms: nowMs });
    await query.where("token_id", "=", tokenId).execute();
  }
  return { tokenId, organisationId };
}
