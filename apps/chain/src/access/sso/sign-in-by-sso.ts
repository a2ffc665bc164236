/**
 * Who somebody is that an identity provider signs in. The pair of issuer and subject is what counts; an address does
 * where it is verified and the configuration says so. A provider reaches users of its own organisation alone.
 */
import { sql } from "kysely";
import type { ChainTransaction } from "../../database/open-database.ts";
import { type AuditActor, appendAudit, toNew } from "../audit.ts";
import { beginSession } from "../sessions.ts";
import type { SignInPlace } from "../sign-in.ts";
import { makeId } from "../tokens.ts";
import { replaceGrants } from "../users.ts";
import type { OidcClaims } from "./oidc-client.ts";
import { mapGroups, readGroups, type SsoProvider } from "./sso-provider.ts";

export type SsoResult =
  | { readonly kind: "signed-in"; readonly token: string }
  /** `userId` where it is known who was refused. */
  | { readonly kind: "refused"; readonly userId: string | null; readonly reason: string };

interface Found {
  readonly userId: string;
  /** How the identity was matched with a user for the first time; null: it was known. */
  readonly linkedBy: "invitation" | "external-id" | "verified-email" | "just-in-time" | null;
}

/** All of it, or nothing, is in the database afterwards. */
export async function signInBySso(
  place: SignInPlace,
  provider: SsoProvider,
  claims: OidcClaims,
  invitationHash: string | null,
): Promise<SsoResult> {
  const { db, nowMs, random, address } = place;
  return db.transaction().execute(async (tx) => {
    const found = await findUser(tx, place, provider, claims, invitationHash);
    if (typeof found === "string") return { kind: "refused", userId: null, reason: found };
    const { userId, linkedBy } = found;
    const user = await tx
      .selectFrom("users")
      .select(["is_disabled"])
      .where("user_id", "=", userId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (user.is_disabled) return { kind: "refused", userId, reason: "disabled" };
    const actor: AuditActor = { kind: "user", id: userId, address };
    const object = { kind: "user", id: userId } as const;
    if (linkedBy !== null) {
      await tx
        .insertInto("identities")
        .values({ issuer: claims.iss, subject: claims.sub, user_id: userId })
        .execute();
      const changes = toNew({ issuer: claims.iss, linkedBy });
      await appendAudit(tx, actor, "identity-linked", nowMs, { object, changes });
    }
    const wanted = mapOwnGroups(provider, claims);
    const source = `sso:${provider.providerId}`;
    await replaceGrants({ tx, actor, nowMs, random }, userId, source, wanted);
    await appendAudit(tx, actor, "signed-in", nowMs, {
      object,
      changes: toNew({ by: source }),
    });
    const session = { userId, providerId: provider.providerId };
    return { kind: "signed-in", token: await beginSession(tx, session, nowMs, random) };
  });
}

function mapOwnGroups({ groupsClaim, groups, organisationId }: SsoProvider, claims: OidcClaims) {
  return mapGroups(groups, readGroups(claims[groupsClaim]), organisationId);
}

/** A text: why nobody was found. */
async function findUser(
  tx: ChainTransaction,
  place: SignInPlace,
  provider: SsoProvider,
  claims: OidcClaims,
  invitationHash: string | null,
): Promise<Found | string> {
  const identity = await tx
    .selectFrom("identities")
    .select("user_id")
    .where("issuer", "=", claims.iss)
    .where("subject", "=", claims.sub)
    .executeTakeFirst();
  if (identity !== undefined) return { userId: identity.user_id, linkedBy: null };
  if (invitationHash !== null) return findInvited(tx, invitationHash, place.nowMs);
  return (
    (await findByExternalId(tx, provider, claims)) ??
    (await findByEmail(tx, provider, claims)) ??
    (await addUser(tx, place, provider, claims))
  );
}

async function findInvited(
  tx: ChainTransaction,
  invitationHash: string,
  nowMs: number,
): Promise<Found | string> {
  const row = await tx
    .deleteFrom("invitations")
    .where("code_hash", "=", invitationHash)
    .where("expires_ms", ">", nowMs)
    .returning("user_id")
    .executeTakeFirst();
  return row === undefined ? "invitation" : { userId: row.user_id, linkedBy: "invitation" };
}

/** Users of the provider's organisation whom the issuer has not been matched with. */
function selectUnlinked(tx: ChainTransaction, provider: SsoProvider, { iss }: OidcClaims) {
  return tx
    .selectFrom("users")
    .select("user_id")
    .where("organisation_id", "is not distinct from", provider.organisationId)
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom("identities")
            .select("user_id")
            .whereRef("identities.user_id", "=", "users.user_id")
            .where("issuer", "=", iss),
        ),
      ),
    );
}

async function findByExternalId(
  tx: ChainTransaction,
  provider: SsoProvider,
  claims: OidcClaims,
): Promise<Found | null> {
  if (provider.externalIdClaim === null) return null;
  const externalId = claims[provider.externalIdClaim];
  if (typeof externalId !== "string" || externalId === "") return null;
  const rows = await selectUnlinked(tx, provider, claims)
    .where("provisioned_by", "=", "scim")
    .where("external_id", "=", externalId)
    .execute();
  return rows.length === 1 ? { userId: rows[0]!.user_id, linkedBy: "external-id" } : null;
}

async function findByEmail(
  tx: ChainTransaction,
  provider: SsoProvider,
  claims: OidcClaims,
): Promise<Found | null> {
  const { email, email_verified } = claims;
  if (!provider.linksVerifiedEmail || email_verified !== true) return null;
  if (typeof email !== "string" || email === "") return null;
  const rows = await selectUnlinked(tx, provider, claims)
    .where(sql<string>`lower(email)`, "=", email.toLowerCase())
    .execute();
  return rows.length === 1 ? { userId: rows[0]!.user_id, linkedBy: "verified-email" } : null;
}

const NAME_CHARS_MAX = 100;

/** Whoever has no role by their groups does not become a user. */
async function addUser(
  tx: ChainTransaction,
  { nowMs, random, address }: SignInPlace,
  provider: SsoProvider,
  claims: OidcClaims,
): Promise<Found | string> {
  if (provider.users !== "just-in-time") return "unknown";
  if (mapOwnGroups(provider, claims).length === 0) return "no-role";
  const userId = makeId(random);
  const { name, preferred_username, email } = claims;
  const shown = [name, preferred_username, email, claims.sub].find(
    (one): one is string => typeof one === "string" && one !== "",
  )!;
  await tx
    .insertInto("users")
    .values({
      ...{ user_id: userId, name: shown.slice(0, NAME_CHARS_MAX), provisioned_by: "sso" },
      email: typeof email === "string" ? email : null,
      organisation_id: provider.organisationId,
      ...{ created_ms: nowMs, changed_ms: nowMs },
    })
    .execute();
  await appendAudit(tx, { kind: "user", id: userId, address }, "user-added", nowMs, {
    object: { kind: "user", id: userId },
    organisationId: provider.organisationId,
    changes: toNew({ by: `sso:${provider.providerId}` }),
  });
  return { userId, linkedBy: "just-in-time" };
}
