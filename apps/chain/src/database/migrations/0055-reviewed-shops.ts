/** Which shops let reviewers of the chain decide: the others have nothing for them. */
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

export const REVIEWED_SHOPS: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`
      ALTER TABLE shop_states ADD COLUMN has_reviewers boolean NOT NULL DEFAULT false`.execute(db);
  },
};
