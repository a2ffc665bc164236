/** What was lost to uncertainty, in money. */
import type { DatabaseSync } from "node:sqlite";
import type { ReceiptState } from "@saunter/commerce/receipt/evolve";
import { findLapsedMinor, type LossKind, readDisputeCause } from "@saunter/commerce/receipt/losses";
import type { Projection } from "../store/projection.ts";

/**
 * `sale_losses` is what was settled for the shopper with nobody knowing better: what the last draft said and the
 * receipt did not charge, as its review lapsed; what disputes refunded that no one reviewed; debts forgiven.
 */
export const lossTables: Projection = {
  name: "losses-1",
  tables: ["sale_drafts", "sale_losses"],
  schema: `
    CREATE TABLE sale_drafts (visit_id TEXT PRIMARY KEY, total_minor INTEGER NOT NULL) STRICT;
    CREATE TABLE sale_losses (
      loss_id TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      visit_id TEXT NOT NULL,
      at_ms INTEGER NOT NULL,
      amount_minor INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sale_losses_by_time ON sale_losses (at_ms);
  `,
  open: (db) => {
    const lose = openLosses(db);
    const draft = db.prepare("INSERT OR REPLACE INTO sale_drafts VALUES (?, ?)");
    const find = db.prepare("SELECT total_minor FROM sale_drafts WHERE visit_id = ?");
    const refund = db.prepare(
      "UPDATE sale_losses SET amount_minor = ?, at_ms = ? WHERE loss_id = ?",
    );
    return ({ event, atMs, position }, _kind, id, state) => {
      switch (event.type) {
        case "ReceiptDrafted":
        case "ReceiptRedrafted":
          if ((state as ReceiptState).status !== "draft") break;
          draft.run(id, event.content.result.totals.totalMinor);
          break;
        case "ReceiptFinalised": {
          const drafted = find.get(id)?.total_minor as number | undefined;
          const lost = findLapsedMinor(event, drafted ?? 0);
          if (lost > 0) lose(`lapsed:${id}`, "review-lapsed", id, atMs, lost);
          break;
        }
        case "ContestResolved":
          if (!event.isGranted || event.cause === "reviewer") break;
          lose(`dispute:${event.contestId}`, "dispute-unreviewed", id, atMs, 0);
          break;
        case "ReceiptCorrected": {
          const disputeId = readDisputeCause(event.cause);
          const amountMinor = Math.max(0, -event.differenceMinor);
          if (disputeId !== null) refund.run(amountMinor, atMs, `dispute:${disputeId}`);
          break;
        }
        case "DebtForgiven":
          lose(`debt:${position}`, "debt-forgiven", id, atMs, event.amountMinor);
      }
    };
  },
};

function openLosses(db: DatabaseSync) {
  const insert = db.prepare("INSERT OR REPLACE INTO sale_losses VALUES (?, ?, ?, ?, ?)");
  return (lossId: string, kind: LossKind, visitId: string, atMs: number, amountMinor: number) =>
    void insert.run(lossId, kind, visitId, atMs, amountMinor);
}
