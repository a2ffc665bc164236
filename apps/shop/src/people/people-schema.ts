/**
 * Tables of people. Unlike the journal they hold personal data, and can be changed and deleted:
 * events name people by random ids alone.
 */

import { SECURITY_SCHEMA } from "../security/security-schema.ts";
import { KEY_SCOPE_SCHEMA } from "./key-scopes.ts";

/** Part of the schema that the store is opened with. What is deleted is overwritten on the disk. */
export const PEOPLE_SCHEMA = `
  PRAGMA secure_delete = ON;
  CREATE TABLE IF NOT EXISTS users (
    user_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    roles TEXT NOT NULL,
    password_hash TEXT,
    key_hash TEXT UNIQUE,
    is_disabled INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    CHECK ((password_hash IS NULL) <> (key_hash IS NULL))
  ) STRICT;
  CREATE TABLE IF NOT EXISTS demo_made_users (
    user_id TEXT PRIMARY KEY,
    is_refused INTEGER NOT NULL
  ) STRICT;
  -- Secrets are sealed for their user; of recovery codes there are keyed hashes alone.
  CREATE TABLE IF NOT EXISTS second_factors (
    user_id TEXT PRIMARY KEY,
    sealed_secret BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    enabled_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS second_factor_setups (
    user_id TEXT PRIMARY KEY,
    sealed_secret BLOB NOT NULL,
    begun_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS recovery_codes (
    user_id TEXT NOT NULL,
    code_hash TEXT NOT NULL,
    PRIMARY KEY (user_id, code_hash)
  ) STRICT;
  CREATE TABLE IF NOT EXISTS customers (
    customer_id TEXT PRIMARY KEY,
    card_token TEXT,
    card_last_four TEXT,
    is_member INTEGER NOT NULL,
    email TEXT,
    locale TEXT NOT NULL,
    registered_ms INTEGER NOT NULL,
    seen_ms INTEGER NOT NULL,
    CHECK ((card_token IS NULL) = (card_last_four IS NULL))
  ) STRICT;
  CREATE INDEX IF NOT EXISTS customers_by_seen ON customers (seen_ms);
  -- Saved cards that the provider has verified; a card of an earlier version has no row.
  CREATE TABLE IF NOT EXISTS verified_cards (
    customer_id TEXT PRIMARY KEY,
    card_token TEXT NOT NULL,
    card_hash TEXT,
    verified_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS card_setups (
    setup_hash TEXT PRIMARY KEY,
    reference TEXT NOT NULL,
    customer_id TEXT,
    begun_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS card_setups_by_time ON card_setups (begun_ms);
  CREATE TABLE IF NOT EXISTS passkeys (
    credential_id TEXT PRIMARY KEY,
    owner_kind TEXT NOT NULL,
    owner_id TEXT NOT NULL,
    public_key BLOB NOT NULL,
    counter INTEGER NOT NULL,
    transports TEXT NOT NULL,
    created_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS passkeys_by_owner ON passkeys (owner_kind, owner_id);
  CREATE TABLE IF NOT EXISTS badges (
    badge_hash TEXT PRIMARY KEY,
    holder_kind TEXT NOT NULL,
    holder_id TEXT NOT NULL,
    is_blocked INTEGER NOT NULL,
    not_after_ms INTEGER,
    note TEXT NOT NULL,
    changed_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS refresh_tokens (
    session_id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL,
    subject_kind TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    used_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS refresh_tokens_by_subject
    ON refresh_tokens (subject_kind, subject_id, used_ms);
  CREATE INDEX IF NOT EXISTS refresh_tokens_by_end ON refresh_tokens (expires_ms);
  CREATE TABLE IF NOT EXISTS phone_keys (
    customer_id TEXT NOT NULL,
    device_key TEXT NOT NULL,
    session_id TEXT NOT NULL,
    not_after_ms INTEGER NOT NULL,
    PRIMARY KEY (customer_id, device_key)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS phone_keys_by_end ON phone_keys (not_after_ms);
  CREATE TABLE IF NOT EXISTS sign_in_failures (
    name_hash TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    delayed_until_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sign_in_failures_by_count ON sign_in_failures (failures, last_ms);
  CREATE INDEX IF NOT EXISTS sign_in_failures_by_time ON sign_in_failures (last_ms);
  CREATE TABLE IF NOT EXISTS sign_in_places (
    place_hash TEXT PRIMARY KEY,
    name_hash TEXT NOT NULL,
    seen_ms INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS sign_in_places_by_name ON sign_in_places (name_hash, seen_ms);
  CREATE INDEX IF NOT EXISTS sign_in_places_by_time ON sign_in_places (seen_ms);
  -- How whoever has a session has signed in; it goes with the session.
  CREATE TABLE IF NOT EXISTS session_vias (
    session_id TEXT PRIMARY KEY REFERENCES refresh_tokens ON DELETE CASCADE,
    via TEXT NOT NULL
  ) STRICT;
  ${SECURITY_SCHEMA}
  ${KEY_SCOPE_SCHEMA}
`;
