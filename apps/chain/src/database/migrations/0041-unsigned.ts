/** What shops say of receipts that wait to be signed. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const UNSIGNED = reversible({
  columns: [{ table: "shop_states", columns: ["unsigned"], whileSame: ["seen_ms"] }],
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE shop_states ADD COLUMN unsigned bigint`.execute(db);
  },
});
