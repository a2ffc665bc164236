/** Parts of names, as directories send them and want them back. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const SCIM_NAMES = reversible({
  // Parts are of the name that they made: a directory may have sent another one meanwhile.
  columns: [{ table: "users", columns: ["given_name", "family_name"], whileSame: ["name"] }],
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE users ADD COLUMN given_name text, ADD COLUMN family_name text`.execute(
      db,
    );
  },
});
