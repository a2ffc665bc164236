/** Versions for several shops that wait for a second user. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const PROPOSALS = reversible({
  tables: ["proposals"],
  up: async (db: Kysely<unknown>) => {
    await sql`
      CREATE TABLE proposals (
        proposal_id text PRIMARY KEY,
        kind text NOT NULL,
        layer text NOT NULL,
        region_id text,
        body json,
        items bigint NOT NULL,
        note text NOT NULL,
        proposed_by text NOT NULL,
        proposed_ms bigint NOT NULL,
        state text NOT NULL CHECK (state IN ('open', 'approved', 'rejected', 'withdrawn')),
        decided_by text,
        decided_ms bigint,
        reason text,
        version bigint,
        CHECK ((state = 'open') = (decided_ms IS NULL)),
        CHECK ((state = 'open') = (body IS NOT NULL))
      )`.execute(db);
    // Recent changes of users decide who may approve.
    await sql`CREATE INDEX audit_events_at ON audit_events (at_ms)`.execute(db);
  },
  down: async (db: Kysely<unknown>) => {
    await sql`DROP INDEX audit_events_at`.execute(db);
  },
});
