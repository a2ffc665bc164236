/** What is set aside is bounded: long messages are cut, floods counted. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const FLOODS = reversible({
  columns: [{ table: "set_aside", columns: ["size_bytes", "dropped"] }],
  up: async (db: Kysely<unknown>) => {
    await sql`
      ALTER TABLE set_aside
        ADD COLUMN size_bytes integer,
        ADD COLUMN dropped bigint NOT NULL DEFAULT 0`.execute(db);
    await sql`UPDATE set_aside SET size_bytes = length(body)`.execute(db);
    await sql`ALTER TABLE set_aside ALTER COLUMN size_bytes SET NOT NULL`.execute(db);
  },
});
