/**
 * The cash in the till's drawer: what was counted, and what came and went since. `drawer` has one row from the first
 * count on; `drawer_moves` is what staff did: counted, banked, added.
 */
import type { Projection } from "../store/projection.ts";

export const drawerTables: Projection = {
  name: "drawer-1",
  tables: ["drawer", "drawer_moves"],
  schema: `
    CREATE TABLE drawer (
      id INTEGER PRIMARY KEY,
      counted_minor INTEGER NOT NULL,
      expected_minor INTEGER,
      counted_ms INTEGER NOT NULL,
      counted_by TEXT NOT NULL,
      taken_minor INTEGER NOT NULL,
      refunded_minor INTEGER NOT NULL,
      banked_minor INTEGER NOT NULL,
      added_minor INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE drawer_moves (
      position INTEGER PRIMARY KEY,
      kind TEXT NOT NULL,
      amount_minor INTEGER NOT NULL,
      expected_minor INTEGER,
      moved_by TEXT NOT NULL,
      moved_ms INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX drawer_moves_by_time ON drawer_moves (moved_ms, position);
  `,
  open: (db) => {
    const count = db.prepare("INSERT OR REPLACE INTO drawer VALUES (1, ?, ?, ?, ?, 0, 0, 0, 0)");
    const note = db.prepare("INSERT INTO drawer_moves VALUES (?, ?, ?, ?, ?, ?)");
    const prepareAdd = (column: string) =>
      db.prepare(`UPDATE drawer SET ${column} = ${column} + ? WHERE id = 1`);
    const add = {
      taken: prepareAdd("taken_minor"),
      refunded: prepareAdd("refunded_minor"),
      banked: prepareAdd("banked_minor"),
      added: prepareAdd("added_minor"),
    };
    return ({ event, atMs, position }) => {
      switch (event.type) {
        case "DrawerCounted": {
          const { amountMinor, expectedMinor, by } = event;
          count.run(amountMinor, expectedMinor, atMs, by);
          note.run(position, "counted", amountMinor, expectedMinor, by, atMs);
          break;
        }
        case "DrawerMoved": {
          const { kind, amountMinor, by } = event;
          add[kind].run(amountMinor);
          note.run(position, kind, amountMinor, null, by, atMs);
          break;
        }
        case "CashTaken":
          add.taken.run(event.amountMinor);
          break;
        case "CashReturned":
          add.refunded.run(event.amountMinor);
          break;
      }
    };
  },
};
