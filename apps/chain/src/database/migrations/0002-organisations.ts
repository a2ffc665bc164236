/**
 * Whose the shops are. An organisation is a retailer or one of its franchisees; what one has, no other sees. A
 * shop may be in a region.
 */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const ORGANISATIONS = reversible({
  tables: ["organisations", "regions"],
  columns: [{ table: "shops", columns: ["organisation_id", "region_id"] }],
  up: async (db: Kysely<unknown>) => {
    await sql`
      CREATE TABLE organisations (
        organisation_id text PRIMARY KEY,
        name text NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE regions (
        region_id text PRIMARY KEY,
        name text NOT NULL
      )`.execute(db);
    await sql`INSERT INTO organisations VALUES ('main', 'The chain')`.execute(db);
    await sql`
      ALTER TABLE shops
        ADD COLUMN organisation_id text NOT NULL DEFAULT 'main' REFERENCES organisations,
        ADD COLUMN region_id text REFERENCES regions`.execute(db);
    await sql`ALTER TABLE shops ALTER COLUMN organisation_id DROP DEFAULT`.execute(db);
  },
});
