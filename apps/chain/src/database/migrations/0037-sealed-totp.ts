/** Second factors are sealed. Those that are there are, at the next start: the keys are not the database's to have. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const SEALED_TOTP = reversible({
  // A second factor that was set meanwhile is not sealed.
  columns: [{ table: "passwords", columns: ["is_sealed"], whileSame: ["totp_secret"] }],
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE passwords ADD COLUMN is_sealed boolean NOT NULL DEFAULT false`.execute(
      db,
    );
  },
});
