/** Alerts of the chain, and what is sent of them. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

const TABLES = [
  `CREATE TABLE chain_alerts (
    alert_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alert_key text NOT NULL,
    kind text NOT NULL,
    shop_id text REFERENCES shops,
    organisation_id text REFERENCES organisations,
    is_for_all boolean NOT NULL,
    message text NOT NULL,
    raised_ms bigint NOT NULL,
    gone_ms bigint,
    acknowledged_ms bigint,
    acknowledged_by text,
    ended_ms bigint
  )`,
  // One alert a cause, whoever looks at the same time.
  "CREATE UNIQUE INDEX chain_alerts_open ON chain_alerts (alert_key) WHERE ended_ms IS NULL",
  "CREATE INDEX chain_alerts_by_key ON chain_alerts (alert_key, raised_ms)",
  "CREATE INDEX chain_alerts_of_shop ON chain_alerts (shop_id, alert_id)",
  `CREATE TABLE chain_alert_notices (
    alert_id bigint NOT NULL REFERENCES chain_alerts ON DELETE CASCADE,
    channel text NOT NULL,
    what text NOT NULL,
    status text NOT NULL,
    attempts integer NOT NULL,
    sent_count integer NOT NULL,
    next_ms bigint NOT NULL,
    outcome text,
    PRIMARY KEY (alert_id, channel, what)
  )`,
  "CREATE INDEX chain_alert_notices_due ON chain_alert_notices (next_ms) WHERE status = 'pending'",
  `CREATE TABLE directory_states (
    token_id text PRIMARY KEY REFERENCES scim_tokens ON DELETE CASCADE,
    failed_ms bigint,
    failure text,
    done_ms bigint
  )`,
];

export const ALERTS = reversible({
  tables: ["chain_alerts", "chain_alert_notices", "directory_states"],
  up: async (db: Kysely<unknown>) => {
    for (const table of TABLES) await sql.raw(table).execute(db);
  },
});
