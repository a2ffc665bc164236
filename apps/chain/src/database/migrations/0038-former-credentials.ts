/** Credentials of shops that stay valid for a while beside later ones, and what each shop was told last, as it says. */
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

export const FORMER_CREDENTIALS: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE hub_credentials ADD COLUMN expires_ms bigint`.execute(db);
    await sql`ALTER TABLE shop_states ADD COLUMN revision bigint`.execute(db);
  },
};
