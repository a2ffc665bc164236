/** Stock, alerts, gates, and what was shown at them. */
import type { Evidence } from "@saunter/commerce/cart/events";
import type { Projection } from "../store/projection.ts";

/** A facing's name: "gondola/shelf/first plate-last plate" of the planogram, or of an interaction. */
export function nameFacing(gondola: number, shelf: number, plates: readonly number[]): string {
  return `${gondola}/${shelf}/${plates[0] ?? 0}`;
}

/** What an interaction changes on the shelf, units. */
export function countOnShelf({ kind, quantity }: Evidence): number {
  switch (kind) {
    case "pick":
      return -quantity;
    case "putback":
      return quantity;
    case "handover":
      return 0;
    default:
      return kind satisfies never;
  }
}

export const stockTables: Projection = {
  name: "stock-1",
  tables: ["stock_bases", "stock_moves"],
  schema: `
    CREATE TABLE stock_bases (
      facing TEXT PRIMARY KEY,
      gtin TEXT NOT NULL,
      quantity INTEGER NOT NULL,
      at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE stock_moves (
      evidence_id TEXT PRIMARY KEY,
      gondola INTEGER NOT NULL,
      shelf INTEGER NOT NULL,
      plate INTEGER NOT NULL,
      gtin TEXT NOT NULL,
      delta INTEGER NOT NULL,
      at_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX stock_moves_by_place ON stock_moves (gondola, shelf, plate);
  `,
  open: (db) => {
    const count = db.prepare("INSERT OR REPLACE INTO stock_bases VALUES (?, ?, ?, ?)");
    const refill = db.prepare(
      `INSERT INTO stock_bases VALUES (?, ?, ?, ?) ON CONFLICT (facing)
       DO UPDATE SET quantity = quantity + excluded.quantity`,
    );
    const move = db.prepare("INSERT OR REPLACE INTO stock_moves VALUES (?, ?, ?, ?, ?, ?, ?)");
    const drop = db.prepare("DELETE FROM stock_moves WHERE evidence_id = ?");
    return ({ event, atMs }) => {
      switch (event.type) {
        case "StockCounted":
          count.run(event.facing, event.gtin, event.quantity, atMs);
          break;
        case "StockRefilled":
          refill.run(event.facing, event.gtin, event.quantity, atMs);
          break;
        case "InteractionTold": {
          const { evidenceId, gondola, shelf, plates, gtin } = event.evidence;
          const delta = countOnShelf(event.evidence);
          if (event.status === "retracted" || delta === 0) drop.run(evidenceId);
          else move.run(evidenceId, gondola, shelf, plates[0] ?? 0, gtin, delta, atMs);
          break;
        }
      }
    };
  },
};

export const shopTables: Projection = {
  name: "shop-1",
  tables: ["alerts", "gates", "credentials"],
  schema: `
    CREATE TABLE alerts (
      alert_key TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      message TEXT NOT NULL,
      visit_id TEXT,
      raised_ms INTEGER NOT NULL,
      cleared_ms INTEGER,
      cleared_by TEXT
    ) STRICT;
    CREATE INDEX alerts_by_time ON alerts (cleared_ms, raised_ms);
    CREATE TABLE gates (
      gate_id TEXT PRIMARY KEY,
      mode TEXT NOT NULL
    ) STRICT;
    CREATE TABLE credentials (
      once_key TEXT PRIMARY KEY,
      visit_id TEXT NOT NULL
    ) STRICT;
  `,
  open: (db) => {
    const raise = db.prepare("INSERT OR REPLACE INTO alerts VALUES (?, ?, ?, ?, ?, NULL, NULL)");
    const clear = db.prepare(
      "UPDATE alerts SET cleared_ms = ?, cleared_by = ? WHERE alert_key = ?",
    );
    const gate = db.prepare("INSERT OR REPLACE INTO gates VALUES (?, ?)");
    const credential = db.prepare("INSERT INTO credentials VALUES (?, ?)");
    return ({ event, atMs }) => {
      switch (event.type) {
        case "AlertRaised":
          raise.run(event.alertKey, event.kind, event.message, event.visitId, atMs);
          break;
        case "AlertCleared":
          clear.run(atMs, event.by, event.alertKey);
          break;
        case "GateModeSet":
          gate.run(event.gateId, event.mode);
          break;
        case "CredentialUsed":
          credential.run(event.onceKey, event.visitId);
          break;
      }
    };
  },
};
