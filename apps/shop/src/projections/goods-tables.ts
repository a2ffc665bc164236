/** What was last changed of each product, place and offer, beside what the configuration says. */
import type { Projection } from "../store/projection.ts";

export const goodsTables: Projection = {
  name: "goods-1",
  tables: ["goods", "goods_version"],
  schema: `
    CREATE TABLE goods (
      kind TEXT NOT NULL,
      key TEXT NOT NULL,
      change TEXT NOT NULL,
      item TEXT,
      changed_by TEXT NOT NULL,
      changed_ms INTEGER NOT NULL,
      PRIMARY KEY (kind, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE goods_version (stream TEXT PRIMARY KEY, version INTEGER NOT NULL) STRICT;
  `,
  open: (db) => {
    const put = db.prepare("INSERT OR REPLACE INTO goods VALUES (?, ?, ?, ?, ?, ?)");
    const count = db.prepare(
      `INSERT INTO goods_version VALUES (?, 1)
       ON CONFLICT (stream) DO UPDATE SET version = version + 1`,
    );
    const restore = db.prepare("DELETE FROM goods WHERE kind = ? AND key = ?");
    return ({ event, atMs }, _kind, id) => {
      if (event.type !== "GoodsChanged") return;
      count.run(id);
      for (const { kind, key, change, item } of event.changes) {
        if (change === "restore") restore.run(kind, key);
        else
          put.run(kind, key, change, item === null ? null : JSON.stringify(item), event.by, atMs);
      }
    };
  },
};
