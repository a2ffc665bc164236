/** Which shops let reviewers of the chain decide: the others have nothing for them. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const REVIEWED_SHOPS = reversible({
  // What a shop said last, until its next state says it again.
  columns: [{ table: "shop_states", columns: ["has_reviewers"] }],
  up: async (db: Kysely<unknown>) => {
    await sql`
      ALTER TABLE shop_states ADD COLUMN has_reviewers boolean NOT NULL DEFAULT false`.execute(db);
  },
});
