/** Second factors are sealed. Those that are there are, at the next start: the keys are not the database's to have. */
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

export const SEALED_TOTP: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE passwords ADD COLUMN is_sealed boolean NOT NULL DEFAULT false`.execute(
      db,
    );
  },
};
