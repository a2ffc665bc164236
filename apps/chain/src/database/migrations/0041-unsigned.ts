/** What shops say of receipts that wait to be signed. */
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

export const UNSIGNED: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE shop_states ADD COLUMN unsigned bigint`.execute(db);
  },
};
