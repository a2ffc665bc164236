/** Security events, as they are listed and searched. */
import type { Projection } from "../store/projection.ts";

export const securityTables: Projection = {
  name: "security-1",
  tables: ["security_events"],
  schema: `
    CREATE TABLE security_events (
      position INTEGER PRIMARY KEY,
      at_ms INTEGER NOT NULL,
      kind TEXT NOT NULL,
      principal_kind TEXT NOT NULL,
      principal_id TEXT,
      roles TEXT NOT NULL,
      via TEXT,
      object_kind TEXT,
      object_id TEXT,
      changes TEXT NOT NULL,
      detail_id INTEGER
    ) STRICT;
    CREATE INDEX security_events_by_kind ON security_events (kind, position);
    CREATE INDEX security_events_by_principal ON security_events (principal_id, position);
    CREATE INDEX security_events_by_object ON security_events (object_id, position);
    CREATE INDEX security_events_by_time ON security_events (at_ms);
  `,
  open: (db) => {
    const insert = db.prepare(
      "INSERT INTO security_events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    );
    return ({ event, atMs, position }) => {
      if (event.type !== "SecurityEventRecorded") return;
      const { kind, principal, object, changes, detailId } = event;
      insert.run(
        position,
        atMs,
        kind,
        principal.kind,
        principal.id,
        JSON.stringify(principal.roles),
        principal.via,
        object?.kind ?? null,
        object?.id ?? null,
        JSON.stringify(changes),
        detailId,
      );
    };
  },
};
