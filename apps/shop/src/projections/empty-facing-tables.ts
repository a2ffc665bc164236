import type { JournalEvent } from "@saunter/commerce/events";
import { changeEmptyFacings, type EmptyFacing } from "@saunter/commerce/shop/empty-facings";
import type { ShopEvent } from "@saunter/commerce/shop/events";
import type { Projection } from "../store/projection.ts";

/** When a facing that had been counted was empty, by counts and by what people took. */
export const emptyTables: Projection = {
  name: "empty-facings-1",
  tables: ["empty_facings"],
  schema: `
    CREATE TABLE empty_facings (
      facing TEXT NOT NULL,
      from_ms INTEGER NOT NULL,
      gtin TEXT NOT NULL,
      until_ms INTEGER,
      PRIMARY KEY (facing, from_ms)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX empty_facings_by_end ON empty_facings (until_ms);
  `,
  open: (db) => {
    const read = db.prepare(
      `SELECT facing, gtin, from_ms, until_ms FROM empty_facings
       WHERE facing = ? AND (until_ms IS NULL OR from_ms = ?)`,
    );
    const write = db.prepare(
      `INSERT INTO empty_facings (facing, from_ms, gtin, until_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (facing, from_ms) DO UPDATE SET until_ms = excluded.until_ms`,
    );
    return ({ event, atMs }) => {
      if (!isOfFacing(event)) return;
      const known = read.all(event.facing, atMs).map(toEmptyFacing);
      for (const { facing, fromMs, gtin, untilMs } of changeEmptyFacings(known, event, atMs)) {
        write.run(facing, fromMs, gtin, untilMs);
      }
    };
  },
};

type OfFacing = Extract<ShopEvent, { type: "StockCounted" | "StockReckoned" | "StockRefilled" }>;

function isOfFacing(event: JournalEvent): event is OfFacing {
  const { type } = event;
  return type === "StockCounted" || type === "StockReckoned" || type === "StockRefilled";
}

function toEmptyFacing(row: Readonly<Record<string, unknown>>): EmptyFacing {
  return {
    facing: row.facing as string,
    gtin: row.gtin as string,
    fromMs: row.from_ms as number,
    untilMs: row.until_ms as number | null,
  };
}
