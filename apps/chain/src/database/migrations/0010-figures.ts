/** What shops' events come to: tables that are made of them, and can be made again from them. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

const SUMS = `
  units bigint NOT NULL,
  discount_minor bigint NOT NULL,
  deposit_minor bigint NOT NULL,
  net_minor bigint NOT NULL,
  tax_minor bigint NOT NULL`;

const DOCUMENT = `
  shop_id text NOT NULL REFERENCES shops,
  position bigint NOT NULL,
  document_number bigint NOT NULL,
  visit_id text NOT NULL,
  currency text NOT NULL,
  at_ms bigint NOT NULL`;

const TABLES = [
  `CREATE TABLE figure_heads (
    shop_id text NOT NULL REFERENCES shops,
    projection text NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (shop_id, projection)
  )`,
  `CREATE TABLE figure_faults (
    shop_id text NOT NULL REFERENCES shops,
    projection text NOT NULL,
    position bigint NOT NULL,
    stream text NOT NULL,
    type text NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (shop_id, projection, position)
  )`,
  `CREATE TABLE visits (
    shop_id text NOT NULL REFERENCES shops,
    visit_id text NOT NULL,
    status text NOT NULL,
    payer text NOT NULL,
    method text NOT NULL,
    gate_id text NOT NULL,
    party_size bigint NOT NULL,
    currency text NOT NULL,
    hold_minor bigint NOT NULL,
    age text NOT NULL,
    flags text NOT NULL,
    opened_ms bigint NOT NULL,
    closed_ms bigint,
    PRIMARY KEY (shop_id, visit_id)
  )`,
  "CREATE INDEX visits_by_time ON visits (shop_id, opened_ms)",
  `CREATE TABLE receipts (
    shop_id text NOT NULL REFERENCES shops,
    visit_id text NOT NULL,
    status text NOT NULL,
    document_number bigint,
    currency text NOT NULL,
    ${SUMS},
    rounding_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    corrections bigint NOT NULL,
    goodwill_minor bigint NOT NULL,
    probability double precision NOT NULL,
    is_reviewed boolean NOT NULL,
    drafted_ms bigint NOT NULL,
    final_ms bigint,
    review_due_ms bigint,
    PRIMARY KEY (shop_id, visit_id)
  )`,
  "CREATE INDEX receipts_by_time ON receipts (shop_id, drafted_ms)",
  "CREATE INDEX receipts_by_number ON receipts (shop_id, document_number)",
  `CREATE TABLE receipt_documents (
    ${DOCUMENT},
    kind text NOT NULL,
    receipts bigint NOT NULL,
    corrections bigint NOT NULL,
    corrected_minor bigint NOT NULL,
    ${SUMS},
    rounding_minor bigint NOT NULL,
    total_minor bigint NOT NULL,
    PRIMARY KEY (shop_id, position)
  )`,
  "CREATE INDEX receipt_documents_by_time ON receipt_documents (shop_id, at_ms)",
  "CREATE INDEX receipt_documents_by_visit ON receipt_documents (shop_id, visit_id)",
  `CREATE TABLE receipt_lines (
    ${DOCUMENT},
    item text NOT NULL,
    gtin text NOT NULL,
    name text NOT NULL,
    category text,
    tax_rate text NOT NULL,
    net_g bigint NOT NULL,
    ${SUMS},
    PRIMARY KEY (shop_id, position, item)
  )`,
  "CREATE INDEX receipt_lines_by_time ON receipt_lines (shop_id, at_ms)",
  "CREATE INDEX receipt_lines_by_visit ON receipt_lines (shop_id, visit_id)",
  `CREATE TABLE receipt_taxes (
    ${DOCUMENT},
    category text NOT NULL,
    rate text NOT NULL,
    label text NOT NULL,
    net_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    PRIMARY KEY (shop_id, position, category, rate, label)
  )`,
  "CREATE INDEX receipt_taxes_by_time ON receipt_taxes (shop_id, at_ms)",
  "CREATE INDEX receipt_taxes_by_visit ON receipt_taxes (shop_id, visit_id)",
  `CREATE TABLE refunds (
    shop_id text NOT NULL REFERENCES shops,
    visit_id text NOT NULL,
    position bigint NOT NULL,
    refund_id text NOT NULL,
    kind text NOT NULL,
    reason text NOT NULL,
    refunded_by text NOT NULL,
    document_number bigint,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (shop_id, position)
  )`,
  "CREATE INDEX refunds_by_time ON refunds (shop_id, at_ms)",
  "CREATE INDEX refunds_by_visit ON refunds (shop_id, visit_id)",
  `CREATE TABLE disputes (
    shop_id text NOT NULL REFERENCES shops,
    visit_id text NOT NULL,
    dispute_id text NOT NULL,
    kind text NOT NULL,
    gtin text NOT NULL,
    claimed_quantity bigint NOT NULL,
    worth_minor bigint NOT NULL,
    currency text NOT NULL,
    status text NOT NULL,
    cause text,
    refund_minor bigint NOT NULL,
    disputed_ms bigint NOT NULL,
    resolved_ms bigint,
    PRIMARY KEY (shop_id, visit_id, dispute_id)
  )`,
  "CREATE INDEX disputes_by_time ON disputes (shop_id, disputed_ms)",
  "CREATE INDEX disputes_by_status ON disputes (status, disputed_ms)",
  `CREATE TABLE losses (
    shop_id text NOT NULL REFERENCES shops,
    visit_id text NOT NULL,
    loss_id text NOT NULL,
    kind text NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (shop_id, visit_id, loss_id)
  )`,
  "CREATE INDEX losses_by_time ON losses (shop_id, at_ms)",
  `CREATE TABLE charges (
    shop_id text NOT NULL REFERENCES shops,
    visit_id text NOT NULL,
    payer text NOT NULL,
    currency text NOT NULL,
    due_minor bigint,
    net_minor bigint NOT NULL,
    missing_minor bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    forgiven_minor bigint NOT NULL,
    withdrawn_minor bigint NOT NULL,
    debt_minor bigint NOT NULL,
    debt_since_ms bigint,
    PRIMARY KEY (shop_id, visit_id)
  )`,
  `CREATE TABLE forgiven_debts (
    shop_id text NOT NULL REFERENCES shops,
    visit_id text NOT NULL,
    position bigint NOT NULL,
    currency text NOT NULL,
    amount_minor bigint NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (shop_id, position)
  )`,
  "CREATE INDEX forgiven_debts_by_time ON forgiven_debts (shop_id, at_ms)",
  `CREATE TABLE reviews (
    shop_id text NOT NULL REFERENCES shops,
    review_id text NOT NULL,
    visit_id text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    worth_minor bigint NOT NULL,
    opened_ms bigint NOT NULL,
    due_ms bigint NOT NULL,
    ended_ms bigint,
    decided_by text,
    took_ms bigint,
    outcome text,
    agrees boolean,
    again_by text,
    again_took_ms bigint,
    again_agrees boolean,
    PRIMARY KEY (shop_id, review_id)
  )`,
  "CREATE INDEX reviews_by_time ON reviews (shop_id, opened_ms)",
  "CREATE INDEX reviews_by_due ON reviews (status, due_ms)",
  `CREATE TABLE alerts (
    shop_id text NOT NULL REFERENCES shops,
    position bigint NOT NULL,
    alert_key text NOT NULL,
    kind text NOT NULL,
    message text NOT NULL,
    visit_id text,
    raised_ms bigint NOT NULL,
    acknowledged_ms bigint,
    acknowledged_by text,
    cleared_ms bigint,
    cleared_by text,
    PRIMARY KEY (shop_id, position)
  )`,
  "CREATE INDEX alerts_by_key ON alerts (shop_id, alert_key, position)",
  "CREATE INDEX alerts_open ON alerts (raised_ms) WHERE cleared_ms IS NULL",
  `CREATE TABLE empty_facings (
    shop_id text NOT NULL REFERENCES shops,
    facing text NOT NULL,
    from_ms bigint NOT NULL,
    gtin text NOT NULL,
    until_ms bigint,
    PRIMARY KEY (shop_id, facing, from_ms)
  )`,
  "CREATE INDEX empty_facings_by_end ON empty_facings (shop_id, until_ms)",
  `CREATE TABLE stock_moves (
    shop_id text NOT NULL REFERENCES shops,
    position bigint NOT NULL,
    kind text NOT NULL,
    facing text NOT NULL,
    gtin text NOT NULL,
    quantity bigint NOT NULL,
    expires_on text,
    reason text,
    at_ms bigint NOT NULL,
    PRIMARY KEY (shop_id, position)
  )`,
  "CREATE INDEX stock_moves_by_time ON stock_moves (shop_id, at_ms)",
  // Of the receipt and its charge together; its reader's rights hold for both.
  `CREATE VIEW receipt_states WITH (security_invoker = true) AS
    SELECT r.shop_id, r.visit_id, CASE
      WHEN r.status = 'contested' THEN 'disputed'
      WHEN r.status = 'draft' OR c.due_minor IS NULL OR c.missing_minor > 0 THEN 'open'
      WHEN r.corrections > 0 OR r.goodwill_minor > 0 OR c.refunded_minor > 0 THEN 'refunded'
      ELSE 'paid' END AS state
    FROM receipts r LEFT JOIN charges c USING (shop_id, visit_id)`,
];

export const FIGURES = reversible({
  madeAgain: TABLES.flatMap((table) => /^CREATE TABLE (\w+)/.exec(table)?.[1] ?? []),
  columns: [{ table: "shops", columns: ["time_zone", "gln"] }],
  views: ["receipt_states"],
  up: async (db: Kysely<unknown>) => {
    // What is new of a shop, and all of a stream, whatever months they are of.
    await sql`
      ALTER TABLE events
        DROP CONSTRAINT events_pkey,
        ADD PRIMARY KEY (shop_id, position, month),
        DROP CONSTRAINT events_shop_id_month_stream_version_key,
        ADD UNIQUE (shop_id, stream, version, month)`.execute(db);
    await sql`
      ALTER TABLE shops
        ADD COLUMN time_zone text NOT NULL DEFAULT 'UTC',
        ADD COLUMN gln text`.execute(db);
    for (const table of TABLES) await sql.raw(table).execute(db);
  },
  down: async (db) => {
    await sql`
      ALTER TABLE events
        DROP CONSTRAINT events_pkey,
        ADD PRIMARY KEY (shop_id, month, position),
        DROP CONSTRAINT events_shop_id_stream_version_month_key,
        ADD UNIQUE (shop_id, month, stream, version)`.execute(db);
  },
});
