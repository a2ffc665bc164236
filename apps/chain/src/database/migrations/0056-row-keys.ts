/** By which keys shops sign what they send. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const ROW_KEYS = reversible({
  columns: [
    { table: "hub_credentials", columns: ["row_key"] },
    { table: "shops", columns: ["signs_rows"] },
  ],
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE hub_credentials ADD COLUMN row_key text`.execute(db);
    // Shops that are there may run a Saunter that does not sign; those that are added must.
    await sql`ALTER TABLE shops ADD COLUMN signs_rows boolean NOT NULL DEFAULT false`.execute(db);
    await sql`ALTER TABLE shops ALTER COLUMN signs_rows SET DEFAULT true`.execute(db);
  },
});
