/**
 * What was last changed of each product, place and offer, beside what the configuration says; the
 * planogram's publications, numbered from 1, and its draft.
 */
import type { DatabaseSync } from "node:sqlite";
import type { ShopEvent } from "@saunter/commerce/shop/events";
import type { Projection } from "../store/projection.ts";

export const goodsTables: Projection = {
  name: "goods-2",
  tables: ["goods", "goods_version", "planogram_publications", "planogram_draft"],
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
    CREATE TABLE planogram_publications (
      number INTEGER PRIMARY KEY,
      changes TEXT NOT NULL,
      undoes INTEGER,
      undone_by INTEGER,
      published_by TEXT NOT NULL,
      published_ms INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE planogram_draft (
      stream TEXT PRIMARY KEY,
      version INTEGER NOT NULL,
      changes TEXT NOT NULL,
      publish_ms INTEGER,
      drafted_by TEXT NOT NULL,
      drafted_ms INTEGER NOT NULL
    ) STRICT;
  `,
  open: (db) => {
    const put = db.prepare("INSERT OR REPLACE INTO goods VALUES (?, ?, ?, ?, ?, ?)");
    const count = db.prepare(
      `INSERT INTO goods_version VALUES (?, 1)
       ON CONFLICT (stream) DO UPDATE SET version = version + 1`,
    );
    const restore = db.prepare("DELETE FROM goods WHERE kind = ? AND key = ?");
    const planogram = openPlanogram(db);
    return ({ event, atMs }, _kind, id) => {
      if (event.type === "PlanogramPublished") planogram.publish(event, atMs);
      if (event.type === "PlanogramDrafted") planogram.draft(event, id, atMs);
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

type Of<Type extends ShopEvent["type"]> = Extract<ShopEvent, { type: Type }>;

function openPlanogram(db: DatabaseSync) {
  const publish = db.prepare(
    `INSERT INTO planogram_publications
       SELECT coalesce(max(number), 0) + 1, ?, ?, NULL, ?, ? FROM planogram_publications`,
  );
  const undo = db.prepare("UPDATE planogram_publications SET undone_by = ? WHERE number = ?");
  const draft = db.prepare(
    `INSERT INTO planogram_draft VALUES (?, 1, ?, ?, ?, ?) ON CONFLICT (stream) DO UPDATE
       SET version = version + 1, changes = excluded.changes, publish_ms = excluded.publish_ms,
         drafted_by = excluded.drafted_by, drafted_ms = excluded.drafted_ms`,
  );
  return {
    publish: ({ changes, undoes, by }: Of<"PlanogramPublished">, atMs: number): void => {
      const { lastInsertRowid } = publish.run(JSON.stringify(changes), undoes, by, atMs);
      if (undoes !== null) undo.run(lastInsertRowid, undoes);
    },
    draft: (
      { changes, publishAtMs, by }: Of<"PlanogramDrafted">,
      stream: string,
      atMs: number,
    ): void => {
      draft.run(stream, JSON.stringify(changes), publishAtMs, by, atMs);
    },
  };
}
