/** Users of the chain, what they may do, and how they sign in. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const ACCESS = reversible({
  tables: [
    ...["users", "grants", "identities", "passwords", "sessions", "invitations"],
    ...["sign_in_failures", "sso_attempts", "scim_tokens", "scim_groups", "scim_members"],
    "hub_credentials",
  ],
  columns: [{ table: "set_aside", columns: ["dismissed_ms", "dismissed_by", "dismissed_reason"] }],
  up: async (db: Kysely<unknown>) => {
    await sql`
      CREATE TABLE users (
        user_id text PRIMARY KEY,
        name text NOT NULL,
        email text,
        is_disabled boolean NOT NULL DEFAULT false,
        provisioned_by text NOT NULL,
        -- Of the token by which a directory provisions them: an organisation's, or the chain's.
        organisation_id text REFERENCES organisations,
        external_id text,
        user_name text,
        created_ms bigint NOT NULL,
        changed_ms bigint NOT NULL,
        last_sign_in_ms bigint
      )`.execute(db);
    await sql`CREATE UNIQUE INDEX users_email ON users (lower(email)) WHERE email IS NOT NULL AND provisioned_by = 'invitation'`.execute(
      db,
    );
    await sql`
      CREATE UNIQUE INDEX users_user_name
        ON users (coalesce(organisation_id, ''), lower(user_name)) WHERE user_name IS NOT NULL`.execute(
      db,
    );
    await sql`
      CREATE TABLE grants (
        grant_id text PRIMARY KEY,
        user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
        role text NOT NULL,
        scope_kind text NOT NULL,
        scope_id text,
        source text NOT NULL,
        UNIQUE NULLS NOT DISTINCT (user_id, role, scope_kind, scope_id, source),
        CHECK ((scope_kind = 'chain') = (scope_id IS NULL))
      )`.execute(db);
    // How many somebody has in all, also where whoever asks sees a part of them.
    await sql`
      CREATE FUNCTION count_grants(of_user text) RETURNS bigint
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        SELECT count(*) FROM public.grants WHERE user_id = of_user
      $$`.execute(db);
    await sql`REVOKE ALL ON FUNCTION count_grants FROM public`.execute(db);
    // By whom an identity provider says that somebody is: the pair is theirs for good.
    await sql`
      CREATE TABLE identities (
        issuer text NOT NULL,
        subject text NOT NULL,
        user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
        PRIMARY KEY (issuer, subject)
      )`.execute(db);
    await sql`
      CREATE TABLE passwords (
        user_id text PRIMARY KEY REFERENCES users ON DELETE CASCADE,
        password_hash text NOT NULL,
        totp_secret bytea NOT NULL,
        last_step bigint NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE sessions (
        token_hash text PRIMARY KEY,
        user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
        -- Of the identity provider by which it began; null: by a password.
        provider_id text,
        created_ms bigint NOT NULL,
        used_ms bigint NOT NULL
      )`.execute(db);
    await sql`CREATE INDEX sessions_user ON sessions (user_id)`.execute(db);
    await sql`
      CREATE TABLE invitations (
        code_hash text PRIMARY KEY,
        user_id text NOT NULL UNIQUE REFERENCES users ON DELETE CASCADE,
        expires_ms bigint NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE sign_in_failures (
        key text PRIMARY KEY,
        failures integer NOT NULL,
        last_ms bigint NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE sso_attempts (
        state_hash text PRIMARY KEY,
        provider_id text NOT NULL,
        browser_hash text NOT NULL,
        nonce text NOT NULL,
        code_verifier text NOT NULL,
        return_to text NOT NULL,
        invitation_hash text,
        expires_ms bigint NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE scim_tokens (
        token_id text PRIMARY KEY,
        name text NOT NULL,
        organisation_id text REFERENCES organisations,
        token_hash text NOT NULL UNIQUE,
        former_hash text UNIQUE,
        former_until_ms bigint,
        created_ms bigint NOT NULL,
        last_used_ms bigint
      )`.execute(db);
    await sql`
      CREATE TABLE scim_groups (
        group_id text PRIMARY KEY,
        organisation_id text REFERENCES organisations,
        display_name text NOT NULL,
        external_id text,
        created_ms bigint NOT NULL,
        changed_ms bigint NOT NULL
      )`.execute(db);
    await sql`
      CREATE UNIQUE INDEX scim_groups_name
        ON scim_groups (coalesce(organisation_id, ''), lower(display_name))`.execute(db);
    await sql`
      CREATE TABLE scim_members (
        group_id text NOT NULL REFERENCES scim_groups ON DELETE CASCADE,
        user_id text NOT NULL REFERENCES users ON DELETE CASCADE,
        PRIMARY KEY (group_id, user_id)
      )`.execute(db);
    await sql`
      ALTER TABLE set_aside
        ADD COLUMN dismissed_ms bigint,
        ADD COLUMN dismissed_by text,
        ADD COLUMN dismissed_reason text`.execute(db);
    // By their public keys; what the shop signs in with is not kept.
    await sql`
      CREATE TABLE hub_credentials (
        user_key text PRIMARY KEY,
        shop_id text NOT NULL REFERENCES shops,
        made_ms bigint NOT NULL,
        withdrawn_ms bigint
      )`.execute(db);
    await sql`CREATE INDEX hub_credentials_of_shop ON hub_credentials (shop_id)`.execute(db);
  },
  down: async (db) => {
    await sql`DROP FUNCTION count_grants`.execute(db);
  },
});
