/** What comes up from the shops. */
import { type Kysely, sql } from "kysely";
import { isKept, kept, reversible } from "../reversible.ts";

/** Of one month. Shops are spread over them by a hash, so that no partition is written by all. */
const PARTITIONS_PER_MONTH = 8;

/** Months that had partitions as the step was undone. */
const KEPT_MONTHS = "events.months";

export const UP_EVENTS = reversible({
  tables: ["shops", "up_heads", "shop_states", "events", "waiting_rows", "set_aside"],
  up: async (db: Kysely<unknown>) => {
    await sql`
      CREATE TABLE shops (
        shop_id text PRIMARY KEY,
        name text NOT NULL,
        shard integer NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE up_heads (
        shop_id text PRIMARY KEY REFERENCES shops,
        position bigint NOT NULL,
        hash text NOT NULL,
        at_ms bigint NOT NULL,
        received_ms bigint NOT NULL
      )`.execute(db);
    await sql`
      CREATE TABLE shop_states (
        shop_id text PRIMARY KEY REFERENCES shops,
        seen_ms bigint NOT NULL,
        position bigint NOT NULL,
        sent bigint NOT NULL,
        clock_ahead_ms bigint NOT NULL,
        version text NOT NULL
      )`.execute(db);
    // `json` keeps the text to the letter, which the row's hash is taken of; `jsonb` would not.
    await sql`
      CREATE TABLE events (
        shop_id text NOT NULL REFERENCES shops,
        month date NOT NULL,
        position bigint NOT NULL,
        stream text NOT NULL,
        version bigint NOT NULL,
        type text NOT NULL,
        at_ms bigint NOT NULL,
        body json NOT NULL,
        hash text NOT NULL,
        PRIMARY KEY (shop_id, month, position),
        UNIQUE (shop_id, month, stream, version)
      ) PARTITION BY RANGE (month)`.execute(db);
    // A clock that is wrong by years fills no partition of its own.
    await sql`CREATE TABLE events_other PARTITION OF events DEFAULT`.execute(db);
    await sql`
      CREATE FUNCTION make_events_of(month date) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        name text := 'events_' || to_char(month, 'YYYY_MM');
      BEGIN
        IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
        EXECUTE format(
          'CREATE TABLE %I PARTITION OF events FOR VALUES FROM (%L) TO (%L) PARTITION BY HASH (shop_id)',
          name, month, month + interval '1 month');
        FOR part IN 0..${sql.lit(PARTITIONS_PER_MONTH - 1)} LOOP
          EXECUTE format(
            'CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS ${sql.raw(String(PARTITIONS_PER_MONTH))}, REMAINDER %s)',
            name || '_' || part, name, part);
        END LOOP;
      END $$`.execute(db);
    await sql`
      CREATE TABLE waiting_rows (
        shop_id text NOT NULL REFERENCES shops,
        position bigint NOT NULL,
        hash text NOT NULL,
        row text NOT NULL,
        received_ms bigint NOT NULL,
        PRIMARY KEY (shop_id, position, hash)
      )`.execute(db);
    await sql`
      CREATE TABLE set_aside (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        shop_id text,
        subject text NOT NULL,
        reason text NOT NULL,
        body bytea NOT NULL,
        received_ms bigint NOT NULL
      )`.execute(db);
    if (!(await isKept(db, KEPT_MONTHS))) return;
    await sql`SELECT make_events_of(month) FROM ${kept(KEPT_MONTHS)}`.execute(db);
    await sql`DROP TABLE ${kept(KEPT_MONTHS)}`.execute(db);
  },
  keep: async (db) => {
    // Rows of other months are in the partition of the rest.
    await sql`
      CREATE TABLE ${kept(KEPT_MONTHS)} AS
        SELECT DISTINCT month FROM events WHERE tableoid <> 'events_other'::regclass`.execute(db);
  },
  down: async (db) => {
    await sql`DROP FUNCTION make_events_of`.execute(db);
  },
});
