/** Alerts, gates, and what was shown at them; names of places. */
import type { Projection } from "../store/projection.ts";

/** A facing's name: "gondola/shelf/first plate". */
export function nameFacing(gondola: number, shelf: number, plates: readonly number[]): string {
  return `${gondola}/${shelf}/${plates[0] ?? 0}`;
}

export const shopTables: Projection = {
  name: "shop-3",
  tables: ["alerts", "gates", "credentials"],
  schema: `
    CREATE TABLE alerts (
      alert_key TEXT PRIMARY KEY,
      kind TEXT NOT NULL,
      message TEXT NOT NULL,
      visit_id TEXT,
      raised_ms INTEGER NOT NULL,
      acknowledged_ms INTEGER,
      acknowledged_by TEXT,
      cleared_ms INTEGER,
      cleared_by TEXT
    ) STRICT;
    CREATE INDEX alerts_by_time ON alerts (cleared_ms, raised_ms);
    CREATE INDEX alerts_in_order ON alerts (raised_ms, alert_key);
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
    const raise = db.prepare(
      "INSERT OR REPLACE INTO alerts VALUES (?, ?, ?, ?, ?, NULL, NULL, NULL, NULL)",
    );
    const acknowledge = db.prepare(
      "UPDATE alerts SET acknowledged_ms = ?, acknowledged_by = ? WHERE alert_key = ?",
    );
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
        case "AlertAcknowledged":
          acknowledge.run(atMs, event.by, event.alertKey);
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
