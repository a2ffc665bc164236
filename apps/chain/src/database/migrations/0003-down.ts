/** What goes down to the shops: versions, what each shop was told, and which shops are held back. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const DOWN = reversible({
  tables: ["down_versions", "down_manifests", "down_pins", "roll_outs"],
  up: async (db: Kysely<unknown>) => {
    await sql`
      CREATE TABLE down_versions (
        kind text NOT NULL,
        version bigint NOT NULL,
        layer text NOT NULL CHECK (layer IN ('shared', 'region', 'shop')),
        region_id text REFERENCES regions,
        shop_id text REFERENCES shops,
        content json NOT NULL,
        hash text NOT NULL,
        effective_ms bigint NOT NULL,
        is_forced boolean NOT NULL,
        put_by text NOT NULL,
        put_ms bigint NOT NULL,
        note text NOT NULL,
        PRIMARY KEY (kind, version),
        CHECK ((layer = 'region') = (region_id IS NOT NULL)),
        CHECK ((layer = 'shop') = (shop_id IS NOT NULL))
      )`.execute(db);
    await sql`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'versions are never changed: put another';
      END $$`.execute(db);
    await sql`
      CREATE TRIGGER down_versions_stay BEFORE UPDATE OR DELETE ON down_versions
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`.execute(db);
    await sql`
      CREATE TABLE down_manifests (
        shop_id text PRIMARY KEY REFERENCES shops,
        revision bigint NOT NULL,
        steps json NOT NULL,
        written_ms bigint NOT NULL,
        published_ms bigint
      )`.execute(db);
    await sql`
      CREATE TABLE down_pins (
        shop_id text NOT NULL REFERENCES shops,
        kind text NOT NULL,
        version bigint NOT NULL,
        set_by text NOT NULL,
        set_ms bigint NOT NULL,
        note text NOT NULL,
        PRIMARY KEY (shop_id, kind)
      )`.execute(db);
    await sql`
      CREATE TABLE roll_outs (
        roll_out_id text PRIMARY KEY,
        kind text NOT NULL,
        version bigint NOT NULL,
        canary_shop_ids json NOT NULL,
        steps json NOT NULL,
        state text NOT NULL CHECK (state IN ('running', 'stopped', 'done', 'back')),
        step integer NOT NULL,
        step_ms bigint NOT NULL,
        reason text,
        UNIQUE (kind, version),
        FOREIGN KEY (kind, version) REFERENCES down_versions
      )`.execute(db);
    // Few of all events: what each shop has put in force.
    await sql`
      CREATE INDEX events_of_versions ON events (shop_id, position)
        WHERE stream = 'shop-chain'`.execute(db);
  },
  down: async (db) => {
    await sql`DROP FUNCTION refuse_change`.execute(db);
    await sql`DROP INDEX events_of_versions`.execute(db);
  },
});
