/** Credentials of shops that stay valid for a while beside later ones, and what each shop was told last, as it says. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const FORMER_CREDENTIALS = reversible({
  columns: [
    { table: "hub_credentials", columns: ["expires_ms"] },
    { table: "shop_states", columns: ["revision"], whileSame: ["seen_ms"] },
  ],
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE hub_credentials ADD COLUMN expires_ms bigint`.execute(db);
    await sql`ALTER TABLE shop_states ADD COLUMN revision bigint`.execute(db);
  },
});
