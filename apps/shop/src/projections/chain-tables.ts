/** Of each kind of thing that the chain decides: the version in force, and one that was refused since. */
import type { Projection } from "../store/projection.ts";

export const chainTables: Projection = {
  name: "chain-1",
  tables: ["chain_versions"],
  schema: `
    CREATE TABLE chain_versions (
      kind TEXT NOT NULL,
      outcome TEXT NOT NULL,
      version INTEGER NOT NULL,
      hash TEXT NOT NULL,
      effective_ms INTEGER NOT NULL,
      reason TEXT,
      at_ms INTEGER NOT NULL,
      PRIMARY KEY (kind, outcome)
    ) STRICT, WITHOUT ROWID;
  `,
  open: (db) => {
    const write = db.prepare("INSERT OR REPLACE INTO chain_versions VALUES (?, ?, ?, ?, ?, ?, ?)");
    const forget = db.prepare("DELETE FROM chain_versions WHERE kind = ? AND outcome = 'refused'");
    return ({ event, atMs }) => {
      if (event.type === "ChainVersionApplied") {
        const { kind, version, hash, effectiveMs } = event;
        write.run(kind, "applied", version, hash, effectiveMs, null, atMs);
        forget.run(kind);
      }
      if (event.type === "ChainVersionRefused") {
        const { kind, version, hash, effectiveMs, reason } = event;
        write.run(kind, "refused", version, hash, effectiveMs, reason, atMs);
      }
    };
  },
};
