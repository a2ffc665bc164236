/** Forecasts of what versions do to shops, for workers to make; and roll-outs that wait for theirs. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const FORECASTS = reversible({
  tables: ["forecasts"],
  columns: [
    {
      table: "roll_outs",
      columns: ["state", "reason"],
      whileSame: ["step_ms"],
      // No shop has its version, with a release that knows nothing of waiting, too.
      instead: {
        of: "state = 'waiting'",
        set: "state = 'back', reason = 'It waits for a forecast, which this release cannot make.'",
      },
    },
  ],
  up: async (db: Kysely<unknown>) => {
    await sql`
      ALTER TABLE roll_outs
        DROP CONSTRAINT roll_outs_state_check,
        ADD CONSTRAINT roll_outs_state_check
          CHECK (state IN ('waiting', 'running', 'stopped', 'done', 'back'))`.execute(db);
    await sql`
      CREATE TABLE forecasts (
        forecast_id text PRIMARY KEY,
        roll_out_id text NOT NULL REFERENCES roll_outs,
        shop_id text NOT NULL REFERENCES shops,
        visits integer NOT NULL CHECK (visits > 0),
        state text NOT NULL CHECK (state IN ('waiting', 'queued', 'running', 'done', 'set-aside')),
        reason text,
        task json,
        after_hash text,
        progress double precision NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0,
        lease_worker text,
        lease_until_ms bigint,
        result json,
        made_ms bigint NOT NULL,
        done_ms bigint,
        UNIQUE (roll_out_id, shop_id),
        CHECK ((state IN ('queued', 'running', 'done')) <= (task IS NOT NULL)),
        CHECK ((state = 'done') = (result IS NOT NULL))
      )`.execute(db);
    await sql`
      CREATE INDEX forecasts_to_make ON forecasts (made_ms)
        WHERE state IN ('queued', 'running')`.execute(db);
  },
  down: async (db) => {
    await sql`
      ALTER TABLE roll_outs
        DROP CONSTRAINT roll_outs_state_check,
        ADD CONSTRAINT roll_outs_state_check
          CHECK (state IN ('running', 'stopped', 'done', 'back'))`.execute(db);
  },
});
