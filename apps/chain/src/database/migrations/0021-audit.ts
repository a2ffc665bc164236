/** The audit trail: appended to, and never changed; each row's hash is over the one before it. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

export const AUDIT = reversible({
  tables: ["audit_events", "audit_head", "audit_addresses"],
  up: async (db: Kysely<unknown>) => {
    // What is looked for is made of the body, so that it cannot say anything else.
    await sql`
      CREATE TABLE audit_events (
        position bigint PRIMARY KEY,
        hash text NOT NULL,
        body json NOT NULL,
        at_ms bigint NOT NULL GENERATED ALWAYS AS ((body->>'atMs')::bigint) STORED,
        kind text NOT NULL GENERATED ALWAYS AS (body->>'kind') STORED,
        actor_id text GENERATED ALWAYS AS (body->'actor'->>'id') STORED,
        object_id text GENERATED ALWAYS AS (body->'object'->>'id') STORED,
        shop_id text GENERATED ALWAYS AS (body->>'shopId') STORED,
        organisation_id text GENERATED ALWAYS AS (body->>'organisationId') STORED
      )`.execute(db);
    await sql`CREATE INDEX audit_events_shop ON audit_events (shop_id)`.execute(db);
    await sql`CREATE INDEX audit_events_actor ON audit_events (actor_id)`.execute(db);
    await sql`CREATE INDEX audit_events_object ON audit_events (object_id)`.execute(db);
    await sql`
      CREATE TABLE audit_head (
        is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
        position bigint NOT NULL,
        hash text NOT NULL
      )`.execute(db);
    await sql`INSERT INTO audit_head (position, hash) VALUES (0, 'saunter')`.execute(db);
    // Where somebody was is not kept for ever; while it is, the body's seal holds it.
    await sql`
      CREATE TABLE audit_addresses (
        position bigint PRIMARY KEY,
        at_ms bigint NOT NULL,
        address text NOT NULL,
        salt text NOT NULL
      )`.execute(db);
    await sql`CREATE INDEX audit_addresses_at ON audit_addresses (at_ms)`.execute(db);
    await sql`
      CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'the audit trail is appended to, and never changed';
      END $$`.execute(db);
    await sql`
      CREATE TRIGGER audit_events_kept BEFORE UPDATE OR DELETE ON audit_events
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()`.execute(db);
    await sql`
      CREATE TRIGGER audit_events_whole BEFORE TRUNCATE ON audit_events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_audit_change()`.execute(db);
    // Runs as the tables' owner: who may append need not see the row before, nor write the head.
    await sql`
      CREATE FUNCTION append_audit(given_body text, address text) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
      DECLARE
        last public.audit_head;
        next_hash text;
        salt text := gen_random_uuid()::text;
        -- The text of an object, to which one more name is added.
        new_body text := CASE WHEN address IS NULL THEN given_body ELSE
          left(given_body, -1) || ',"addressSeal":"'
          || encode(sha256(convert_to(salt || E'\\n' || address, 'UTF8')), 'hex') || '"}' END;
      BEGIN
        SELECT * INTO STRICT last FROM public.audit_head FOR UPDATE;
        next_hash := encode(
          sha256(convert_to(
            last.hash || E'\n' || (last.position + 1)::text || E'\n' || new_body, 'UTF8')),
          'hex');
        INSERT INTO public.audit_events (position, hash, body)
          VALUES (last.position + 1, next_hash, new_body::json);
        IF address IS NOT NULL THEN
          INSERT INTO public.audit_addresses
            VALUES (last.position + 1, (new_body::json->>'atMs')::bigint, address, salt);
        END IF;
        UPDATE public.audit_head SET position = last.position + 1, hash = next_hash;
        RETURN last.position + 1;
      END $$`.execute(db);
    await sql`REVOKE ALL ON FUNCTION append_audit FROM public`.execute(db);
  },
  down: async (db) => {
    await sql`DROP FUNCTION append_audit, refuse_audit_change`.execute(db);
  },
});
