/** What shops have left at the hub that was no part of their copies. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const COPY_STRAYS = reversible({
  tables: ["copy_strays"],
  up: async (db: Kysely<unknown>) => {
    await sql`
      CREATE TABLE copy_strays (
        shop_id text PRIMARY KEY REFERENCES shops,
        removed bigint NOT NULL,
        last_ms bigint NOT NULL
      )`.execute(db);
  },
});
