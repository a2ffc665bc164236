/** Parts of names, as directories send them and want them back. */
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

export const SCIM_NAMES: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE users ADD COLUMN given_name text, ADD COLUMN family_name text`.execute(
      db,
    );
  },
};
