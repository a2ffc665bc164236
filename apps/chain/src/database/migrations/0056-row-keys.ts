/** Public keys of what shops sign their rows with. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const ROW_KEYS = reversible({
  columns: [{ table: "hub_credentials", columns: ["row_key"] }],
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE hub_credentials ADD COLUMN row_key text`.execute(db);
  },
});
