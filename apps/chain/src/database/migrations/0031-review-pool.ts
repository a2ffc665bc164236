/** Reviews as a queue of all shops, and who was given which. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

const STEPS = [
  // Made of events again, all of them.
  `ALTER TABLE reviews
    ADD COLUMN is_all_at_stake boolean NOT NULL DEFAULT false,
    ADD COLUMN is_twice boolean NOT NULL DEFAULT false,
    ADD COLUMN claimed_by text,
    ADD COLUMN claimed_until_ms bigint`,
  "CREATE INDEX reviews_open ON reviews (shop_id, due_ms) WHERE status = 'open'",
  `CREATE INDEX reviews_second ON reviews (shop_id, ended_ms)
    WHERE status = 'decided' AND is_twice AND again_by IS NULL`,
  "CREATE INDEX reviews_ended ON reviews (shop_id, ended_ms)",
  `CREATE TABLE review_looks (
    look_id text PRIMARY KEY,
    shop_id text NOT NULL REFERENCES shops,
    review_id text NOT NULL,
    visit_id text NOT NULL,
    -- Of a user who may be gone by now.
    user_id text NOT NULL,
    is_second boolean NOT NULL,
    given_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    ended_ms bigint,
    ending text,
    CHECK ((ended_ms IS NULL) = (ending IS NULL))
  )`,
  "CREATE UNIQUE INDEX review_looks_one_reviewer ON review_looks (shop_id, review_id) WHERE ended_ms IS NULL",
  "CREATE UNIQUE INDEX review_looks_one_review ON review_looks (user_id) WHERE ended_ms IS NULL",
  "CREATE INDEX review_looks_of_review ON review_looks (shop_id, review_id)",
  "CREATE INDEX review_looks_by_time ON review_looks (shop_id, given_ms)",
];

export const REVIEW_POOL = reversible({
  tables: ["review_looks"],
  up: async (db: Kysely<unknown>) => {
    for (const step of STEPS) await sql.raw(step).execute(db);
    await sql`DELETE FROM reviews`.execute(db);
    for (const table of ["figure_heads", "figure_faults"]) {
      await sql`
        DELETE FROM ${sql.id(table)} WHERE split_part(projection, '-', 1) = 'reviews'`.execute(db);
    }
  },
  down: async (db) => {
    await sql`DROP INDEX reviews_open, reviews_ended`.execute(db);
    await sql`
      ALTER TABLE reviews
        DROP COLUMN is_all_at_stake,
        DROP COLUMN is_twice,
        DROP COLUMN claimed_by,
        DROP COLUMN claimed_until_ms`.execute(db);
  },
});
