/** Where shops are, and what makes visits of all shops quick to find. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

const INDEXES = [
  "CREATE INDEX visits_newest ON visits (opened_ms DESC, shop_id DESC, visit_id DESC)",
  "CREATE INDEX visits_by_id ON visits (visit_id)",
  "CREATE INDEX visits_by_tail ON visits (right(visit_id, 4), opened_ms)",
  "CREATE INDEX receipts_of_number ON receipts (document_number)",
  "CREATE INDEX receipts_of_total ON receipts (total_minor, drafted_ms)",
  "CREATE INDEX receipts_of_day ON receipts (shop_id, drafted_ms) INCLUDE (is_reviewed)",
  `CREATE INDEX receipt_documents_of_day ON receipt_documents (shop_id, at_ms)
    INCLUDE (currency, total_minor)`,
  "CREATE INDEX alerts_open_of_shop ON alerts (shop_id) WHERE cleared_ms IS NULL",
  "CREATE INDEX set_aside_open_of_shop ON set_aside (shop_id) WHERE dismissed_ms IS NULL",
];

export const PLACES = reversible({
  columns: [{ table: "shops", columns: ["latitude", "longitude", "console_url"] }],
  up: async (db: Kysely<unknown>) => {
    await sql`
      ALTER TABLE shops
        ADD COLUMN latitude double precision CHECK (latitude BETWEEN -90 AND 90),
        ADD COLUMN longitude double precision CHECK (longitude BETWEEN -180 AND 180),
        ADD COLUMN console_url text`.execute(db);
    for (const index of INDEXES) await sql.raw(index).execute(db);
  },
  down: async (db) => {
    const names = INDEXES.map((index) => sql.id(/^CREATE INDEX (\w+)/.exec(index)![1]!));
    await sql`DROP INDEX ${sql.join(names)}`.execute(db);
  },
});
