/** Answers to requests with an idempotency key, so that one that is repeated is done once. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const ANSWERS = reversible({
  // An upgrade may follow within the day for which answers hold: a request that is repeated then is not done twice.
  tables: ["idempotency_answers"],
  up: async (db: Kysely<unknown>) => {
    await sql`
      CREATE TABLE idempotency_answers (
        user_id text NOT NULL,
        key_hash text NOT NULL,
        -- Of the request, below its key.
        request_hash text NOT NULL,
        -- Null until the transaction that does it ends.
        status integer,
        -- Sealed: it may hold a secret code.
        sealed_body bytea,
        at_ms bigint NOT NULL,
        PRIMARY KEY (user_id, key_hash)
      )`.execute(db);
    await sql`CREATE INDEX idempotency_answers_by_time ON idempotency_answers (at_ms)`.execute(db);
  },
});
