/** Since when the chain requires signatures of a shop. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const SIGNED_SHOPS = reversible({
  tables: ["signed_shops"],
  up: async (db: Kysely<unknown>) => {
    await sql`
      CREATE TABLE signed_shops (
        shop_id text PRIMARY KEY REFERENCES shops,
        rows_since_ms bigint,
        messages_since_ms bigint
      )`.execute(db);
  },
});
