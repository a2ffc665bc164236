/** Gift cards and points: balances with their entries, holds of shops on them, and members. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const BALANCES = reversible({
  tables: [
    ...["balances", "balance_cards", "balance_entries", "balance_holds", "balance_heads"],
    ...["loyalty_rules", "points_earned"],
  ],
  up: async (db: Kysely<unknown>) => {
    // Units are the currency's minor units, or points. The checks are the last word: no query gets past them.
    await sql`
      CREATE TABLE balances (
        balance_id text PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('gift-card', 'points')),
        -- In whose shops it can be spent; null: in all of the chain.
        organisation_id text REFERENCES organisations,
        currency text NOT NULL,
        units bigint NOT NULL DEFAULT 0 CHECK (units >= 0),
        held_units bigint NOT NULL DEFAULT 0 CHECK (held_units >= 0),
        -- Points that were to be taken back when they had been spent: what is earned next pays them.
        owed_units bigint NOT NULL DEFAULT 0 CHECK (owed_units >= 0),
        created_ms bigint NOT NULL,
        CHECK (held_units <= units)
      )`.execute(db);
    await sql`
      CREATE TABLE balance_cards (
        number text PRIMARY KEY,
        balance_id text NOT NULL UNIQUE REFERENCES balances,
        code_hash text NOT NULL,
        is_blocked boolean NOT NULL DEFAULT false,
        expires_ms bigint,
        issued_by text NOT NULL,
        issued_ms bigint NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE balance_entries (
        entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        balance_id text NOT NULL REFERENCES balances,
        kind text NOT NULL,
        units bigint NOT NULL,
        units_after bigint NOT NULL CHECK (units_after >= 0),
        shop_id text REFERENCES shops,
        visit_id text,
        entered_by text,
        at_ms bigint NOT NULL,
        -- What made it: nothing makes two.
        reference text NOT NULL UNIQUE
      )`.execute(db);
    await sql`CREATE INDEX balance_entries_of ON balance_entries (balance_id, entry_id)`.execute(
      db,
    );
    await sql`
      CREATE FUNCTION refuse_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'entries are never changed: make another';
      END $$`.execute(db);
    await sql`
      CREATE TRIGGER balance_entries_stay BEFORE UPDATE OR DELETE ON balance_entries
        FOR EACH ROW EXECUTE FUNCTION refuse_entry_change()`.execute(db);
    await sql`
      CREATE TABLE balance_holds (
        shop_id text NOT NULL REFERENCES shops,
        hold_id text NOT NULL,
        visit_id text NOT NULL,
        -- Null where the shop ended or captured what was never held.
        balance_id text REFERENCES balances,
        state text NOT NULL CHECK (state IN ('held', 'captured', 'released', 'ended')),
        units_per_minor bigint NOT NULL CHECK (units_per_minor > 0),
        amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
        captured_minor bigint NOT NULL DEFAULT 0,
        refunded_minor bigint NOT NULL DEFAULT 0,
        -- What the shop's receipt counts on and no balance had.
        short_minor bigint NOT NULL DEFAULT 0 CHECK (short_minor >= 0),
        -- The shop has written down that it has the hold.
        is_confirmed boolean NOT NULL DEFAULT false,
        made_ms bigint NOT NULL,
        ends_ms bigint NOT NULL,
        PRIMARY KEY (shop_id, hold_id),
        CHECK (captured_minor BETWEEN 0 AND amount_minor),
        CHECK (refunded_minor BETWEEN 0 AND captured_minor)
      )`.execute(db);
    await sql`CREATE INDEX balance_holds_of ON balance_holds (balance_id)`.execute(db);
    await sql`CREATE INDEX balance_holds_visit ON balance_holds (shop_id, visit_id)`.execute(db);
    await sql`
      CREATE INDEX balance_holds_open ON balance_holds (ends_ms) WHERE state = 'held'`.execute(db);
    await sql`
      CREATE TABLE balance_heads (
        shop_id text PRIMARY KEY REFERENCES shops,
        position bigint NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE loyalty_rules (
        organisation_id text NOT NULL REFERENCES organisations,
        currency text NOT NULL,
        -- So many points for each so much of a receipt's total …
        earned_points bigint NOT NULL CHECK (earned_points >= 0),
        per_minor bigint NOT NULL CHECK (per_minor > 0),
        -- … and so many pay one minor unit.
        points_per_minor bigint NOT NULL CHECK (points_per_minor > 0),
        set_by text NOT NULL,
        set_ms bigint NOT NULL,
        PRIMARY KEY (organisation_id, currency)
      )`.execute(db);
    // What a receipt has earned, by the rule of the day on which it became final.
    await sql`
      CREATE TABLE points_earned (
        shop_id text NOT NULL REFERENCES shops,
        visit_id text NOT NULL,
        balance_id text NOT NULL REFERENCES balances,
        earned_points bigint NOT NULL,
        per_minor bigint NOT NULL,
        points bigint NOT NULL,
        PRIMARY KEY (shop_id, visit_id)
      )`.execute(db);
  },
  down: async (db) => {
    await sql`DROP FUNCTION refuse_entry_change`.execute(db);
  },
});

export const MEMBERS = reversible({
  tables: ["members"],
  up: async (db: Kysely<unknown>) => {
    // What belongs to the person: deleted when they ask, while entries and receipts name a random id alone.
    await sql`
      CREATE TABLE members (
        balance_id text PRIMARY KEY REFERENCES balances,
        name text,
        email text,
        joined_ms bigint NOT NULL
      )`.execute(db);
    await sql`CREATE INDEX members_email ON members (lower(email))`.execute(db);
  },
});
