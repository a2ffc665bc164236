/**
 * What is on its way out of the shop: plain tables beside the journal, which say how far each way out
 * has come. What is sent is made of the journal. Secrets of webhooks that were added in the browser are
 * sealed; no other secret is here, and no address but those of mails that were asked for by a receipt's
 * link, until they are sent.
 */
export const WEBHOOK_SCHEMA = `
  CREATE TABLE IF NOT EXISTS webhook_endpoints (
    endpoint_id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    secret_source TEXT NOT NULL,
    event_types TEXT NOT NULL,
    is_enabled INTEGER NOT NULL,
    is_configured INTEGER NOT NULL,
    cursor INTEGER NOT NULL
  ) STRICT;
  -- Of endpoints that were added in the browser; those of the configuration have their secret there.
  CREATE TABLE IF NOT EXISTS webhook_secrets (
    endpoint_id TEXT PRIMARY KEY,
    sealed_secret BLOB NOT NULL,
    former_secret BLOB,
    former_until_ms INTEGER,
    created_ms INTEGER NOT NULL
  ) STRICT;
  -- The last test of each endpoint.
  CREATE TABLE IF NOT EXISTS webhook_tests (
    endpoint_id TEXT PRIMARY KEY,
    tested_ms INTEGER NOT NULL,
    is_accepted INTEGER NOT NULL,
    answer TEXT NOT NULL,
    took_ms INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS webhook_deliveries (
    endpoint_id TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    visit_id TEXT,
    status TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    last_answer TEXT,
    PRIMARY KEY (endpoint_id, event_id)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS webhook_deliveries_due
    ON webhook_deliveries (endpoint_id, next_ms, event_id) WHERE status = 'pending';
  CREATE INDEX IF NOT EXISTS webhook_deliveries_in_order
    ON webhook_deliveries (endpoint_id, visit_id, event_id) WHERE status = 'pending';
  CREATE INDEX IF NOT EXISTS webhook_deliveries_ended ON webhook_deliveries (status, ended_ms);
`;

export const MAIL_SCHEMA = `
  CREATE TABLE IF NOT EXISTS mail_outbox (
    mail_id TEXT PRIMARY KEY,
    visit_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    document_number INTEGER NOT NULL,
    customer_id TEXT NOT NULL,
    status TEXT NOT NULL,
    tries INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    next_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    last_code TEXT,
    UNIQUE (visit_id, kind, document_number)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS mail_outbox_due ON mail_outbox (next_ms) WHERE status = 'pending';
  CREATE INDEX IF NOT EXISTS mail_outbox_ended ON mail_outbox (ended_ms);
  CREATE INDEX IF NOT EXISTS mail_outbox_by_customer ON mail_outbox (customer_id);
  CREATE TABLE IF NOT EXISTS asked_mails (
    mail_id TEXT PRIMARY KEY,
    visit_id TEXT NOT NULL,
    address TEXT,
    locale TEXT NOT NULL,
    tries INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    next_ms INTEGER NOT NULL,
    ended_ms INTEGER,
    last_code TEXT
  ) STRICT;
  CREATE INDEX IF NOT EXISTS asked_mails_due ON asked_mails (next_ms) WHERE ended_ms IS NULL;
  CREATE INDEX IF NOT EXISTS asked_mails_ended ON asked_mails (ended_ms);
  CREATE INDEX IF NOT EXISTS asked_mails_by_visit ON asked_mails (visit_id, created_ms);
`;
