/** Which account a payment was charged to, and what each account has spent. */
import { type AccountState, findPayment } from "@saunter/commerce/account/account";
import type { Projection } from "../store/projection.ts";

export const accountTables: Projection = {
  name: "accounts-2",
  tables: ["account_payments"],
  schema: `
    CREATE TABLE account_payments (
      payment_id TEXT PRIMARY KEY,
      account_id TEXT NOT NULL,
      reserved_minor INTEGER NOT NULL,
      posted_minor INTEGER NOT NULL,
      reversed_minor INTEGER NOT NULL,
      at_ms INTEGER NOT NULL,
      period_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX account_payments_by_account ON account_payments (account_id, at_ms);
  `,
  open: (db) => {
    const upsert = db.prepare(
      "INSERT OR REPLACE INTO account_payments VALUES (?, ?, ?, ?, ?, ?, ?)",
    );
    return ({ event }, kind, id, raw) => {
      if (kind !== "account" || !("paymentId" in event)) return;
      const payment = findPayment(raw as AccountState, event.paymentId);
      if (payment === null) return;
      const { reservedMinor, postedMinor, reversedMinor, atMs, periodMs } = payment;
      upsert.run(event.paymentId, id, reservedMinor, postedMinor, reversedMinor, atMs, periodMs);
    };
  },
};
