/** What each shop said last of the versions of a kind, kept as its events come in. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const VERSION_ANSWERS = reversible({
  madeAgain: ["version_answers"],
  up: async (db: Kysely<unknown>) => {
    await sql`
      CREATE TABLE version_answers (
        shop_id text NOT NULL REFERENCES shops,
        kind text NOT NULL,
        type text NOT NULL,
        version bigint NOT NULL,
        hash text NOT NULL,
        reason text,
        position bigint NOT NULL,
        at_ms bigint NOT NULL,
        PRIMARY KEY (shop_id, kind, type)
      )`.execute(db);
    // A shop may say anything: what is no answer, or of a kind of which there are no versions, is left out, and its
    // event is taken all the same.
    await sql`
      CREATE FUNCTION note_version_answer(said events) RETURNS void LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO version_answers AS known
          SELECT said.shop_id, said.body->>'kind', said.type, (said.body->>'version')::bigint,
            said.body->>'hash', said.body->>'reason', said.position, said.at_ms
          WHERE EXISTS (SELECT FROM down_versions WHERE kind = said.body->>'kind')
        ON CONFLICT (shop_id, kind, type) DO UPDATE SET
          version = excluded.version, hash = excluded.hash, reason = excluded.reason,
          position = excluded.position, at_ms = excluded.at_ms
          WHERE known.position < excluded.position;
      EXCEPTION WHEN data_exception OR integrity_constraint_violation OR program_limit_exceeded THEN
        NULL;
      END $$`.execute(db);
    await sql`
      CREATE FUNCTION note_new_version_answer() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM note_version_answer(NEW);
        RETURN NULL;
      END $$`.execute(db);
    await sql`
      SELECT note_version_answer(events) FROM events
      WHERE stream = 'shop-chain' AND type IN ('ChainVersionApplied', 'ChainVersionRefused')`.execute(
      db,
    );
    await sql`
      CREATE TRIGGER version_answers_follow AFTER INSERT ON events FOR EACH ROW
        WHEN (NEW.stream = 'shop-chain'
          AND NEW.type IN ('ChainVersionApplied', 'ChainVersionRefused'))
        EXECUTE FUNCTION note_new_version_answer()`.execute(db);
  },
  down: async (db) => {
    await sql`DROP TRIGGER version_answers_follow ON events`.execute(db);
    await sql`DROP FUNCTION note_new_version_answer, note_version_answer`.execute(db);
  },
});
