/** Sums by shop and day, which reports are read from. */
import { type Kysely, sql } from "kysely";
import { reversible } from "../reversible.ts";

const COUNTS = [
  ...["receipts", "corrections", "corrected_minor", "units", "discount_minor", "deposit_minor"],
  ...["net_minor", "tax_minor", "rounding_minor", "total_minor"],
  ...["refunds", "refunded_minor", "losses", "shrinkage_minor"],
  ...["visits", "reviewed", "disputes", "granted", "refused", "audited", "audited_agreed"],
];

export const SHOP_DAYS = reversible({
  madeAgain: ["shop_days", "shop_day_heads"],
  up: async (db: Kysely<unknown>) => {
    const counts = COUNTS.map((name) => `${name} bigint NOT NULL DEFAULT 0`).join(", ");
    await sql
      .raw(`CREATE TABLE shop_days (
        shop_id text NOT NULL REFERENCES shops,
        day date NOT NULL,
        currency text NOT NULL,
        ${counts},
        waits numeric(1000, 0) NOT NULL DEFAULT 0,
        PRIMARY KEY (shop_id, day, currency)
      )`)
      .execute(db);
    await sql`CREATE INDEX shop_days_by_day ON shop_days (day)`.execute(db);
    await sql`
      CREATE TABLE shop_day_heads (
        shop_id text PRIMARY KEY REFERENCES shops,
        time_zone text NOT NULL,
        rule bigint NOT NULL
      )`.execute(db);
  },
});
