/** Whom the chain tells what happens in its shops, and what of it is on its way. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

const TABLES = [
  `CREATE TABLE webhook_subscriptions (
    subscription_id text PRIMARY KEY,
    organisation_id text REFERENCES organisations,
    url text NOT NULL,
    event_types json NOT NULL,
    sealed_secret bytea NOT NULL,
    former_secret bytea,
    former_until_ms bigint,
    is_enabled boolean NOT NULL,
    created_ms bigint NOT NULL
  )`,
  `CREATE TABLE webhook_cursors (
    subscription_id text NOT NULL REFERENCES webhook_subscriptions ON DELETE CASCADE,
    shop_id text NOT NULL REFERENCES shops,
    position bigint NOT NULL,
    PRIMARY KEY (subscription_id, shop_id)
  )`,
  `CREATE TABLE webhook_deliveries (
    subscription_id text NOT NULL REFERENCES webhook_subscriptions ON DELETE CASCADE,
    shop_id text NOT NULL REFERENCES shops,
    position bigint NOT NULL,
    visit_id text,
    body text NOT NULL,
    status text NOT NULL,
    attempts integer NOT NULL,
    next_ms bigint NOT NULL,
    ended_ms bigint,
    last_answer text,
    PRIMARY KEY (subscription_id, shop_id, position)
  )`,
  `CREATE INDEX webhook_deliveries_due ON webhook_deliveries (subscription_id, next_ms, shop_id, position)
    WHERE status = 'pending'`,
  `CREATE INDEX webhook_deliveries_in_order ON webhook_deliveries
    (subscription_id, shop_id, visit_id, position) WHERE status = 'pending'`,
  "CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (status, ended_ms)",
];

export const WEBHOOKS = reversible({
  tables: ["webhook_subscriptions", "webhook_cursors", "webhook_deliveries"],
  up: async (db: Kysely<unknown>) => {
    for (const table of TABLES) await sql.raw(table).execute(db);
  },
});
