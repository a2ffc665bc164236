/** By which release an event was found that nothing could be made of: another one tries it again. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const FAULTS = reversible({
  up: async (db: Kysely<unknown>) => {
    await sql`ALTER TABLE figure_faults ADD COLUMN step text`.execute(db);
  },
  // What follows from it is that all are tried again.
  down: async (db) => {
    await sql`ALTER TABLE figure_faults DROP COLUMN step`.execute(db);
  },
});
