/** What shops have left at the hub that was no part of their copies. */
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";

export const COPY_STRAYS: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`
      CREATE TABLE copy_strays (
        shop_id text PRIMARY KEY REFERENCES shops,
        removed bigint NOT NULL,
        last_ms bigint NOT NULL
      )`.execute(db);
  },
};
