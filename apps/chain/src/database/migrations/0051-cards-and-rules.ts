/** Cards that are replaced, captures that came short and are settled, and versions of loyalty rules. */
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

export const CARDS_AND_RULES: Migration = {
  up: async (db: Kysely<unknown>) => {
    // A balance has one card at a time; those before it stay blocked.
    await sql`
      ALTER TABLE balance_cards
        ADD COLUMN blocked_ms bigint,
        ADD COLUMN replaced_ms bigint,
        DROP CONSTRAINT balance_cards_balance_id_key`.execute(db);
    await sql`UPDATE balance_cards SET blocked_ms = issued_ms WHERE is_blocked`.execute(db);
    await sql`
      ALTER TABLE balance_cards
        ADD CHECK (is_blocked = (blocked_ms IS NOT NULL)),
        ADD CHECK (replaced_ms IS NULL OR is_blocked)`.execute(db);
    await sql`
      CREATE UNIQUE INDEX balance_cards_current ON balance_cards (balance_id)
        WHERE replaced_ms IS NULL`.execute(db);
    await sql`CREATE INDEX balance_cards_of ON balance_cards (balance_id, issued_ms)`.execute(db);
    await sql`CREATE INDEX balance_cards_by ON balance_cards (issued_by, issued_ms)`.execute(db);

    await sql`
      ALTER TABLE balance_holds
        ADD COLUMN settled_ms bigint,
        ADD COLUMN settled_by text,
        ADD COLUMN settled_note text`.execute(db);
    await sql`
      CREATE INDEX balance_holds_short ON balance_holds (made_ms) WHERE short_minor > 0`.execute(
      db,
    );
    await sql`
      CREATE INDEX balances_owed ON balances (organisation_id) WHERE owed_units > 0`.execute(db);

    await sql`
      ALTER TABLE loyalty_rules
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD COLUMN effective_ms bigint,
        -- Whether shoppers may join by themselves.
        ADD COLUMN is_open_to_join boolean NOT NULL DEFAULT false,
        ADD COLUMN note text NOT NULL DEFAULT '',
        DROP CONSTRAINT loyalty_rules_pkey`.execute(db);
    await sql`UPDATE loyalty_rules SET effective_ms = set_ms`.execute(db);
    await sql`
      ALTER TABLE loyalty_rules
        ALTER COLUMN version DROP DEFAULT,
        ALTER COLUMN is_open_to_join DROP DEFAULT,
        ALTER COLUMN note DROP DEFAULT,
        ALTER COLUMN effective_ms SET NOT NULL,
        ADD PRIMARY KEY (organisation_id, currency, version)`.execute(db);
  },
};
