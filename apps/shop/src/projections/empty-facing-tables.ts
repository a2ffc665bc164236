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
    const end = db.prepare(
      "UPDATE empty_facings SET until_ms = ? WHERE facing = ? AND until_ms IS NULL",
    );
    const endOther = db.prepare(
      "UPDATE empty_facings SET until_ms = ? WHERE facing = ? AND until_ms IS NULL AND gtin <> ?",
    );
    const begin = db.prepare(
      `INSERT INTO empty_facings SELECT ?1, ?2, ?3, NULL WHERE NOT EXISTS
         (SELECT 1 FROM empty_facings WHERE facing = ?1 AND (until_ms IS NULL OR from_ms = ?2))`,
    );
    return ({ event, atMs }) => {
      switch (event.type) {
        case "StockCounted":
        case "StockReckoned":
          endOther.run(atMs, event.facing, event.gtin);
          // Null: more has gone than was there, and nobody knows what is left.
          if (event.quantity === 0) begin.run(event.facing, atMs, event.gtin);
          else end.run(atMs, event.facing);
          break;
        case "StockRefilled":
          if (event.quantity > 0) end.run(atMs, event.facing);
      }
    };
  },
};
