/** Interactions as they stand, and whom each may concern. */
import { listConcerned } from "@saunter/commerce/cart/list-concerned";
import type { Projection } from "../store/projection.ts";

export const evidenceTables: Projection = {
  name: "evidence-2",
  tables: ["evidence", "evidence_shoppers"],
  schema: `
    CREATE TABLE evidence (
      evidence_id TEXT PRIMARY KEY,
      occurred_ms INTEGER NOT NULL,
      gondola INTEGER NOT NULL,
      shelf INTEGER NOT NULL,
      body TEXT NOT NULL
    ) STRICT;
    CREATE INDEX evidence_by_time ON evidence (occurred_ms, evidence_id);
    CREATE INDEX evidence_by_place ON evidence (gondola, shelf, occurred_ms, evidence_id);
    CREATE TABLE evidence_shoppers (
      shopper_id TEXT NOT NULL,
      evidence_id TEXT NOT NULL,
      PRIMARY KEY (shopper_id, evidence_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX evidence_shoppers_by_evidence ON evidence_shoppers (evidence_id);
  `,
  open: (db) => {
    const upsert = db.prepare("INSERT OR REPLACE INTO evidence VALUES (?, ?, ?, ?, ?)");
    const drop = db.prepare("DELETE FROM evidence WHERE evidence_id = ?");
    const link = db.prepare("INSERT OR IGNORE INTO evidence_shoppers VALUES (?, ?)");
    const unlink = db.prepare("DELETE FROM evidence_shoppers WHERE evidence_id = ?");
    return ({ event }) => {
      if (event.type !== "InteractionTold") return;
      const { evidence, status } = event;
      const { evidenceId, occurredMs, gondola, shelf } = evidence;
      unlink.run(evidenceId);
      if (status === "retracted") {
        drop.run(evidenceId);
        return;
      }
      upsert.run(evidenceId, occurredMs, gondola, shelf, JSON.stringify(evidence));
      for (const shopperId of listConcerned(evidence)) link.run(shopperId, evidenceId);
    };
  },
};
